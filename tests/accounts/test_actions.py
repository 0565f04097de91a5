"""Accounts and grants: who may, what it leaves in the trail, and what nobody may."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import actions, trail
from accounts.clock import today
from accounts.conflicts import Refused
from accounts.models import ERASED_FOR_GOOD, Grant, TrailRow, User
from reporting.duties import glc_staff
from reporting.policy import staff_condition

pytestmark = pytest.mark.django_db
STAFF, ADMIN = Grant.Role.GLC_STAFF, Grant.Role.ADMINISTRATOR


def verbs():
    return list(TrailRow.objects.order_by("number").values_list("verb", flat=True))


class TestGrants:
    @pytest.mark.parametrize("who", ["glc_rome", "sag", "wg_lead", "partner", "outsider"])
    @pytest.mark.parametrize("role", [STAFF, ADMIN])
    def test_only_administrators_give_them(self, cast, who, role):
        with pytest.raises(PermissionDenied):
            actions.give_grant(person=cast.wg_member, role=role, by=getattr(cast, who))
        assert not cast.wg_member.grants.exists()

    def test_an_administrator_gives_and_ends_them_and_the_trail_tells(self, cast):
        grant = actions.give_grant(person=cast.outsider, role=STAFF, by=cast.admin, reason="Joins")
        assert cast.outsider.holds(STAFF)
        actions.end_grant(grant=grant, by=cast.admin)
        assert not cast.outsider.holds(STAFF)
        assert verbs()[-2:] == ["grant_given", "grant_withdrawn"]
        assert trail.rows_about(cast.outsider).last().reason == "Joins"

    def test_a_right_that_ends_at_once_is_gone_at_the_next_request(self, cast, client):
        client.force_login(cast.glc_rome)
        assert client.get("/trail/").status_code == 200
        actions.end_grant(grant=cast.glc_rome.grants.get(), by=cast.admin)
        assert client.get("/trail/").status_code == 403

    def test_a_right_withdrawn_on_its_day_is_gone_and_stays_to_be_found(self, cast, client):
        grant = actions.give_grant(person=cast.outsider, role=STAFF, by=cast.admin)
        client.force_login(cast.outsider)
        assert client.get("/trail/").status_code == 200
        actions.end_grant(grant=grant, by=cast.admin)
        assert client.get("/trail/").status_code == 403
        assert cast.outsider not in glc_staff(today())
        assert not User.objects.filter(staff_condition(), pk=cast.outsider.pk).exists()
        row = cast.outsider.grants.get()
        assert (row.starts_on, row.ends_on) == (today(), today()) and row.withdrawn_at
        assert not row.holds_on() and not cast.outsider.grants.as_of(today()).exists()
        told = trail.rows_about(cast.outsider).first()
        assert told.after["ends_on"] >= told.after["starts_on"]
        with pytest.raises(Refused):
            actions.end_grant(grant=row, by=cast.admin)
        actions.give_grant(person=cast.outsider, role=STAFF, by=cast.admin)  # after all
        assert cast.outsider.holds(STAFF)

    def test_a_right_may_get_a_last_day_to_come(self, cast):
        last = today() + datetime.timedelta(days=3)
        actions.end_grant(grant=cast.glc_rome.grants.get(), ends_on=last, by=cast.admin)
        assert cast.glc_rome.holds(STAFF)
        assert not cast.glc_rome.holds(STAFF, on=last + datetime.timedelta(days=1))

    def test_nobody_gives_or_ends_their_own(self, cast):
        with pytest.raises(PermissionDenied):
            actions.give_grant(person=cast.admin, role=STAFF, by=cast.admin)
        with pytest.raises(PermissionDenied):
            actions.end_grant(grant=cast.admin.grants.get(), by=cast.admin)

    def test_the_same_right_is_not_given_twice(self, cast):
        with pytest.raises(Refused):
            actions.give_grant(person=cast.glc_rome, role=STAFF, by=cast.admin)

    def test_the_last_administrator_stays(self, cast):
        for attempt in (
            lambda: actions.end_grant(grant=cast.admin.grants.get(), by=None),
            lambda: actions.close_account(person=cast.admin, by=None),
        ):
            with pytest.raises(Refused):
                attempt()
        second = actions.give_grant(person=cast.outsider, role=ADMIN, by=cast.admin)
        soon, later = (today() + datetime.timedelta(days=days) for days in (10, 20))
        actions.end_grant(grant=second, ends_on=soon, by=cast.admin)
        with pytest.raises(Refused):
            actions.end_grant(grant=cast.admin.grants.get(), ends_on=later, by=cast.outsider)
        actions.end_grant(grant=cast.admin.grants.get(), by=cast.outsider)
        assert not cast.admin.holds(ADMIN)


class TestAccounts:
    def test_glc_staff_invite_people_who_then_set_their_own_password(self, cast):
        person = actions.open_account(email="New@Example.org", name="New", by=cast.glc_rome)
        assert person.email == "new@example.org"
        assert not person.has_usable_password()
        assert verbs()[-1] == "account_opened"
        row = trail.rows_about(person).get()
        assert row.after is None  # no name in the trail: it could not be erased

    @pytest.mark.parametrize("who", ["sag", "wg_lead", "partner", "country_coord"])
    def test_others_invite_nobody(self, cast, who):
        with pytest.raises(PermissionDenied):
            actions.open_account(email="new@example.org", name="New", by=getattr(cast, who))

    def test_two_accounts_never_share_an_address(self, cast):
        with pytest.raises(ValidationError) as error:
            actions.open_account(email=cast.sag.email.upper(), name="Twin", by=cast.admin)
        assert "email" in error.value.message_dict

    def test_a_closed_account_is_out_at_the_next_request(self, cast):
        first, second = Client(), Client()
        door = {"login": cast.sag.email, "password": "a-password-for-tests"}
        for each in (first, second):
            each.post("/login/", door)
            assert each.get("/account/").status_code == 200
        actions.close_account(person=cast.sag, by=cast.glc_rome, reason="Left")
        for each in (first, second):
            assert each.get("/account/").headers["Location"].startswith("/login/")
        actions.reopen_account(person=cast.sag, by=cast.admin)
        first.post("/login/", door)
        assert first.get("/account/").status_code == 200
        assert second.get("/account/").status_code == 302, "what has ended stays ended"

    def test_glc_staff_close_no_account_with_a_grant_and_nobody_their_own(self, cast):
        with pytest.raises(PermissionDenied):
            actions.close_account(person=cast.glc_rome2, by=cast.glc_rome)
        with pytest.raises(PermissionDenied):
            actions.close_account(person=cast.admin, by=cast.admin)

    def test_glc_staff_correct_no_account_that_is_to_become_an_administrators(self, cast):
        """Whoever could change its address would be sent the link for its next password."""
        begins = today() + datetime.timedelta(days=3)
        actions.give_grant(person=cast.outsider, role=ADMIN, starts_on=begins, by=cast.admin)
        for act, more in ((actions.rename, {"email": "me@example.org"}),
                          (actions.close_account, {})):  # fmt: skip
            with pytest.raises(PermissionDenied):
                act(person=cast.outsider, by=cast.glc_rome, **more)
        actions.rename(person=cast.wg_member, by=cast.glc_rome, email="member@example.org")

    @pytest.mark.parametrize("who", ["glc_rome", "sag", "wg_lead", "outsider"])
    @pytest.mark.parametrize("whose", ["admin", "glc_rome2", "sag_training", "wg_member"])
    def test_administrators_alone_sign_others_out(self, cast, who, whose):
        person = getattr(cast, whose)
        with pytest.raises(PermissionDenied):
            actions.end_sessions(person=person, by=getattr(cast, who))
        actions.end_sessions(person=person, by=cast.admin)

    def test_everybody_signs_themselves_out(self, cast):
        assert actions.end_sessions(person=cast.outsider, by=cast.outsider) == 0

    def test_an_erased_person_becomes_a_pseudonym_and_the_chain_holds(self, cast):
        actions.set_language(person=cast.sag, language="en", by=cast.sag)
        name, email, ref = cast.sag.name, cast.sag.email, cast.sag.ref
        actions.close_account(person=cast.sag, by=cast.admin)
        actions.erase_person(person=cast.sag, by=cast.admin, reason="Asked for it")
        kept = User.objects.get(ref=ref)
        assert name not in str(kept)
        assert email not in (kept.email, kept.name)
        assert not kept.is_active
        assert trail.broken_at() is None
        assert TrailRow.objects.filter(actor=ref).exists()
        for row in TrailRow.objects.all():
            assert name not in f"{row.before}{row.after}{row.reason}"

    def test_nobody_is_erased_twice_or_while_the_account_is_open(self, cast):
        with pytest.raises(Refused):
            actions.erase_person(person=cast.sag, by=cast.admin, reason="Asked for it")
        actions.close_account(person=cast.sag, by=cast.admin)
        actions.erase_person(person=cast.sag, by=cast.admin, reason="Asked for it")
        with pytest.raises(Refused):
            actions.erase_person(person=cast.sag, by=cast.admin, reason="Asked for it again")
        assert verbs().count("person_erased") == 1

    @pytest.mark.parametrize("act", [
        lambda person, by: actions.reopen_account(person=person, by=by),
        lambda person, by: actions.rename(person=person, by=by, name="Sag again"),
        lambda person, by: actions.rename(person=person, by=by, email="sag@example.org"),
        lambda person, by: actions.give_grant(person=person, by=by, role=ADMIN),
    ], ids=["reopen", "name", "address", "grant"])  # fmt: skip
    def test_nobody_comes_back_under_a_pseudonym(self, cast, act):
        actions.close_account(person=cast.sag, by=cast.admin)
        read_before = User.objects.get(pk=cast.sag.pk)
        actions.erase_person(person=cast.sag, by=cast.admin, reason="Asked for it")
        for person in (read_before, User.objects.get(pk=cast.sag.pk)):
            with pytest.raises(Refused, match=str(ERASED_FOR_GOOD)):
                act(person, cast.admin)
        kept = User.objects.get(pk=cast.sag.pk)
        assert (kept.is_active, kept.is_erased, kept.name[:2]) == (False, True, "P-")
        assert verbs()[-1] == "person_erased"

    def test_the_database_opens_no_erased_account(self, cast):
        actions.close_account(person=cast.sag, by=cast.admin)
        actions.erase_person(person=cast.sag, by=cast.admin, reason="Asked for it")
        kept = User.objects.filter(pk=cast.sag.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.update(is_active=True)
        person = kept.get()
        person.is_active = True
        with pytest.raises(ValidationError) as error:
            person.full_clean()
        assert error.value.messages == [ERASED_FOR_GOOD]

    def test_nobody_chooses_for_somebody_else(self, cast):
        with pytest.raises(PermissionDenied):
            actions.set_language(person=cast.sag, language="en", by=cast.partner)
        with pytest.raises(PermissionDenied):
            actions.set_copies(person=cast.sag, wanted=False, by=cast.admin)
        actions.set_language(person=cast.sag, language="en", by=cast.glc_rome)

    def test_only_administrators_erase(self, cast):
        with pytest.raises(PermissionDenied):
            actions.erase_person(person=cast.sag, by=cast.glc_rome)

    def test_a_language_that_does_not_exist_is_refused(self, cast):
        with pytest.raises(ValidationError):
            actions.set_language(person=cast.sag, language="xx", by=cast.sag)
