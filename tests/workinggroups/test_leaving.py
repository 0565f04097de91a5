"""Leaving a seat by oneself: the rights go at once, the name stays, the vacancy is told."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from accounts import trail
from accounts.clock import today
from accounts.models import OutboxMail, TrailRow
from partners.models import Affiliation
from sip.models import Owner
from tests.cast import permanent
from workinggroups import policy
from workinggroups.actions import leave_seat
from workinggroups.models import Seat, bodies_of

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.mark.long
def test_a_member_leaves_and_the_rights_end_at_once(cast, client):
    seat = cast.wg_member.seats.get()
    client.force_login(cast.wg_member)
    assert f"/seats/{seat.pk}/leave/" in client.get("/groups/training/").content.decode()
    client.post(f"/groups/training/seats/{seat.pk}/leave/", {"word": ""})
    assert not bodies_of(cast.wg_member)
    seat.refresh_from_db()
    assert seat.ends_on < today() and seat.ended_at, "the name stays in the history"
    assert TrailRow.objects.first().verb == "seat_left"
    assert client.get(f"/groups/training/seats/{seat.pk}/leave/").status_code == 404
    assert [mail.person for mail in OutboxMail.objects.all()] == [cast.wg_lead]


@pytest.mark.long
def test_when_the_lead_leaves_the_glc_is_told_and_asked_to_hand_over(cast, client):
    leave_seat(seat=cast.wg_lead.seats.get(), by=cast.wg_lead, word="Ask Deputy.")
    mails = OutboxMail.objects.filter(kind="seat_left")
    assert {mail.person for mail in mails} == {cast.glc_rome, cast.glc_rome2}
    assert all(
        "/groups/training/lead/" in mail.text and "Ask Deputy." in mail.text for mail in mails
    )
    client.force_login(cast.glc_rome)
    assert (
        "the group has no lead" in client.get("/groups/training/", headers=ENGLISH).content.decode()
    )
    home = client.get("/", headers=ENGLISH).content.decode()
    assert "/groups/training/lead/" in home and "/groups/services/lead/" in home
    assert not policy.can_keep_meetings(cast.wg_lead, Owner.objects.get(key="training"))


def test_who_leaves_the_sag_leaves_the_seat_of_focal_point_too(cast):
    leave_seat(seat=cast.sag_training.seats.get(body__key="sag"), by=cast.sag_training)
    assert not Seat.objects.on().filter(person=cast.sag_training).exists()


def test_a_seat_that_began_today_leaves_no_day_behind(cast):
    seat = Seat.objects.create(
        person=cast.outsider, body=Owner.objects.get(key="services"), starts_on=today()
    )
    leave_seat(seat=seat, by=cast.outsider)
    assert not cast.outsider.seats.exists()
    assert TrailRow.objects.filter(verb="seat_left").exists()


def test_nobody_leaves_for_somebody_else(cast):
    seat = cast.wg_member.seats.get()
    for other in (cast.wg_lead, cast.glc_rome, cast.admin, cast.stakeholder):
        with pytest.raises(PermissionDenied):
            leave_seat(seat=seat, by=other)


def test_seats_given_before_the_rule_are_bounded_once_by_a_last_day_known(cast):
    """A last day that was recorded before it was written to the seats; the trail tells of each."""
    soon, later = (today() + datetime.timedelta(days=days) for days in (30, 60))
    bodies = Owner.objects.in_bulk(["services", "procurement", "sag"], field_name="key")

    def given(person, body, **fields):
        return Seat.objects.create(
            person=person, body=bodies[body], **{"starts_on": "2026-01-01", **fields}
        )

    def belongs(person, *days):
        for first, last in days:
            Affiliation.objects.create(
                person=person, organisation=cast.ngo, starts_on=first, ends_on=last
            )

    belongs(cast.outsider, ("2024-01-01", soon))
    ngo = {"organisation": cast.ngo}
    in_sag = given(cast.outsider, "sag", category=permanent(), **ngo)
    focal = given(cast.outsider, "services", role="sag_focal_point")
    coming = given(cast.outsider, "procurement", starts_on=later, **ngo)
    # Goes on by another row; left long ago and sat on for nobody's account; ended by then already.
    following = soon + datetime.timedelta(days=1)
    belongs(cast.deputy, ("2024-01-01", soon), (following, None))
    belongs(cast.other_lead, ("2024-01-01", "2025-01-01"))
    belongs(cast.country_coord, ("2024-01-01", later))
    stay = [
        given(cast.deputy, "procurement", **ngo), given(cast.other_lead, "procurement", **ngo),
        given(cast.country_coord, "procurement", ends_on=soon, **ngo),
        Seat.objects.get(person=cast.wg_member),
    ]  # fmt: skip
    before = [(seat.pk, seat.ends_on) for seat in stay]
    bound = import_module("workinggroups.migrations.0011_seats_end_with_an_affiliation").bound
    for _again in range(2):
        bound(apps, None)
        told = TrailRow.objects.filter(verb="seat_bounded").order_by("number")
        *first, last = [(row.target_key, (row.after or {}).get("ends_on")) for row in told]
        assert set(first) == {("services", soon.isoformat()), ("procurement", None)}
        assert last == ("sag", soon.isoformat()), "a focal point's seat rests on it"
    for seat in (in_sag, focal):
        seat.refresh_from_db()
        assert seat.ends_on == soon and seat.ended_at
    assert not Seat.objects.filter(pk=coming.pk).exists()
    now = {seat.pk: seat.ends_on for seat in Seat.objects.all()}
    assert [(pk, now[pk]) for pk, _end in before] == before
    assert trail.broken_at() is None
