"""Leaving a seat by oneself: the rights go at once, the name stays, the vacancy is told."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.clock import today
from accounts.models import OutboxMail, TrailRow
from sip.models import Owner
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
