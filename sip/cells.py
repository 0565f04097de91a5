"""What each quarter said of each activity: the one rule behind the matrix of quarters, the small
columns of the plan and the strip on an activity's page.

Closed quarters come from their frozen rows, the others from the rows recorded of them: of those
that took effect within a quarter (whatever their origin: a report, the GLC, the SIP itself), the
one with the latest effective day, recorded last. A quarter in which nobody said anything shows that
nothing was reported, and never an old status; only what is completed needs no confirming, unless it
needs upkeep: it shows that it was completed earlier.
"""

from collections import defaultdict
from functools import cache, lru_cache
from operator import itemgetter

from django.db.models import CharField, F, OuterRef, Q, Subquery, TextField, Value, Window
from django.db.models.functions import Cast, RowNumber

from sip import quarters
from sip.models import Activity, Status, StatusRow

CARRIED = "carried"  # completed in an earlier quarter, which nobody has to say again
MISSING = "missing"  # somebody owed a report and it never came
NOTHING = ""
BEFORE = "before"  # stands for all the quarters before those that are shown


def cells(activities, shown, at, *, of_all=False):
    """Return {activity: its cells}, a cell being a status key, "carried", "missing" or "".

    `activities` are {primary key: does it need upkeep}; `shown` quarters that follow one another,
    as known at a `Moment`. One query; `of_all` spares the database a list of the whole plan.
    """
    keys = [quarter.key for quarter in shown]
    stated = _stated(shown, at, None if of_all else activities)
    return {
        pk: tuple(_cells(stated.get(pk, {}), keys, settles=not is_upkeep))
        for pk, is_upkeep in activities.items()
    }


def _cells(stated, keys, *, settles):
    """Yield the cells of one activity, of which `stated` is {quarter: (cell, was it completed)}."""
    _status, is_settled = stated.get(BEFORE, (NOTHING, False))
    for key in keys:
        cell, is_settled = stated.get(key, (NOTHING, is_settled))
        yield CARRIED if settles and is_settled and cell != Status.COMPLETED else cell


def _stated(shown, at, activities):
    """Return {activity: {quarter: (cell, whether it was completed at its end)}} of the quarters
    that are frozen or in which something was said."""
    key_of = cache(lambda day: quarters.containing(day).key)
    first = shown[0].starts_on
    recorded, frozen = defaultdict(dict), defaultdict(dict)
    for activity, key, status, day, awaited, _order in _rows(shown, at, activities):
        is_completed = status == Status.COMPLETED
        if not key:
            recorded[activity][key_of(day) if day >= first else BEFORE] = status, is_completed
        elif day is not None and key_of(day) >= key:
            frozen[activity][key] = status, is_completed
        else:
            frozen[activity][key] = NOTHING if awaited == "[]" else MISSING, is_completed
    for activity, status, day in at.said:
        recorded[activity][key_of(day)] = status, status == Status.COMPLETED
    return {pk: recorded[pk] | frozen[pk] for pk in {*recorded, *frozen}}


def _rows(shown, at, activities):
    """Give (activity, quarter where it is frozen, status, effective day, who never reported, order)
    of frozen rows and of rows recorded, those in time."""
    asked = _of_all(tuple(shown), at) if activities is None else _of(shown, at, activities)
    return sorted(asked.all(), key=itemgetter(-1))


@lru_cache(maxsize=4)
def _of_all(shown, at):
    """The question for the whole plan, put together once for all who ask it."""
    return _of(shown, at)


def _of(shown, at, activities=None):
    recorded = _recorded(shown, at)
    frozen = Activity.objects.filter(**_closed(shown, at))
    if activities is not None:
        recorded, frozen = (
            recorded.filter(activity__in=activities),
            frozen.filter(pk__in=activities),
        )
    # Numbered by the database, which need not hand over the instants then.
    in_time = Window(RowNumber(), order_by=("effective_on", "recorded_at", "pk"))
    recorded = recorded.order_by().values_list(
        F("activity"), Value("", CharField()), F("status"), F("effective_on"),
        Value("", TextField()), in_time,
    )  # fmt: skip
    frozen = frozen.order_by().values_list(
        F("pk"), F("frozen_rows__quarter__key"), F("frozen_rows__status"),
        F("frozen_rows__effective_on"), Cast("frozen_rows__not_received", TextField()), Value(0),
    )  # fmt: skip
    return recorded.union(frozen, all=True)


def _recorded(shown, at):
    """Return the rows that took effect in these quarters and, of those before, the last one where
    it says that the activity was completed."""
    known, first = at.cutoff, shown[0].starts_on
    eve = shown[0].plus(-1).ends_on
    last = StatusRow.objects.known_at(eve, known).filter(activity=OuterRef("activity"))
    last = Subquery(last.latest_first().values("pk")[:1])
    until = min(at.day, shown[-1].ends_on)
    # In this order, for SQLite looks for the last row only of what passes before.
    was_completed = Q(effective_on__lte=eve, status=Status.COMPLETED) & Q(pk=last)
    return StatusRow.objects.known_at(until, known).filter(
        Q(effective_on__gte=first) | was_completed
    )


def _closed(shown, at):
    """Return the conditions of the frozen rows of these quarters, as closed by then: all in one
    `filter`, for two would each look at frozen rows of any quarter."""
    days = (shown[0].starts_on, shown[-1].ends_on)
    found = {"frozen_rows__quarter__ends_on__range": days}
    return found | ({"frozen_rows__quarter__closed_at__lte": at.known} if at.known else {})
