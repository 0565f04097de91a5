"""What happens at the desk in the demo: reminders, a disagreement settled, errata."""

import datetime
from functools import partial

from django.utils import timezone

from reporting import disagreements
from reporting import quarters as rules
from reporting.correcting import add_erratum
from reporting.demo import calendar
from reporting.demo.people import person
from reporting.demo.timeline import Event, instant
from reporting.models import Quarter, Report
from reporting.reminding import STEPS, remind, send_due
from reporting.settling import settle
from sip.models import Activity

SETTLED_DAYS_BEFORE_THE_CLOSE = 4


def reminded(days):
    """Return the reminders of a quarter that is closed by now."""
    due_on = timezone.localdate(rules.due_at(days))
    for _kind, step in STEPS:
        yield Event(instant(due_on + datetime.timedelta(days=step), 7), _send)


def at_the_desk(story, closed, current, day):
    """Return the disagreement settled in the last closed quarter, and who was reminded of the open
    one: by the calendar, then by hand."""
    if closed:
        last = closed[-1]
        days = calendar.CLOSES_DAYS_AFTER_THE_END - SETTLED_DAYS_BEFORE_THE_CLOSE
        settled_on = last.ends_on + datetime.timedelta(days=days)
        yield Event(instant(settled_on, 16), partial(_settle, story, last.key))
    first_step = calendar.due_on(day) + datetime.timedelta(days=STEPS[0][1])
    yield Event(instant(first_step, 7), _send)
    yesterday = day - datetime.timedelta(days=1)
    yield Event(instant(yesterday, 9, 12), partial(_remind, story, current.key))


def corrected(story, closed):
    """Return the errata of the quarters that are closed."""
    ends = {days.key: days.ends_on for days in closed}
    for row in story.data["reports"]["errata"]:
        if row["quarter"] in ends:
            on = ends[row["quarter"]] + datetime.timedelta(days=row["days_after"])
            yield Event(instant(on, 10), partial(_correct, row))


def _send(at):
    send_due(at=at)


def _remind(story, quarter, at):
    row = story.data["reports"]["reminded"]
    report = Report.objects.with_subject().get(quarter__key=quarter, body__key=row["body"])
    remind(quarter=report.quarter, reports=[report], by=person(row["by"]), at=at)


def _settle(story, key, at):
    """Settle where there is something to settle: the story begins on any day."""
    row = story.data["reports"]["settled"]
    quarter = Quarter.objects.get(key=key)
    activity = Activity.objects.get(code=row["activity"])
    if disagreements.standing().filter(report__quarter=quarter, activity=activity).exists():
        settle(
            quarter=quarter, activity=activity, body=row["body"], version=activity.version,
            motive=row["motive"], by=person(row["by"]), at=at,
        )  # fmt: skip


def _correct(row, at):
    add_erratum(
        quarter=Quarter.objects.get(key=row["quarter"]), text=row["text"], at=at,
        activity=Activity.objects.get(code=row["activity"]), status=row.get("status", ""),
        by=person(row["by"]),
    )  # fmt: skip
