"""Accepted reports that say otherwise of one activity than the status that counts."""

import datetime
from functools import cache
from typing import NamedTuple

from django.db.models import F

from reporting.models import Quarter, ReportLine
from reporting.workflow import State
from sip.models import Activity, Status, StatusRow


class Settled(NamedTuple):
    """A disagreement that the GLC has settled: the row that says how, and why."""

    activity: Activity
    row: StatusRow


def official_on(day, activities):
    """Return the status row that counts among those that take effect on `day`, by the activity's
    primary key: the one recorded last."""
    rows = StatusRow.objects.filter(activity__in=activities, effective_on=day)
    found = {}
    for row in rows.select_related("body").latest_first():
        found.setdefault(row.activity_id, row)
    return found


def standing():
    """Return the accepted lines that say otherwise than the official status their quarter gave,
    while the GLC has not settled it (decisions of the GLC are rows of another origin)."""
    lines = ReportLine.objects.filter(
        report__state=State.ACCEPTED,
        activity__withdrawn_on__isnull=True,
        activity__current_row__origin=StatusRow.Origin.REPORT,
        activity__current_row__effective_on=F("report__quarter__ends_on"),
    )
    lines = lines.exclude(status="").exclude(status=F("activity__current_row__status"))
    return lines.select_related(
        "report__body", "report__quarter", "activity__current_row__body"
    ).order_by(
        *(f"activity__{column}" for column in Activity._meta.ordering), "report__body__order"
    )


def to_settle():
    """Return those that the GLC can still settle: what a closed quarter says stays as it is."""
    return standing().filter(report__quarter__state=Quarter.State.OPEN)


def still_asking():
    """Return those that ask the SAG for a decision, while the word that counts asks for none."""
    return _still_asking().all()


@cache
def _still_asking():
    """The same, never read: every dashboard asks it twice, and putting the question together costs
    more than the answer."""
    return to_settle().filter(status=Status.BLOCKED)


class Asking(NamedTuple):
    """A decision that an accepted report asks for, while the word of another body counts."""

    activity: int
    asked: str
    ends_on: datetime.date  # of the quarter that is reported on
    body: int
    heard: int | None  # whose word counts


def asking():
    """Return an `Asking` for each line of `still_asking`, in one light query."""
    return [Asking(*row) for row in _asking().all()]


@cache
def _asking():
    return still_asking().values_list(
        "activity_id", "decision_needed", "report__quarter__ends_on", "report__body_id",
        "activity__current_row__body_id",
    )  # fmt: skip


def settled_in(quarter):
    """Return what was settled of a quarter, the latest first."""
    rows = StatusRow.objects.filter(
        origin=StatusRow.Origin.SETTLEMENT, effective_on=quarter.ends_on
    ).select_related("activity", "body", "recorded_by")
    return [Settled(row.activity, row) for row in rows.latest_first()]


def said_of(activity, quarter):
    """Return what the accepted reports of a quarter say of an activity: the lines, the body named
    first in the list of bodies first."""
    lines = activity.report_lines.filter(
        report__quarter=quarter, report__state=State.ACCEPTED
    ).exclude(status="")
    return list(lines.select_related("report__body").order_by("report__body__order"))
