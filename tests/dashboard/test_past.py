"""A page of a past day, held against the trail: what had been recorded by then, worked out anew."""

import datetime
import json
import re

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from reporting import actions
from sip import actions as plan
from sip import assigning
from sip.models import Activity, Owner, Responsibility
from tests.dashboard import bythetrail
from tests.dashboard.links import ENGLISH, codes, main
from tests.edges import a_few
from tests.exports.reading import body
from tests.reporting.acts import accepted, report_of
from workinggroups.models import Seat

DAYS = ("2026-10-04", "2026-10-08", "2026-10-11")
TALLY = re.compile(r'status=(\w+)"><strong>(\d+)')


@pytest.fixture
def story(cast):
    """Acts on several days of October, each through the actions that pages use."""

    def put(code, status, day):
        activity = Activity.objects.get(code=code)
        plan.set_status(
            activity=activity, status=status, by=cast.glc_rome, version=activity.version,
            motive="Said by telephone.", effective_on=datetime.date.fromisoformat(day),
        )  # fmt: skip

    def hand_over():
        activity = Activity.objects.get(code="3.1.1.2")
        plan.revise_wording(
            element=activity, by=cast.glc_rome, changes={"short_title": {"en": "A newer title"}}
        )
        held = Responsibility.objects.get(activity=activity)
        yesterday = datetime.date(2026, 10, 8)
        assigning.end_responsibility(responsibility=held, ends_on=yesterday, by=cast.glc_rome)
        assigning.make_responsible(
            activity=activity, owner=Owner.objects.get(key="sag"), by=cast.glc_rome,
            starts_on=yesterday,
        )  # fmt: skip
        Seat.objects.filter(person=cast.wg_lead).update(ends_on=yesterday, ended_at=timezone.now())

    acts = {
        1: lambda: actions.open_quarter(key="2026-Q3", by=None),
        2: lambda: put("1.1.1.2", "on_track", "2026-10-02"),
        4: lambda: put("3.1.1.2", "not_started", "2026-08-31"),
        6: lambda: accepted(report_of("training"), cast.wg_lead, cast.sag),
        8: lambda: put("1.1.1.2", "not_started", "2026-08-30"),
        9: hand_over,
        10: lambda: put("3.1.2.1", "not_started", "2026-10-10"),
    }
    Seat.objects.update(recorded_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC))
    for day, act in acts.items():
        with time_machine.travel(datetime.datetime(2026, 10, day, 9, tzinfo=datetime.UTC)):
            act()
    with time_machine.travel(datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC)):
        yield cast


@pytest.mark.parametrize("day", a_few(DAYS))
def test_the_dashboard_of_a_past_day_says_what_the_trail_says(story, client, day):
    expected = bythetrail.statuses(day)
    page = main(client.get(reverse("dashboard"), {"as_of": day}, headers=ENGLISH))
    shown = {key: int(number) for key, number in TALLY.findall(page)}
    counted = {key: list(expected.values()).count(key) for key in shown}
    counted["none"] = 50 - len(expected)
    assert shown == counted
    for key in ("completed", "on_track", "not_started"):
        listed = codes(client, f"{reverse('plan')}?as_of={day}&status={key}")
        assert set(listed) == {code for code, status in expected.items() if status == key}
    assert "as it was recorded by the end of" in page


@pytest.mark.long
def test_texts_owners_and_seats_stand_as_they_stood(story, client):
    def page(name, key, **asked):
        url = reverse(name, args=[key])
        return main(client.get(url, asked, headers=ENGLISH))

    client.force_login(story.partner)
    before, now = (page("activity", "3.1.1.2", **asked) for asked in ({"as_of": "2026-10-08"}, {}))
    assert ("A newer title" in before, "A newer title" in now) == (False, True)
    assert ("/groups/training/" in before, "/groups/sag/" in before) == (True, False)
    assert ("/groups/training/" in now, "/groups/sag/" in now) == (False, True)
    assert "Change the status" not in before
    before, now = (page("group", "training", **asked) for asked in ({"as_of": "2026-10-08"}, {}))
    assert ("3.1.1.2" in before, "Wg Lead" in before) == (True, True)
    assert ("3.1.1.2" in now, "Wg Lead" in now) == (False, False)
    earlier = page("group", "training", as_of="2026-10-03")
    assert "On track" not in earlier and "On track" in page("group", "training", as_of="2026-10-07")


@pytest.mark.long
def test_files_hold_the_same_moment(story, client, tmp_path):
    asked = {"as_of": "2026-10-04", "language": "en"}
    file = body(client.get(reverse("plan-export", args=["json"]), asked))
    rows = json.loads(file)["rows"]
    statuses = {row["activity_code"]: row["status_code"] for row in rows}
    expected = bythetrail.statuses("2026-10-04")
    assert statuses == {code: expected.get(code, "none") for code in statuses}
    file = tmp_path / "plan.json"
    call_command("export_plan", format="json", as_of="2026-10-04", language="en", output=str(file))
    assert '"A newer title"' not in file.read_text()
