"""The last eight quarters of each activity, and how fresh its status is."""

from collections import defaultdict

from sip import quarters
from sip.models import Status, StatusRow
from sip.moments import moment

SPARK_QUARTERS = 8
NOTHING = ("",) * SPARK_QUARTERS


def spark_quarters(on=None):
    """Return the last eight quarters that a day, or a `Moment`, is about."""
    return quarters.latest(SPARK_QUARTERS, moment(on).last_quarter)


def spark(stated, shown):
    """Return the status at the end of each quarter of `shown`, "" where nothing was reported.

    The rule: of the rows that took effect within a quarter (whatever their origin: a report, the
    GLC, the SIP itself), the one with the latest effective day, recorded last, gives the quarter's
    status. A quarter in which no row took effect shows "": an old status is never carried on.
    `stated` holds (effective day, status), the earliest first.
    """
    last = {quarters.containing(effective_on): status for effective_on, status in stated}
    return tuple(last.get(quarter, "") for quarter in shown)


def sparks(on=None, activities=None):
    """Return {activity: its `spark`} for those with anything to show, in one query."""
    at, shown = moment(on), spark_quarters(on)
    rows = StatusRow.objects.filter(effective_on__range=(shown[0].starts_on, shown[-1].ends_on))
    rows = rows.known_at(at.day, at.closed_at or at.known)
    if activities is not None:
        rows = rows.filter(activity__in=activities)
    stated = defaultdict(list)
    in_time = rows.order_by("effective_on", "recorded_at", "pk")
    for activity, *told in in_time.values_list("activity_id", "effective_on", "status"):
        stated[activity].append(told)
    return {activity: spark(told, shown) for activity, told in stated.items()}


def unconfirmed_since(row, is_upkeep, on):
    """Return the quarter that last confirmed a status, where that is not the last one that a day
    (or a `Moment`) is about. What is completed needs no confirming, unless it needs upkeep."""
    if not row or (row.status == Status.COMPLETED and not is_upkeep):
        return None
    confirmed = quarters.containing(row.effective_on)
    return confirmed if confirmed < moment(on).last_quarter else None
