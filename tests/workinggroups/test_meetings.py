"""Meetings of a body: who keeps them, who came, who stopped coming, whether the SAG consults."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.clock import today
from accounts.conflicts import Refused, Stale
from accounts.models import TrailRow
from reporting.calendars.events import personal_events
from sip import quarters
from sip.models import Owner
from workinggroups import activity, meetings
from workinggroups.models import GroupMeeting, Seat

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def training(cast):
    return Owner.objects.get(key="training")


def held(cast, body, days_ago, *people, **facts):
    made = meetings.put_down(
        body=body, by=cast.glc_rome,
        **{"subject": f"{days_ago} days ago", "held_on": today() - days_ago * DAY, **facts},
    )  # fmt: skip
    if people:
        meetings.note_attendance(meeting=made, people=people, by=cast.glc_rome, version=0)
    return made


def test_the_lead_the_deputy_and_the_secretariat_keep_the_calendar(cast, training):
    for kind in ("wg_lead", "deputy", "glc_rome"):
        meetings.put_down(
            body=training, by=getattr(cast, kind), subject=kind, held_on=today(), languages=["fr"]
        )
    for kind in ("wg_member", "other_lead", "sag", "partner", "admin", "country_coord"):
        with pytest.raises(PermissionDenied):
            meetings.put_down(body=training, by=getattr(cast, kind), subject="x", held_on=today())
    assert GroupMeeting.objects.count() == 3


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"languages": ["xx"]}, "languages"),
        ({"held_on": datetime.date(1999, 1, 1)}, "held_on"),
        ({"minutes_languages": ["fr"]}, "minutes_url"),
        ({"subject": ""}, "subject"),
        ({"minutes_url": "javascript:alert(1)"}, "minutes_url"),
    ],
)
def test_what_does_not_fit_is_said_by_field(cast, training, facts, field):
    with pytest.raises(ValidationError) as error:
        held(cast, training, 3, **facts)
    assert field in error.value.error_dict


def test_whoever_had_a_seat_on_that_day_can_have_come_and_nobody_else(cast, training):
    made = held(cast, training, 3)
    with pytest.raises(ValidationError):
        meetings.note_attendance(meeting=made, people=[cast.outsider], by=cast.wg_lead, version=0)
    meetings.note_attendance(
        meeting=made, people=[cast.wg_member], guests=[cast.firm], by=cast.wg_lead, version=0
    )
    assert {(row.person, row.organisation) for row in made.attendances.all()} == {
        (cast.wg_member, cast.ngo), (None, cast.firm),
    }  # fmt: skip
    with pytest.raises(Stale):
        meetings.note_attendance(meeting=made, people=[], by=cast.wg_lead, version=0)
    with pytest.raises(Refused):
        meetings.note_attendance(
            meeting=held(cast, training, -3), people=[], by=cast.wg_lead, version=0
        )
    assert TrailRow.objects.filter(verb="group_attendance_noted").count() == 1


@pytest.mark.long
def test_a_member_who_missed_three_meetings_running_is_inactive(cast, training, settings):
    for days_ago in (90, 60, 30):
        assert activity.inactive([training.pk]) == []
        held(cast, training, days_ago, cast.wg_lead, cast.wg_member)
    held(cast, training, 20)  # no list was kept: nobody is said to have missed it
    stayed_away = [one.seat.person for one in activity.inactive([training.pk])]
    assert stayed_away == [cast.stakeholder]
    settings.MISSED_MEETINGS = 4
    assert activity.inactive([training.pk]) == []
    settings.MISSED_MEETINGS = 1
    held(cast, training, 10, cast.stakeholder)
    assert [one.seat.person for one in activity.inactive([training.pk])] == [cast.wg_member]


@pytest.mark.long
def test_every_meeting_missed_running_is_counted(cast, training):
    held(cast, training, 99, cast.stakeholder)
    for days_ago in (90, 60, 30, 10):
        held(cast, training, days_ago, cast.wg_lead, cast.wg_member)
    (one,) = activity.inactive([training.pk])
    assert (one.seat.person, one.missed) == (cast.stakeholder, 4)


@time_machine.travel("2026-10-12T06:58Z", tick=False)
def test_a_meeting_whose_hour_has_come_is_held(cast, training, client):
    """It is 8:58 in Rome."""
    for subject, hour in (("Early", 7), ("Late", 17)):
        held(cast, training, 0, subject=subject, begins_at=datetime.time(hour))
    held(cast, training, 0, subject="Some time")
    client.force_login(cast.wg_lead)
    response = client.get("/groups/training/meetings/", headers=ENGLISH)
    assert [one.subject for one in response.context["page"].object_list] == ["Early"]
    assert {one.subject for one in response.context["ahead"]} == {"Late", "Some time"}
    assert response.content.decode().count("Who came?") == 1


@pytest.mark.long
def test_who_joined_lately_did_not_miss_what_came_before(cast, training):
    Seat.objects.filter(person=cast.stakeholder).update(starts_on=today() - 40 * DAY)
    for days_ago in (90, 60, 30):
        held(cast, training, days_ago, cast.wg_lead, cast.wg_member)
    assert activity.inactive([training.pk]) == []


@pytest.mark.long
def test_a_quarter_without_a_consultation_of_the_sag_is_warned_of(cast, client):
    sag, last = Owner.objects.get(key="sag"), quarters.last_ended(today())
    client.force_login(cast.glc_rome)
    for path in ("/groups/sag/", "/groups/sag/meetings/"):
        page = client.get(path, headers=ENGLISH).content.decode()
        assert f"recorded in Q{last.number} {last.year}" in page, path
    task = f"Record how the SAG consulted in Q{last.number} {last.year}"
    assert task in client.get("/", headers=ENGLISH).content.decode()
    meetings.put_down(
        body=sag, by=cast.glc_rome, subject="Priorities", consulted="All groups",
        held_on=last.ends_on,
    )  # fmt: skip
    assert activity.consulting()[1] == 1
    page = client.get("/groups/sag/meetings/", headers=ENGLISH).content.decode()
    assert "With: All groups" in page and f"recorded in Q{last.number}" not in page
    GroupMeeting.objects.update(is_cancelled=True)
    assert activity.consulting().is_lacking


@pytest.mark.long
def test_visitors_see_the_calendar_and_neither_names_nor_minutes(cast, training, client):
    held(
        cast, training, 3, cast.wg_member, languages=["fr"], interpretation=["ar"],
        minutes_url="https://example.org/minutes", minutes_languages=["fr"],
    )  # fmt: skip
    client.logout()
    page = client.get("/groups/training/meetings/", headers=ENGLISH).content.decode()
    assert "3 days ago" in page and "French" in page and "Arabic" in page
    assert cast.wg_member.name not in page and "example.org/minutes" not in page
    client.force_login(cast.partner)
    page = client.get("/groups/training/meetings/", headers=ENGLISH).content.decode()
    assert cast.wg_member.name in page and "https://example.org/minutes" in page


def test_the_pages_put_down_a_meeting_and_say_who_came(cast, training, client):
    client.force_login(cast.wg_lead)
    sent = {
        "subject": "The courses", "held_on": f"{today():%d/%m/%Y}", "begins_at": "9h30",
        "mode": "online", "languages": ["fr", "en"],
    }  # fmt: skip
    assert client.post("/groups/training/meetings/new/", sent).status_code == 302
    made = GroupMeeting.objects.get()
    assert (made.begins_at.hour, made.languages) == (9, ["en", "fr"])
    again = client.post("/groups/training/meetings/new/", sent)
    assert again.status_code == 200 and "__all__" in again.context["form"].errors
    came = f"/groups/training/meetings/{made.pk}/came/"
    bad = client.post(came, {"people": [], "guests": "Nobody knows them", "version": 0})
    assert "guests" in bad.context["form"].errors and "Nobody knows them" in bad.content.decode()
    people = [str(cast.wg_member.ref)]
    given = {"people": people, "guests": cast.firm.name, "version": 0}
    assert client.post(came, given).status_code == 302
    assert client.post(came, {"people": [], "version": 0}).status_code == 409
    page = client.get("/groups/training/meetings/", headers=ENGLISH).content.decode()
    assert "2 on the list" in page


def test_own_calendars_hold_the_meetings_of_own_bodies(cast, training):
    made = held(cast, training, -7, begins_at=datetime.time(9, 30))
    name = f"body-meeting-{made.pk}"
    assert name in {event.name for event in personal_events(cast.wg_member)}
    assert name not in {event.name for event in personal_events(cast.other_lead)}
    meetings.change(meeting=made, changes={"is_cancelled": True}, by=cast.wg_lead, version=0)
    (event,) = (one for one in personal_events(cast.wg_member) if one.name == name)
    assert event.is_cancelled and event.sequence == 1


@pytest.mark.long
def test_many_meetings_cost_the_same_queries(cast, training, client, queries):
    client.force_login(cast.wg_lead)
    for days_ago in (3, 4, 5):
        held(cast, training, days_ago, cast.wg_member)
    tonight = {"begins_at": datetime.time(23, 59)}
    held(cast, training, 0, cast.wg_member, cast.stakeholder, **tonight)
    path = "/groups/training/meetings/"
    client.get(path)
    first = queries(lambda: client.get(path))
    for number in range(12):
        held(cast, training, 6 + number, cast.wg_member, cast.stakeholder)
    held(cast, training, 0, cast.wg_member, cast.stakeholder, subject="Later", **tonight)
    client.get(path)  # what the page keeps is older than what was written
    assert queries(lambda: client.get(path)) == first
