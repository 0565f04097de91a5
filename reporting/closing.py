"""What is still open when a quarter is to be closed: one list for the page, the button and the
refusal."""

import hashlib
from typing import NamedTuple

from django.utils import timezone

from reporting import disagreements
from reporting.workflow import State
from sip.models import Activity


class Point(NamedTuple):
    """One point of the checklist. `count` is what is left of it; `is_told` says that it is told
    and holds nothing up (what was never reported is counted apart, and stays so)."""

    key: str
    count: int
    is_told: bool = False

    @property
    def is_done(self):
        return not self.count


def checklist(quarter, at=None):
    """Return the points of closing a quarter at an instant (now), in three queries."""
    contested = disagreements.standing().filter(report__quarter=quarter)
    reports = quarter.reports.with_subject()
    return points(quarter, at or timezone.now(), list(reports), list(contested))


def points(quarter, at, reports, contested):
    """The same from what is known already: the quarter's reports, and the lines that disagree. One
    query. What a dissolved group never filed is told, and nobody waits for it."""
    states = [report.state for report in reports]
    out = [report for report in reports if State(report.state).is_editable]
    left = [report for report in out if report.is_left_behind(timezone.localdate(at))]
    unreported = Activity.objects.current().filter(current_row__isnull=True)
    return [
        Point("deadline", int(at <= quarter.due_at)),
        Point("awaited", len(out) - len(left)),
        Point("undecided", states.count(State.SUBMITTED)),
        Point("disagreements", len({line.activity_id for line in contested})),
        Point("unreported", unreported.count(), is_told=True),
        *([Point("left_behind", len(left), is_told=True)] if left else []),
    ]


def open_points(points):
    """Return the keys of what is still to be done: closing over them needs a reason."""
    return [point.key for point in points if not point.is_done and not point.is_told]


def mark(points):
    """Return the mark of a checklist as it was read; closing takes only the list that was shown."""
    told = ";".join(f"{point.key}={point.count}" for point in points)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
