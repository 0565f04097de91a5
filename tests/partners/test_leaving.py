"""Who leaves an organisation leaves its seats too, also where the back office records it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.clock import today
from accounts.models import OutboxMail, TrailRow
from partners import actions, leaving
from partners.models import Affiliation
from sip.models import Owner
from tests.cast import organisation, seat
from workinggroups.actions import seat as give_seat
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def member(cast):
    """The affiliation of a person who sits in the Training group for the NGO."""
    return cast.wg_member.affiliations.get()


def bodies_of(person):
    return [held.body.key for held in person.seats.on()]


def page_of(row):
    return reverse("admin:partners_affiliation_change", args=[row.pk])


@pytest.mark.long
def test_the_back_office_says_which_seats_end_and_ends_them(cast, client, member):
    own = seat(cast.wg_member, "services")
    client.force_login(cast.glc_rome)
    page = client.get(page_of(member), headers=ENGLISH)
    note, mark = page.content.decode(), page.context["adminform"].form.mark
    assert "With its last day these seats end too: Training WG (Member)." in note
    last = today() - A_DAY
    client.post(page_of(member), {"ends_on": last, "read_as": mark})
    held = cast.wg_member.seats.get(body__key="training")
    assert (held.ends_on, bodies_of(cast.wg_member)) == (last, ["services"])
    assert held.ended_at and cast.wg_member.seats.on().get() == own
    told = TrailRow.objects.filter(verb__in=("seat_ended", "affiliation_ended")).order_by("pk")
    assert [(row.verb, row.actor) for row in told] == [
        ("seat_ended", cast.glc_rome.ref), ("affiliation_ended", cast.glc_rome.ref),
    ]  # fmt: skip
    told = {(mail.person, mail.kind) for mail in OutboxMail.objects.all()}
    assert told == {
        (cast.glc_rome2, "joining"), (cast.wg_member, "joining"), (cast.wg_lead, "seat_left"),
    }  # fmt: skip
    note = client.get(page_of(member), headers=ENGLISH).content.decode()
    assert "these seats end too" not in note


def test_a_last_day_to_come_ends_the_seats_on_that_day(cast, member):
    last = today() + 9 * A_DAY
    Seat.objects.create(
        person=cast.wg_member, body=Owner.objects.get(key="services"), starts_on=last + A_DAY,
        organisation=cast.ngo,
    )  # fmt: skip
    cast.wg_lead.language = "en"
    cast.wg_lead.save()
    leaving.end_affiliation(affiliation=member, ends_on=last, by=cast.glc_rome)
    assert bodies_of(cast.wg_member) == ["training"]
    assert cast.wg_member.seats.get().ends_on == last, "a seat that would begin later never does"
    mail = OutboxMail.objects.get(person=cast.wg_lead)
    assert "the last day is" in mail.text and "gone" not in mail.text


def test_a_day_long_past_leaves_what_was_held_since_readable(cast, member):
    """A seat that had ended stays as it ended; one that began after the last day keeps one day."""
    ended = seat(cast.wg_member, "services", in_organisation=cast.ngo)
    Seat.objects.filter(pk=ended.pk).update(ends_on=today() - 5 * A_DAY)
    begun = Seat.objects.create(
        person=cast.wg_member, body=Owner.objects.get(key="procurement"), organisation=cast.ngo,
        starts_on=today() - 3 * A_DAY,
    )  # fmt: skip
    last = today() - 20 * A_DAY
    leaving.end_affiliation(affiliation=member, ends_on=last, by=cast.glc_rome)
    ends = dict(cast.wg_member.seats.values_list("body__key", "ends_on"))
    assert ends == {
        "training": last, "services": today() - 5 * A_DAY, "procurement": begun.starts_on,
    }  # fmt: skip


def test_who_goes_on_in_another_role_keeps_the_seats(cast, member):
    last = today() - A_DAY
    Affiliation.objects.filter(pk=member.pk).update(ends_on=today() + 9 * A_DAY)
    Affiliation.objects.create(
        person=cast.wg_member, organisation=cast.ngo, role="contact", starts_on="2025-01-01"
    )
    leaving.end_affiliation(affiliation=member, ends_on=last, by=cast.glc_rome)
    assert bodies_of(cast.wg_member) == ["training"]


def test_the_seat_of_focal_point_goes_with_the_one_in_the_sag(cast):
    row = Affiliation.objects.create(
        person=cast.sag_training, organisation=cast.ngo, starts_on="2024-01-01"
    )
    leaving.end_affiliation(affiliation=row, ends_on=today(), by=cast.glc_rome)
    assert {held.ends_on for held in cast.sag_training.seats.all()} == {today()}


# --- a last day that is known before it comes -----------------------------------------------------


@pytest.fixture
def other_ngo(cast):
    return organisation("international-ngo-b", "partner")


def affiliate(person, there, cast, *, starts_on=None, ends_on=None):
    return actions.affiliate(
        person=person, organisation=there, by=cast.glc_rome,
        starts_on=starts_on or today() - 9 * A_DAY, ends_on=ends_on,
    )  # fmt: skip


def test_an_affiliation_recorded_with_its_last_day_ends_the_seats_that_are_there_on_it(
    cast, other_ngo
):
    held = seat(cast.outsider, "services", in_organisation=other_ngo)
    last = today() + 30 * A_DAY
    OutboxMail.objects.all().delete()
    affiliate(cast.outsider, other_ngo, cast, ends_on=last)
    held.refresh_from_db()
    assert (held.ends_on, bodies_of(cast.outsider)) == (last, ["services"])
    assert not Seat.objects.on(last + A_DAY).filter(person=cast.outsider).exists()
    told = TrailRow.objects.filter(verb="seat_ended").get()
    assert (told.after["ends_on"], told.actor) == (last.isoformat(), cast.glc_rome.ref)
    assert cast.outsider in {mail.person for mail in OutboxMail.objects.all()}


def test_a_seat_given_after_the_last_day_was_planned_ends_on_it_too(cast, client, other_ngo):
    last = today() + 30 * A_DAY
    affiliate(cast.outsider, other_ngo, cast, ends_on=last)
    client.force_login(cast.glc_rome)
    said = client.post(
        reverse("group-seats", args=["services"]), headers=ENGLISH, follow=True,
        data={"person": cast.outsider.email, "organisation": other_ngo.slug, "role": "member",
              "starts_on": today()},
    ).content.decode()  # fmt: skip
    made = cast.outsider.seats.get()
    assert made.ends_on == last
    assert "The seat is given; its last day is" in said


def test_a_seat_lasts_through_affiliations_that_follow_one_another_without_a_break(cast, other_ngo):
    first, second = today() + 9 * A_DAY, today() + 60 * A_DAY
    affiliate(cast.outsider, other_ngo, cast, ends_on=first)
    affiliate(
        cast.outsider, other_ngo, cast, starts_on=first + A_DAY, ends_on=second
    )  # fmt: skip
    affiliate(cast.outsider, other_ngo, cast, starts_on=second + 9 * A_DAY)
    made = give_seat(
        body=Owner.objects.get(key="services"), person=cast.outsider, role="member",
        organisation=other_ngo, starts_on=today(), by=cast.glc_rome,
    )  # fmt: skip
    assert made.ends_on == second


def test_nobody_goes_on_in_a_seat_for_an_organisation_after_the_last_day_there(cast, other_ngo):
    last = today() + 30 * A_DAY
    affiliate(cast.outsider, other_ngo, cast, ends_on=last)
    common = {"person": cast.outsider, "organisation": other_ngo, "by": cast.glc_rome}
    body = Owner.objects.get(key="services")
    held = give_seat(body=body, role="member", starts_on=today(), **common)
    with pytest.raises(ValidationError, match="organisation"):
        give_seat(body=body, role="member", starts_on=last + A_DAY, **common)
    assert cast.outsider.seats.get() == held


def test_a_focal_point_named_for_a_member_who_leaves_ends_with_the_seat_in_the_sag(cast, other_ngo):
    last = today() + 30 * A_DAY
    in_sag = cast.sag_training.seats.get(body__key="sag")
    Seat.objects.filter(pk=in_sag.pk).update(organisation=other_ngo)
    affiliate(cast.sag_training, other_ngo, cast, ends_on=last)
    made = give_seat(
        body=Owner.objects.get(key="services"), person=cast.sag_training, role="sag_focal_point",
        starts_on=today(), by=cast.glc_rome,
    )  # fmt: skip
    ends = {cast.sag_training.seats.get(pk=pk).ends_on for pk in (in_sag.pk, made.pk)}
    assert ends == {last}
