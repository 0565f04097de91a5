"""Activity by quarter: what each quarter said of each activity, the rest of the past a click away.

Closed quarters come from their frozen rows, the others from the rows recorded of them. A quarter in
which nobody said anything shows that nothing was reported, and never an old status; only what is
completed needs no confirming, unless it needs upkeep.
"""

from dataclasses import dataclass
from operator import itemgetter

from django.db.models import TextField, Value
from django.db.models.functions import Cast

from reporting.models import FrozenRow
from sip import quarters
from sip.models import Status, StatusRow

QUARTERS_SHOWN = 8
FEW = 100  # so many activities are named to the database; beyond, all are read
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
        one query."""
        shown = quarters.latest(count, at.last_quarter)
        stated = _stated(lines, shown, at)
        return cls(shown, [(line, _cells(line, stated, shown)) for line in lines])


def _cells(line, stated, shown):
    settles = not line.place.is_upkeep
    first = shown[0].starts_on
    # Completed before the first quarter shown, and still so: nobody has to say it again.
    is_settled = settles and line.status == Status.COMPLETED and line.place.effective_on < first
    cells = []
    for quarter in shown:
        status, was_completed = stated.get((line.place.pk, quarter.key), (NOTHING, None))
        if status not in (NOTHING, MISSING):
            is_settled = settles and status == Status.COMPLETED
        elif was_completed is not None:
            is_settled = settles and was_completed
        cells.append(Status.COMPLETED.value if is_settled else status)
    return cells


def _stated(lines, shown, at):
    """Return {(activity, quarter): (cell, was it completed)}, in one query: None instead of the
    latter where the quarter is not closed."""
    found, closed, recorded = {}, set(), {}
    for activity, day, status, awaited, effective_on, *_order in sorted(
        _rows(lines, shown, at), key=itemgetter(5, 6)
    ):
        quarter = quarters.containing(day)
        if not awaited:  # a status row
            recorded[activity, quarter.key] = (status, None)
            continue
        closed.add(quarter.key)
        is_said = effective_on is not None and effective_on >= quarter.starts_on
        cell = status if is_said else MISSING if awaited != "[]" else NOTHING
        found[activity, quarter.key] = (cell, status == Status.COMPLETED)
    recorded |= {
        (activity, quarters.containing(day).key): (status, None)
        for activity, status, day in at.said
    }
    return found | {place: cell for place, cell in recorded.items() if place[1] not in closed}


def _rows(lines, shown, at):
    """Return frozen rows and status rows of the quarters alike: (activity, day, status, awaited,
    effective day, instant, primary key); `awaited` is empty for a status row."""
    first, last = shown[0].starts_on, shown[-1].ends_on
    frozen = FrozenRow.objects.filter(quarter__ends_on__range=(first, last))
    if at.known:
        frozen = frozen.filter(quarter__closed_at__lte=at.known)
    rows = StatusRow.objects.filter(effective_on__range=(first, last))
    rows = rows.known_at(at.day, at.closed_at or at.known)
    if len(lines) <= FEW:
        some = [line.place.pk for line in lines]
        frozen, rows = frozen.filter(activity__in=some), rows.filter(activity__in=some)
    awaited = Cast("not_received", TextField())
    frozen = frozen.order_by().values_list(
        "activity", "quarter__ends_on", "status", awaited, "effective_on", "quarter__closed_at",
        "pk",
    )  # fmt: skip
    nothing = Value("", output_field=TextField())
    rows = rows.order_by().values_list(
        "activity", "effective_on", "status", nothing, "effective_on", "recorded_at", "pk"
    )
    return frozen.union(rows, all=True)
