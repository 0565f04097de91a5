"""People in the back office: invited when they are added, signed out, given rights and deprived of
them."""

import re

import pytest

from accounts import actions
from accounts.clock import today
from accounts.models import Grant, OutboxMail, TrailRow
from accounts.outbox import post
from tests.admin.conftest import address
from tests.admin.test_writing import form_of

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
FRENCH = {"accept-language": "fr"}


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def give(client, person, role="glc_staff"):
    """Post the form that gives a right; the administrator's browser asks for English."""
    fields = {"person": person.pk, "role": role, "starts_on": today().isoformat()}
    return client.post(address(Grant, "add"), fields, headers=ENGLISH, follow=True)


@pytest.mark.long
def test_whoever_is_added_is_invited_and_the_page_says_so(glc, office):
    fields = {"email": "new@example.org", "name": "New Person", "language": "fr"}
    page = glc.post(address(type(office.admin), "add"), fields, headers=ENGLISH, follow=True)
    assert "An invitation is on its way to new@example.org." in told(page)
    assert OutboxMail.objects.get(person__email="new@example.org").kind == "invitation"


def test_a_right_given_today_to_the_wrong_person_is_withdrawn_at_once(administrator, office):
    give(administrator, office.outsider)
    held = office.outsider.grants.get()
    path, data = form_of(administrator, Grant, held.pk)
    assert 'name="_withdraw"' in administrator.get(path).content.decode()
    page = administrator.post(path, {**data, "_withdraw": "1"}, headers=ENGLISH, follow=True)
    assert "The right is withdrawn" in told(page)
    assert not office.outsider.grants.on().exists()
    row = TrailRow.objects.first()
    assert (row.verb, row.target_key) == ("grant_withdrawn", str(office.outsider.ref))
    page = administrator.get(path, headers=ENGLISH).content.decode()
    assert "Withdrawn at once" in page and 'name="_withdraw"' not in page
    for value, listed in (("not", True), ("today", False)):
        page = administrator.get(address(Grant, "changelist"), {"holds": value})
        found = page.context["cl"].get_queryset(page.wsgi_request)
        assert found.filter(pk=held.pk).exists() is listed


@pytest.mark.long
def test_a_right_of_old_is_withdrawn_from_this_moment_on_and_stays_readable(administrator, office):
    held = Grant.objects.create(person=office.outsider, role="glc_staff", starts_on="2025-01-01")
    path, data = form_of(administrator, Grant, held.pk)
    administrator.post(path, {**data, "_withdraw": "1"})
    assert not Grant.objects.on().filter(pk=held.pk).exists()
    assert Grant.objects.filter(pk=held.pk).exists()
    assert 'name="_withdraw"' not in administrator.get(path).content.decode()


@pytest.mark.long
def test_nobody_withdraws_who_may_not(client, office):
    held = office.admin.grants.get()
    for person in (office.glc_rome, office.admin):
        client.force_login(person)
        path = address(Grant, "change", held.pk)
        assert 'name="_withdraw"' not in client.get(path).content.decode()
        assert client.post(path, {"_withdraw": "1"}).status_code == 403
    assert Grant.objects.on().filter(pk=held.pk).exists()


def test_a_right_for_oneself_is_an_error_of_the_form_with_what_was_typed(administrator, office):
    page = give(administrator, office.admin)
    form = page.context["adminform"].form
    assert page.status_code == 200
    assert form.errors["person"] == ["Nobody gives a right to themselves."]
    assert (form["role"].value(), form["person"].value()) == ("glc_staff", str(office.admin.pk))
    assert not office.admin.grants.filter(role="glc_staff").exists()


@pytest.mark.long
def test_an_administrator_signs_somebody_out_everywhere(administrator, office, client_of):
    theirs = client_of(office.sag)
    assert theirs.get("/account/").status_code == 200
    path, data = form_of(administrator, type(office.sag), office.sag.pk)
    page = administrator.post(path, {**data, "_sign_out": "1"}, headers=ENGLISH, follow=True)
    assert "1 session of Sag has ended." in told(page)
    assert theirs.get("/account/").status_code == 302
    row = TrailRow.objects.first()
    assert (row.verb, row.actor, row.target_key) == (
        "sessions_ended", office.admin.ref, str(office.sag.ref),
    )  # fmt: skip


