"""Who leaves an organisation leaves its seats too, also where the back office records it."""

import datetime

import pytest
from django.urls import reverse

from accounts.clock import today
from accounts.models import OutboxMail, TrailRow
from partners import leaving
from partners.models import Affiliation
from sip.models import Owner
from tests.cast import seat
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
