"""Activity by quarter: what each quarter said of each activity, the rest of the past a click away.

Closed quarters come from their frozen rows, the others from the rows recorded of them. A quarter in
which nobody said anything shows that nothing was reported, and never an old status; only what is
completed needs no confirming, unless it needs upkeep: it shows that it was completed earlier.
"""

from dataclasses import dataclass
from functools import cache

from django.db.models import TextField
from django.db.models.functions import Cast

from reporting.models import FrozenRow
from sip import quarters
from sip.models import Status

QUARTERS_SHOWN = 8
CARRIED = "carried"  # completed in an earlier quarter, which nobody has to say again
MISSING = "missing"  # somebody owed a report and it never came
NOTHING = ""


@dataclass
class Matrix:
    """`quarters` in time, and `rows`: (line, cells), a cell being a status key, "carried",
    "missing" or ""."""

    quarters: list[quarters.QuarterDays]
    rows: list[tuple]

    @classmethod
    def of(cls, lines, histories, at, count=QUARTERS_SHOWN):
        """Return the matrix of these lines, whose histories are at hand: the last `count` quarters
        that a moment is about, in one query."""
        shown = quarters.latest(count, at.last_quarter)
        keys, first = [quarter.key for quarter in shown], shown[0].starts_on
        stated = _stated(lines, histories, shown, at)
        return cls(shown, [(line, _cells(line, stated, keys, first)) for line in lines])


def _cells(line, stated, keys, first):
    """Return the cells of a line for the quarters called `keys`; `first` is their first day."""
    settles, activity = not line.place.is_upkeep, line.place.pk
    # Completed before the first quarter shown, and still so: nobody has to say it again.
    is_settled = settles and line.status == Status.COMPLETED and line.place.effective_on < first
    cells = []
    for key in keys:
        status, was_completed = stated.get((activity, key), (NOTHING, None))
        if status not in (NOTHING, MISSING):
            is_settled = settles and status == Status.COMPLETED
        elif was_completed is not None:
            is_settled = settles and was_completed
        cells.append(CARRIED if is_settled and status != Status.COMPLETED else status)
    return cells


def _stated(lines, histories, shown, at):
    """Return {(activity, quarter): (cell, was it completed)}: None instead of the latter where the
    quarter is not closed."""
    first, last = shown[0].starts_on, shown[-1].ends_on
    key_of = cache(lambda day: quarters.containing(day).key)
    activities = [line.place.pk for line in lines]
    recorded = {
        (activity, key_of(said.day)): (said.status, None)
        for activity in activities
        for said in histories.get(activity, ())
        if first <= said.day <= last
    }
    recorded |= {(activity, key_of(day)): (status, None) for activity, status, day in at.said}
    found, closed = {}, set()
    for activity, key, status, awaited, effective_on in _frozen(activities, first, last, at):
        closed.add(key)
        is_said = effective_on is not None and key_of(effective_on) >= key
        cell = status if is_said else MISSING if awaited != "[]" else NOTHING
        found[activity, key] = (cell, status == Status.COMPLETED)
    return found | {place: cell for place, cell in recorded.items() if place[1] not in closed}


def _frozen(activities, first, last, at):
    rows = FrozenRow.objects.filter(quarter__ends_on__range=(first, last), activity__in=activities)
    if at.known:
        rows = rows.filter(quarter__closed_at__lte=at.known)
    awaited = Cast("not_received", TextField())
    return rows.order_by().values_list(
        "activity", "quarter__key", "status", awaited, "effective_on"
    )
