"""Activity by quarter: what each quarter said of each activity, the rest of the past a click away.

Closed quarters come from their frozen rows, the others from the rows recorded of them. A quarter in
which nobody said anything shows that nothing was reported, and never an old status; only what is
completed needs no confirming, unless it needs upkeep.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from reporting.models import FrozenRow
from sip import quarters
from sip.models import Status, StatusRow

QUARTERS_SHOWN = 8
MISSING = "missing"  # somebody owed a report and it never came
NOTHING = ""


@dataclass
class Matrix:
    """`quarters` in time, and `rows`: (line, cells), a cell being a status key, "missing" or ""."""

    quarters: list[quarters.QuarterDays]
    rows: list[tuple]

    @classmethod
    def of(cls, lines, at, count=QUARTERS_SHOWN):
        """Return the matrix of these lines: the last `count` quarters that a moment is about, in
        two queries."""
        shown = quarters.latest(count, at.last_quarter)
        stated, closed = _frozen(lines, shown, at)
        _recorded(stated, lines, [quarter for quarter in shown if quarter.key not in closed], at)
        keys = [quarter.key for quarter in shown]
        return cls(shown, [(line, _cells(line, stated, keys)) for line in lines])


def _cells(line, stated, keys):
    settles = not line.place.is_upkeep
    first = quarters.parse(keys[0]).starts_on
    # Completed before the first quarter shown, and still so: nobody has to say it again.
    is_settled = settles and line.status == Status.COMPLETED and line.place.effective_on < first
    cells = []
    for key in keys:
        status, was_completed = stated.get((line.place.pk, key), (NOTHING, None))
        if status not in (NOTHING, MISSING):
            is_settled = settles and status == Status.COMPLETED
        elif was_completed is not None:
            is_settled = settles and was_completed
        cells.append(Status.COMPLETED.value if is_settled else status)
    return cells


def _frozen(lines, shown, at):
    """Return {(activity, quarter): (cell, was it completed)} and which quarters were closed."""
    rows = FrozenRow.objects.filter(quarter__key__in=[quarter.key for quarter in shown])
    if at.known:
        rows = rows.filter(quarter__closed_at__lte=at.known)
    if len(lines) < 20:
        rows = rows.filter(activity__in=[line.place.pk for line in lines])
    stated, closed = {}, set()
    for activity, key, starts_on, status, effective_on, awaited in rows.order_by().values_list(
        "activity",
        "quarter__key",
        "quarter__starts_on",
        "status",
        "effective_on",
        Cast("not_received", TextField()),
    ):
        closed.add(key)
        is_said = effective_on is not None and effective_on >= starts_on
        cell = status if is_said else MISSING if awaited != "[]" else NOTHING
        stated[activity, key] = (cell, status == Status.COMPLETED)
    return stated, closed


def _recorded(stated, lines, shown, at):
    """Add what is recorded of the quarters that are not closed."""
    if not shown:
        return
    rows = StatusRow.objects.filter(effective_on__range=(shown[0].starts_on, shown[-1].ends_on))
    rows = rows.known_at(at.day, at.closed_at or at.known)
    if len(lines) < 20:
        rows = rows.filter(activity__in=[line.place.pk for line in lines])
    keys = {quarter.key for quarter in shown}
    found = defaultdict(str)
    for activity, day, status in rows.order_by("effective_on", "recorded_at", "pk").values_list(
        "activity", "effective_on", "status"
    ):
        key = quarters.containing(day).key
        if key in keys:
            found[activity, key] = status
    for activity, status, day in at.said:
        found[activity, quarters.containing(day).key] = status
    stated |= {place: (status, None) for place, status in found.items()}
