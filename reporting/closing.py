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
    states = quarter.reports.values_list("state", flat=True)
    return points(quarter, at or timezone.now(), list(states), list(contested))


def points(quarter, at, states, contested):
    """The same from what is known already: the states of the quarter's reports, and the lines
    that disagree. One query."""
    awaited = [state for state in states if State(state).is_editable]
    unreported = Activity.objects.current().filter(current_row__isnull=True)
    return [
        Point("deadline", int(at <= quarter.due_at)),
        Point("awaited", len(awaited)),
        Point("undecided", states.count(State.SUBMITTED)),
        Point("disagreements", len({line.activity_id for line in contested})),
        Point("unreported", unreported.count(), is_told=True),
    ]


def open_points(points):
    """Return the keys of what is still to be done: closing over them needs a reason."""
    return [point.key for point in points if not point.is_done and not point.is_told]


def mark(points):
    """Return the mark of a checklist as it was read; closing takes only the list that was shown."""
    told = ";".join(f"{point.key}={point.count}" for point in points)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
