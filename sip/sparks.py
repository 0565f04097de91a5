"""The last eight quarters of each activity, and how fresh its status is."""

from sip import quarters
from sip.cells import NOTHING as NOTHING_SAID
from sip.cells import cells
from sip.models import Status
from sip.moments import moment

SPARK_QUARTERS = 8
NOTHING = (NOTHING_SAID,) * SPARK_QUARTERS


def spark_quarters(on=None):
    """Return the last eight quarters that a day, or a `Moment`, is about."""
    return quarters.latest(SPARK_QUARTERS, moment(on).last_quarter)


def sparks(places, on=None, *, of_all=False):
    """Return {activity: its `sip.cells` of those quarters} for some `sip.progress.Place`s
    (`of_all`: every one of the plan), in one query."""
    at = moment(on)
    upkeep = {place.pk: place.is_upkeep for place in places}
    return cells(upkeep, spark_quarters(at), at, of_all=of_all)


def unconfirmed_since(row, is_upkeep, on):
    """Return the quarter that last confirmed a status, where that is not the last one that a day
    (or a `Moment`) is about. What is completed needs no confirming, unless it needs upkeep."""
    if not row or (row.status == Status.COMPLETED and not is_upkeep):
        return None
    confirmed = quarters.containing(row.effective_on)
    return confirmed if confirmed < moment(on).last_quarter else None
