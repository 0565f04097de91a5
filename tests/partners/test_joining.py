"""Joining an organisation is confirmed by its people; leaving it needs nobody and works at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.clock import today
from accounts.conflicts import Refused
from accounts.models import OutboxMail, TrailRow
from accounts.policy import sits_in_the_sag
from partners import joining, leaving, policy
from partners.models import Affiliation, Joining
from sip.models import Owner
from tests.cast import organisation, seat
from workinggroups.lifecycle import answer_request, ask_to_join
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def asked(cast):
    """The outsider asked to join the NGO, which has no contact: all its people may answer."""
    return joining.ask(organisation=cast.ngo, words="I lead its fleet.", by=cast.outsider)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def told(person):
    return list(
        OutboxMail.objects.filter(person=person, kind="joining").values_list("subject", flat=True)
    )


def belongs(person, home):
    return Affiliation.objects.on().filter(person=person, organisation=home).exists()


@pytest.mark.long
def test_one_of_its_people_confirms_and_the_rights_begin(cast, asked):
    page = f"/partners/joining/{asked.pk}/"
    out = signed_in(cast.outsider)
    assert out.get("/partners/international-ngo-a/edit/").status_code == 403
    its = signed_in(cast.partner)
    assert cast.outsider.email in its.get(page).content.decode()
    assert page in its.get("/partners/international-ngo-a/").content.decode()
    its.post(page, {"decision": "accepted", "words": "She leads our fleet."})
    assert out.get("/partners/international-ngo-a/edit/").status_code == 200
    row = TrailRow.objects.get(verb="organisation_joining_accepted")
    assert (row.actor, row.reason) == (cast.partner.ref, "She leads our fleet.")
    assert row.after == {"person": str(cast.outsider.ref)}


def test_each_is_told_by_mail_in_their_language(cast):
    cast.partner.language, cast.outsider.language = "fr", "en"
    cast.partner.save(), cast.outsider.save()
    made = joining.ask(organisation=cast.ngo, words="I lead its fleet.", by=cast.outsider)
    assert told(cast.partner) == ["Outsider demande à rejoindre International Ngo A"]
    joining.answer(joining=made, is_accepted=False, words="Nobody knows you.", by=cast.partner)
    assert told(cast.outsider) == ["International Ngo A · Declined"]
    text = OutboxMail.objects.get(person=cast.outsider).text
    assert "Nobody knows you." in text and "did not confirm" in text


def test_where_nobody_of_it_is_here_the_glc_is_asked(cast):
    empty = organisation("empty", "partner")
    made = joining.ask(organisation=empty, words="I run it.", by=cast.outsider)
    assert told(cast.glc_rome) and not told(cast.partner)
    joining.answer(joining=made, is_accepted=True, words="", by=cast.glc_rome)
    row = TrailRow.objects.get(verb="organisation_joining_accepted")
    assert row.on_behalf_of == "empty"


def test_with_a_contact_only_the_contact_answers(cast, asked):
    Affiliation.objects.filter(person=cast.partner).update(role="contact")
    with pytest.raises(PermissionDenied):
        joining.answer(joining=asked, is_accepted=True, words="", by=cast.wg_member)
    joining.answer(joining=asked, is_accepted=True, words="", by=cast.partner)
    assert belongs(cast.outsider, cast.ngo)


def test_nobody_confirms_themselves_not_even_the_glc(cast, asked):
    for person in (cast.outsider, cast.stakeholder, cast.sag, cast.admin):
        with pytest.raises(PermissionDenied):
            joining.answer(joining=asked, is_accepted=True, words="", by=person)
    own = joining.ask(organisation=cast.ngo, words="Seconded.", by=cast.glc_rome)
    with pytest.raises(PermissionDenied):
        joining.answer(joining=own, is_accepted=True, words="", by=cast.glc_rome)


@pytest.mark.long
def test_home_tells_who_is_to_answer_and_who_waits(cast, asked):
    """With a contact it waits for the contact alone; where nobody is here, for the GLC."""

    def home(person):
        return signed_in(person).get("/", headers={"accept-language": "en"}).content.decode()

    page = f"/partners/joining/{asked.pk}/"
    for person in (cast.partner, cast.wg_member):
        assert page in home(person) and "request to join</a> waits for your answer" in home(person)
    assert page in home(cast.outsider) and "waits for an answer" in home(cast.outsider)
    assert page not in home(cast.glc_rome) + home(cast.stakeholder) + home(cast.admin)
    Affiliation.objects.filter(person=cast.partner).update(role="contact")
    assert page in home(cast.partner) and page not in home(cast.wg_member)
    Affiliation.objects.filter(organisation=cast.ngo).update(ends_on=today() - A_DAY)
    assert page in home(cast.glc_rome)
    Joining.objects.all().delete()
    assert "Find my organisation" in home(cast.outsider)


@pytest.mark.parametrize("who", ["partner", "wg_member", "glc_rome", "admin", "outsider", "sag"])
@pytest.mark.parametrize("case", ["no contact", "a contact", "nobody"])
def test_what_waits_for_a_person_is_what_they_may_answer(cast, asked, who, case):
    """The list of the home page and the rule of the act say the same, but for the GLC: it may
    answer for everybody, and is only asked where nobody is here."""
    if case == "a contact":
        Affiliation.objects.filter(person=cast.partner).update(role="contact")
    if case == "nobody":
        Affiliation.objects.filter(organisation=cast.ngo).update(ends_on=today() - A_DAY)
    person, is_glc = getattr(cast, who), who == "glc_rome"
    waits = Joining.objects.to_answer(person, is_glc=is_glc).exists()
    may = policy.can_answer_joining(person, asked)
    assert waits == (case == "nobody" if is_glc else may)


@pytest.mark.long
def test_a_newcomer_finds_the_way_into_a_group(cast):
    client = signed_in(cast.outsider)
    page = client.get("/groups/training/", headers={"accept-language": "en"}).content.decode()
    assert "find your organisation" in page
    for person in (cast.partner, cast.wg_member, cast.glc_rome):
        page = signed_in(person).get("/groups/training/", headers={"accept-language": "en"})
        assert "find your organisation" not in page.content.decode()


def test_declining_needs_words_and_keeps_what_was_typed(cast, asked):
    client = signed_in(cast.partner)
    answer = client.post(f"/partners/joining/{asked.pk}/", {"decision": "declined", "words": " "})
    assert answer.status_code == 200 and "declined" in answer.content.decode()
    assert Joining.objects.waiting().get() == asked
    with pytest.raises(ValidationError):
        joining.answer(joining=asked, is_accepted=False, words="", by=cast.partner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Joining.objects.update(
            state="declined", answered_at="2026-01-01T00:00Z", answered_by=cast.partner
        )


def test_an_answer_is_given_once(cast, asked):
    joining.answer(joining=asked, is_accepted=True, words="", by=cast.partner)
    for again in (
        lambda: joining.answer(joining=asked, is_accepted=False, words="No.", by=cast.wg_member),
        lambda: joining.take_back(joining=asked, by=cast.outsider),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            again()
    assert Affiliation.objects.filter(person=cast.outsider).count() == 1


def test_words_typed_over_an_answer_given_meanwhile_are_given_back(cast, asked):
    joining.answer(joining=asked, is_accepted=True, words="", by=cast.partner)
    sent = {"decision": "declined", "words": "Nobody knows her."}
    page = signed_in(cast.wg_member).post(f"/partners/joining/{asked.pk}/", sent).content.decode()
    assert "Nobody knows her." in page and 'name="words"' not in page


def test_one_takes_ones_own_request_back(cast, asked):
    with pytest.raises(PermissionDenied):
        joining.take_back(joining=asked, by=cast.partner)
    signed_in(cast.outsider).post(f"/partners/joining/{asked.pk}/")
    with pytest.raises(Refused):
        joining.answer(joining=asked, is_accepted=True, words="", by=cast.partner)


@pytest.mark.long
def test_nobody_writes_to_the_whole_directory(cast, asked):
    with pytest.raises(ValidationError, match="waits"):
        joining.ask(organisation=cast.ngo, words="Again.", by=cast.outsider)
    for name in ("one", "two"):
        joining.ask(organisation=organisation(name, "partner"), words="Me.", by=cast.outsider)
    page = signed_in(cast.outsider).post("/partners/logistics-company-a/join/", {"words": "Me too"})
    assert page.status_code == 200 and "Me too" in page.content.decode()
    assert Joining.objects.count() == 3


def test_a_member_of_the_sag_does_not_join_a_stakeholder(cast):
    made = joining.ask(organisation=cast.firm, words="I moved.", by=cast.sag)
    with pytest.raises(ValidationError, match="SAG"):
        joining.answer(joining=made, is_accepted=True, words="", by=cast.stakeholder)
    page = signed_in(cast.stakeholder).post(
        f"/partners/joining/{made.pk}/", {"decision": "accepted", "words": ""}
    )
    assert page.status_code == 200
    assert Joining.objects.waiting().get() == made and not belongs(cast.sag, cast.firm)


# --- leaving ------------------------------------------------------------------------------------


def test_leaving_ends_the_rights_on_every_device_at_once(cast):
    here, there = signed_in(cast.partner), signed_in(cast.partner)
    assert there.get("/partners/international-ngo-a/edit/").status_code == 200
    assert "/partners/international-ngo-a/leave/" in here.get("/account/").content.decode()
    here.post("/partners/international-ngo-a/leave/", {"words": "I changed jobs."})
    for device in (here, there):
        assert device.get("/partners/international-ngo-a/edit/").status_code == 403
        assert (
            cast.wg_member.email
            not in device.get("/partners/international-ngo-a/").content.decode()
        )
    row = Affiliation.objects.get(person=cast.partner)
    assert row.ends_on == today() - datetime.timedelta(days=1), "the name stays in history"
    told_of = TrailRow.objects.get(verb="organisation_left")
    assert (told_of.actor, told_of.reason) == (cast.partner.ref, "I changed jobs.")


def test_who_leaves_on_the_first_day_leaves_no_day_behind(cast):
    Affiliation.objects.create(person=cast.outsider, organisation=cast.ngo, starts_on=today())
    leaving.leave(organisation=cast.ngo, by=cast.outsider)
    assert not Affiliation.objects.filter(person=cast.outsider).exists()
    with pytest.raises(Refused):
        leaving.leave(organisation=cast.ngo, by=cast.outsider)


def test_other_organisations_and_other_people_stay(cast):
    other = organisation("other", "partner")
    Affiliation.objects.create(person=cast.partner, organisation=other, starts_on="2025-01-01")
    leaving.leave(organisation=cast.ngo, by=cast.partner)
    assert belongs(cast.partner, other) and belongs(cast.wg_member, cast.ngo)


LEAVE = "/partners/international-ngo-a/leave/"


def test_the_page_says_which_seats_end_and_leaving_ends_them_at_once(cast):
    """Of three seats, one is for no organisation: it stays."""
    held = seat(cast.partner, "partnerships", in_organisation=cast.ngo)
    own = seat(cast.partner, "services")
    person = signed_in(cast.partner)
    page = person.get(LEAVE, headers={"accept-language": "en"}).content.decode()
    warning = page.split('<div class="alert')[1].split("</div>")[0]
    assert "/groups/partnerships/" in warning and "/groups/services/" not in warning
    assert "This seat ends with it, at once" in warning
    assert person.post(LEAVE, {"ending": [held.pk], "words": "I moved."}).status_code == 302
    assert list(cast.partner.seats.on()) == [own]
    held.refresh_from_db()
    assert held.ends_on == today() - datetime.timedelta(days=1), "the name stays in history"
    assert held.ended_at
    told = TrailRow.objects.filter(verb__in=("seat_left", "organisation_left")).order_by("pk")
    assert [(row.verb, row.reason) for row in told] == [
        ("seat_left", "I moved."), ("organisation_left", "I moved."),
    ]  # fmt: skip
    mail = OutboxMail.objects.get(person=cast.glc_rome)
    assert "partenariats" in mail.text and "services" not in mail.text
    assert OutboxMail.objects.get(person=cast.other_lead).kind == "seat_left"


def test_what_a_seat_in_the_sag_carries_ends_too(cast):
    """Who is focal point of a group sits in the SAG; seats to come never begin."""
    since = {"person": cast.sag_training, "organisation": cast.ngo}
    Affiliation.objects.create(starts_on="2024-01-01", **since)
    to_come = today() + datetime.timedelta(days=9)
    body = Owner.objects.get(key="services")
    Seat.objects.create(body=body, starts_on=to_come, **since)
    Seat.objects.create(body=Owner.objects.get(key="procurement"), starts_on=today(), **since)
    page = signed_in(cast.sag_training).get(LEAVE).content.decode()
    for key in ("sag", "training", "services", "procurement"):
        assert f"/groups/{key}/" in page
    leaving.leave(organisation=cast.ngo, by=cast.sag_training)
    later = cast.sag_training.seats.exclude(ends_on__lt=today())
    assert not later.exists()
    assert {row.body.key for row in cast.sag_training.seats.all()} == {"sag", "training"}
    assert TrailRow.objects.filter(verb="seat_left").count() == 4
    assert not sits_in_the_sag(cast.sag_training)


@pytest.mark.long
def test_seats_that_came_meanwhile_are_shown_before_they_end(cast):
    held = cast.wg_member.seats.get()
    given = seat(cast.wg_member, "services", in_organisation=cast.ngo)
    person = signed_in(cast.wg_member)
    page = person.post(LEAVE, {"ending": [held.pk]}, headers={"accept-language": "en"})
    assert page.status_code == 200 and "have changed" in page.content.decode()
    assert belongs(cast.wg_member, cast.ngo) and cast.wg_member.seats.on().count() == 2
    assert f'value="{given.pk}"' in page.content.decode()
    for odd in (["x"], ["²"], ["9" * 40], []):
        assert person.post(LEAVE, {"ending": odd}).status_code == 200
    assert person.post(LEAVE, {"ending": [held.pk, given.pk]}).status_code == 302
    assert not cast.wg_member.seats.on().exists()


def test_a_request_to_join_a_group_falls_with_the_organisation(cast):
    asked = ask_to_join(
        body=Owner.objects.get(key="training"), organisation=cast.ngo, message="Two trainers.",
        by=cast.partner,
    )  # fmt: skip
    leaving.leave(organisation=cast.ngo, by=cast.partner)
    with pytest.raises(Refused, match="any more"):
        answer_request(request=asked, is_accepted=True, by=cast.wg_lead)
    answer_request(request=asked, is_accepted=False, answer="You left.", by=cast.wg_lead)
    assert not cast.partner.seats.exists()


@pytest.mark.parametrize(("sent", "role"), [({}, "contact"), ({"role": "member"}, "member")])
def test_the_first_of_an_organisation_becomes_its_contact_unless_said_otherwise(
    cast, asked, sent, role
):
    its, page = signed_in(cast.partner), f"/partners/joining/{asked.pk}/"
    assert its.get(page).context["form"]["role"].value() == "contact"
    its.post(page, {"decision": "accepted", "words": "", **sent})
    held = Affiliation.objects.on().get(person=cast.outsider, organisation=cast.ngo)
    assert held.role == role


def test_where_there_is_a_contact_the_next_is_a_member(cast, asked):
    Affiliation.objects.filter(person=cast.partner).update(role="contact")
    page = f"/partners/joining/{asked.pk}/"
    assert signed_in(cast.partner).get(page).context["form"]["role"].value() == "member"
