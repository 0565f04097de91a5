"""One list for GLC staff: everything that asks for them, the most urgent first."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from reporting import actions, reminding
from reporting.models import Quarter, Report
from reporting.pack.actions import freeze
from sip.models import Meeting
from tests.reporting.acts import report_of, submitted
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
IN_TIME = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)
TOO_LATE = datetime.datetime(2026, 10, 19, 9, tzinfo=datetime.UTC)


@pytest.fixture
def clock(cast):
    with time_machine.travel(IN_TIME, tick=True) as moving:
        yield moving


@pytest.fixture
def tasks(clock, cast, quarter, client):
    """The rows of the list as somebody of the GLC reads them: [(what, whole text, address)]."""

    def read(who=None):
        client.force_login(who or cast.glc_rome)
        caches["pages"].clear()
        text = client.get("/", headers={"accept-language": "en"}).content.decode()
        part = text[text.index('id="h-todo"') :]
        part = part[: part.index("</section>")]
        return [
            (
                re.search(r"<h3>(.*?)</h3>", row)[1],
                re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)),
                re.search(r'href="([^"]+)"', row)[1],
            )
            for row in re.findall(r"<li.*?</li>", part, re.DOTALL)
            if "<h3>" in row
        ]

    return read


def whats(rows):
    """What is to be done, but for what the scene lacks all along: people, a consultation."""
    lacks = ("Give ", "Record ", "Find ")
    return [what for what, _text, _url in rows if not what.startswith(lacks)]


@pytest.mark.long
def test_late_comes_before_what_waits_and_what_is_still_to_come(tasks, cast, clock):
    submitted(report_of("sag"), cast.sag)
    Meeting.objects.create(key="2026-11", starts_on="2026-11-17", ends_on="2026-11-19")
    Quarter.objects.update(meeting=Meeting.objects.get(key="2026-11"))
    assert whats(tasks()) == [
        "Read the report of SAG for Q3 2026",
        "File the report of Rome support team for Q3 2026",
        "Prepare the pack of the GLM of 17 to 19 November 2026",
    ]
    clock.move_to(TOO_LATE)
    found = whats(tasks())
    assert found[0].startswith("Remind Partnerships WG, ") and "Training WG" in found[0]
    assert "SAG" not in found[0] and "Rome" not in found[0]
    assert found[1] == "File the report of Rome support team for Q3 2026"
    assert found[2] == "Read the report of SAG for Q3 2026"


@pytest.mark.long
def test_the_late_say_since_when_and_when_they_were_reminded(tasks, cast, quarter, clock):
    clock.move_to(TOO_LATE)
    what, text, address = tasks()[0]
    assert what.startswith("Remind ")
    assert "were due on 15 October 2026. Nobody has been reminded yet." in text
    assert "4 days late" in text
    assert address == "/reports/2026-Q3/#awaited"
    reminding.remind(quarter=quarter, reports=[report_of("training")], by=cast.glc_rome)
    assert "Last reminder: 19 October 2026." in tasks()[0][1]


@pytest.mark.long
def test_a_report_that_came_asks_for_no_reminder(tasks, cast, clock):
    Report.objects.exclude(body__key="training").update(
        state="submitted", version=1, submitted_at=timezone.now(), submitted_by=cast.outsider
    )
    clock.move_to(TOO_LATE)
    assert whats(tasks())[0] == "Remind Training WG"
    submitted(report_of("training"), cast.wg_lead)
    assert not any(what.startswith("Remind") for what in whats(tasks()))


@pytest.mark.long
def test_the_pack_is_called_for_until_it_is_frozen(tasks, cast, clock):
    meeting = Meeting.objects.create(key="2026-11", starts_on="2026-11-17", ends_on="2026-11-19")
    Quarter.objects.update(meeting=meeting)
    [(_what, text, address)] = [row for row in tasks() if "pack" in row[0]]
    assert "It should be frozen on 10 November 2026 at the latest." in text
    assert "7 reports that it tells of are not accepted yet." in text and "in 35 days" in text
    assert address == "/glm/2026-11/prepare/"
    freeze(meeting=meeting, by=cast.glc_rome, number=1)
    assert not any("pack" in what for what in whats(tasks()))


@pytest.mark.long
def test_a_pack_far_ahead_is_not_called_for(tasks):
    Meeting.objects.create(key="2027-06", starts_on="2027-06-15", ends_on="2027-06-17")
    assert not any("pack" in what for what in whats(tasks()))


@pytest.mark.long
def test_a_group_without_a_lead_stands_in_the_list(tasks, cast):
    Seat.objects.filter(person=cast.wg_lead).update(ends_on="2026-10-01")
    found = {what: address for what, _text, address in tasks()}
    assert found["Give Training WG a lead"] == "/groups/training/lead/"


@pytest.mark.long
def test_who_took_part_in_a_report_is_sent_to_hand_the_decision_on(tasks, cast):
    actions.submit(
        report=(report := _filled("sag", cast.glc_rome2)), by=cast.sag, version=report.version
    )
    assert "Somebody else has to decide" in _reading(tasks(cast.glc_rome2))
    assert "Somebody else has to decide" not in _reading(tasks(cast.glc_rome))


def _reading(rows):
    return next(text for what, text, _url in rows if what.startswith("Read the report"))


def _filled(body, by):
    report = report_of(body)
    lines = {
        line.activity.code: {"status": "on_track", "progress": "Done."}
        for line in report.lines.select_related("activity")
    }
    return actions.save_report(
        report=report, by=by, version=report.version, summary="A good quarter.", lines=lines,
        on_behalf_reason="The SAG asked for it.",
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("who", ["sag", "wg_lead", "partner", "admin"])
def test_nobody_else_has_the_list(clock, cast, quarter, client, who):
    client.force_login(getattr(cast, who))
    assert 'id="h-todo"' not in client.get("/").content.decode()