@pytest.mark.long
def test_closing_an_account_names_what_the_person_still_holds(administrator, office):
    path, data = form_of(administrator, type(office.sag), office.sag.pk)
    data.pop("is_active")
    page = administrator.post(path, data, headers=ENGLISH, follow=True)
    assert "Sag cannot sign in and still holds: Member (" in told(page)


@pytest.mark.long
def test_glc_staff_sign_nobody_out(glc, office, client_of):
    theirs = client_of(office.sag)
    path, data = form_of(glc, type(office.sag), office.sag.pk)
    assert "_sign_out" not in glc.get(path).content.decode()
    glc.post(path, {**data, "_sign_out": "1"})
    assert theirs.get("/account/").status_code == 200


@pytest.mark.long
def test_outgoing_mails_tell_their_kind_in_words(glc, office):
    post(to=office.sag, kind="group_joining", subject="A request", text="Words.", key="a-request")
    page = glc.get(address(OutboxMail, "changelist"), headers=ENGLISH).content.decode()
    assert "group_joining</td>" not in page
    assert ">Joining a working group</td>" in page
    assert re.search(r'href="\?kind=group_joining">\s*Joining a working group', page)
    kept = glc.get(f"{address(OutboxMail, 'changelist')}?kind=group_joining", headers=ENGLISH)
    assert {mail.kind for mail in kept.context["cl"].result_list} == {"group_joining"}


@pytest.mark.long
def test_the_trail_is_told_in_words_in_the_back_office(glc, office):
    row = TrailRow.objects.filter(verb="groups_loaded").first()
    page = glc.get(address(TrailRow, "changelist"), headers=FRENCH).content.decode()
    assert ">groups_loaded<" not in page and ">sip.planrevision<" not in page
    assert "… a chargé les organes et les groupes de travail" in page
    narrow = glc.get(f"{address(TrailRow, 'changelist')}?verb=groups_loaded", headers=FRENCH)
    assert {one.verb for one in narrow.context["cl"].result_list} == {"groups_loaded"}
    own = glc.get(address(TrailRow, "change", row.pk), headers=FRENCH).content.decode()
    assert "Le système a chargé les organes et les groupes de travail" in own
    assert "groups_loaded" not in own.partition("<main")[2]


def test_an_administrator_erases_the_name_of_a_closed_account_with_a_reason(administrator, office):
    person = office.outsider
    path, form = (
        address(type(person), "erase", person.pk),
        address(type(person), "change", person.pk),
    )
    assert path not in administrator.get(form).content.decode()
    actions.close_account(person=person, by=office.admin)
    assert path in administrator.get(form).content.decode()
    for missing in ({"reason": "Asked for it."}, {"sure": "on"}):
        assert administrator.post(path, missing).status_code == 400
    page = administrator.post(
        path, {"reason": "Asked for it.", "sure": "on"}, headers=ENGLISH, follow=True
    )
    assert "The name and the address are erased." in told(page)
    person.refresh_from_db()
    assert person.is_erased and person.name.startswith("P-")
    row = TrailRow.objects.first()
    assert (row.verb, row.actor, row.reason) == ("person_erased", office.admin.ref, "Asked for it.")
    page = administrator.get(form, headers=ENGLISH).content.decode()
    assert path not in page and "nobody signs in with it again" in page
    assert 'name="is_active"' not in page and 'name="name"' not in page
    assert administrator.post(form, {"is_active": "on", "name": "Back"}).status_code == 403
    person.refresh_from_db()
    assert (person.is_active, person.is_erased) == (False, True)


def test_nobody_is_erased_while_the_account_is_open(administrator, office):
    path = address(type(office.sag), "erase", office.sag.pk)
    page = administrator.post(path, {"reason": "In a hurry.", "sure": "on"}, headers=ENGLISH)
    assert page.status_code == 400
    assert "Close it first" in page.content.decode()
    office.sag.refresh_from_db()
    assert not office.sag.is_erased


@pytest.mark.long
def test_glc_staff_are_not_offered_to_erase(glc, office):
    actions.close_account(person=office.outsider, by=office.admin)
    form = address(type(office.outsider), "change", office.outsider.pk)
    path = address(type(office.outsider), "erase", office.outsider.pk)
    assert path not in glc.get(form).content.decode()
    assert glc.get(path).status_code == 403
