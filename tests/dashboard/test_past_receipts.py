"""Reports received, as of each day in the life of one that was written, handed over, sent back,
handed over again, accepted and reopened: held against the trail, row by row."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import TrailRow
from reporting import actions
from reporting.receipts import receipts
from sip.moments import moment
from tests.dashboard.links import ENGLISH, main
from tests.edges import a_few
from tests.reporting.acts import report_of, saved

STATES = {
    "report_submitted": "submitted", "report_returned": "returned",
    "report_accepted": "accepted", "report_reopened": "returned",
}  # fmt: skip
DAYS = range(1, 15)


def on(day):
    return datetime.datetime(2026, 10, day, 9, tzinfo=datetime.UTC)


@pytest.fixture
def story(cast):
    def report():
        return report_of("training")

    def move(action, by, **words):
        action(report=report(), by=by, version=report().version, **words)

    lead, sag, rome = cast.wg_lead, cast.sag, cast.glc_rome
    acts = {
        1: lambda: actions.open_quarter(key="2026-Q3", by=None),
        2: lambda: saved(report(), lead),
        4: lambda: move(actions.submit, lead),
        6: lambda: move(actions.return_report, sag, comment="How many people?"),
        8: lambda: move(actions.submit, lead),
        10: lambda: move(actions.accept, sag),
        12: lambda: move(actions.reopen, rome, reason="A figure was wrong."),
    }
    for day, act in acts.items():
        with time_machine.travel(on(day)):
            act()
    with time_machine.travel(on(14)):
        yield cast


def told(day):
    """Return what the trail says of the report by the end of a day: its state, since when, when it
    came, and whether anybody had written in it."""
    rows = TrailRow.objects.filter(target_key="2026-Q3/training").order_by("number")
    state, since, came, written = "draft", None, None, False
    for row in rows:
        if timezone.localdate(row.at) > day:
            break
        written |= row.verb == "report_saved"
        if row.verb in STATES:
            state, since = STATES[row.verb], row.at
            came = row.at if state == "submitted" else came
    came = None if state in ("draft", "returned") else came
    return state, since if state == "accepted" else came, came, written


@pytest.mark.long
@pytest.mark.parametrize("day", a_few(DAYS, 4))
def test_a_past_day_tells_of_a_report_what_the_trail_tells(story, day):
    day = datetime.date(2026, 10, day)
    one = next(receipt for receipt in receipts(moment(day)) if receipt.body.key == "training")
    near = datetime.timedelta(seconds=5)
    state, since, came, written = told(day)
    assert (one.state, one.is_started) == (state, written)
    for shown, expected in ((one.since, since), (one.came_at, came)):
        assert (shown is None) == (expected is None)
        assert expected is None or abs(shown - expected) < near


@pytest.mark.long
def test_the_dashboard_never_shows_a_day_after_the_one_that_is_asked_for(story, client):
    client.force_login(story.sag)
    shown = {
        day: main(client.get(reverse("dashboard"), {"as_of": f"2026-10-{day}"}, headers=ENGLISH))
        for day in ("05", "11")
    }
    assert "4 October 2026" in shown["05"] and "8 October" not in shown["05"]
    assert "10 October 2026" in shown["11"]


@pytest.mark.long
def test_the_words_of_a_report_that_was_reopened_since_stand_as_they_were_accepted(story, client):
    client.force_login(story.partner)

    def page(**asked):
        return main(client.get(reverse("activity", args=["3.1.1.2"]), asked, headers=ENGLISH))

    assert "Two trainings held." in page(as_of="2026-10-11")
    assert "Two trainings held." not in page(as_of="2026-10-09")
