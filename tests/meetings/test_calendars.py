"""The calendars: what other programs read of meetings and deadlines, and who gets which."""

import datetime

import icalendar
import pytest
import vobject
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import CalendarFeed
from accounts.subscribing import close_calendar, open_calendar
from reporting.meetings import actions
from reporting.meetings.models import Audience
from sip import meetings
from sip.translated import Translated

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2099, 6, 2)
LONG = "Été à Kinshasa, préparation ; « enseignements » et suite " * 3


@pytest.fixture
def meeting(cast):
    made = meetings.announce(
        key="2099-06", starts_on=FIRST, ends_on=FIRST + datetime.timedelta(2), place="Rome",
        by=cast.glc_rome,
    )  # fmt: skip
    for title, audience in ((LONG, Audience.ALL), ("Fermée", Audience.PARTNERS)):
        actions.add_session(
            meeting=made, title=Translated.of(fr=title), audience=audience, by=cast.glc_rome,
            begins_at=datetime.datetime(2099, 6, 2, 7, 30, tzinfo=datetime.UTC),
        )  # fmt: skip
    return made


def read(client, address, **data):
    """Return the events of a calendar by UID, once two readers have taken it."""
    response = client.get(address, data)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    content = response.content
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "lines are folded"
    assert b"\n" not in content.replace(b"\r\n", b"")
    vobject.readOne(content.decode()).validate(raiseException=True)
    book = icalendar.Calendar.from_ical(content)
    return {str(event["uid"]): event for event in book.walk("VEVENT")}


def personal(person):
    feed = open_calendar(person=person, by=person)
    return reverse("calendar-personal", args=[feed.token])


def test_a_meeting_has_one_uid_and_its_last_day_is_exclusive(client, meeting):
    ((uid, event),) = read(client, reverse("calendar-public")).items()
    assert uid.startswith("glm-2099-06@")
    assert event["dtstart"].dt == FIRST and event["dtend"].dt == FIRST + datetime.timedelta(3)
    assert event["dtstart"].params["value"] == "DATE"
    assert (event["summary"], event["summary"].params["language"]) == ("GLM de juin 2099", "fr")
    english = read(client, reverse("calendar-public"), language="en")[uid]
    assert (english["summary"], english["summary"].params["language"]) == (
        "GLM of June 2099", "en",
    )  # fmt: skip
    assert english["url"] == settings.PUBLIC_URL + reverse("meeting", args=["2099-06"])


def test_a_change_raises_the_sequence_and_a_cancelled_meeting_stays(client, cast, meeting):
    (first,) = read(client, reverse("calendar-public")).values()
    meetings.change(meeting=meeting, changes={"place": "Dakar"}, by=cast.glc_rome, version=0)
    (second,) = read(client, reverse("calendar-public")).values()
    meetings.cancel(meeting=meeting, why="No venue.", by=cast.glc_rome, version=1)
    mine = read(client, personal(cast.partner))
    assert {event["status"] for event in mine.values()} == {"CANCELLED"}
    (last,) = read(client, reverse("calendar-public")).values()
    assert first["uid"] == second["uid"] == last["uid"]
    assert first["sequence"] < second["sequence"] < last["sequence"]
    assert (first["status"], second["location"], last["status"]) == (
        "CONFIRMED", "Dakar et en ligne", "CANCELLED",
    )  # fmt: skip
    assert first["dtstamp"].dt <= last["dtstamp"].dt


@pytest.mark.long
def test_a_personal_calendar_holds_what_its_person_may_see(client, cast, meeting, quarter):
    seen = {
        kind: read(client, personal(getattr(cast, kind)))
        for kind in ("partner", "stakeholder", "outsider", "glc_rome")
    }
    names = {
        kind: sorted(uid.partition("@")[0].rpartition("-")[0] for uid in events)
        for kind, events in seen.items()
    }
    assert names["partner"] == ["glm-2099", "session", "session"]
    assert names["stakeholder"] == ["glm-2099", "reports-2026", "session"], "a seat: deadlines"
    assert names["outsider"] == ["glm-2099", "session"]
    due = next(
        event for uid, event in seen["glc_rome"].items() if uid.startswith("reports-2026-Q3")
    )
    assert due["dtstart"].dt == timezone.localdate(quarter.due_at)
    assert (str(due["summary"]), due["sequence"]) == ("Rapports du T3\xa02026 à rendre", 1)
    timed = next(event for event in seen["partner"].values() if "Kinshasa" in event["summary"])
    assert timed["dtstart"].dt == datetime.datetime(2099, 6, 2, 7, 30, tzinfo=datetime.UTC)
    assert LONG.strip() in timed["summary"]


def test_an_address_opens_until_it_is_replaced_closed_or_its_person_leaves(client, cast, meeting):
    old = personal(cast.partner)
    new = personal(cast.partner)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    wrong = "1" if new[-5] == "0" else "0"
    assert client.get(new[:-5] + wrong + ".ics").status_code == 404
    close_calendar(person=cast.partner, by=cast.partner)
    assert client.get(new).status_code == 404
    again = personal(cast.partner)
    cast.partner.is_active = False
    cast.partner.save()
    assert client.get(again).status_code == 404


def test_one_opens_and_closes_ones_own_calendar_on_its_page(client, cast):
    client.force_login(cast.partner)
    page = reverse("calendar-own")
    shown = client.post(page, {"act": "open"}, follow=True)
    feed = CalendarFeed.objects.get(person=cast.partner)
    assert feed.token in shown.content.decode() and feed.secret not in shown.content.decode()
    client.post(page, {"act": "close"})
    assert not CalendarFeed.objects.exists()


@pytest.mark.long
def test_an_unchanged_calendar_is_answered_briefly_and_costs_the_same(
    client, cast, meeting, queries
):
    address = personal(cast.glc_rome)
    mark = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    few = queries(lambda: client.get(address))
    for month in range(1, 6):
        meetings.announce(
            key=f"2098-0{month}", starts_on=datetime.date(2098, month, 1),
            ends_on=datetime.date(2098, month, 2), by=cast.glc_rome,
        )  # fmt: skip
    assert queries(lambda: client.get(address)) == few
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 200
