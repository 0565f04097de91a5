"""The next dates of somebody who leads a group, beside those of the GLM."""

import datetime
from typing import NamedTuple

from django.db.models import Subquery

from reporting import quarters as rules
from reporting.models import Quarter
from sip import quarters
from sip.models import Strategy


class Opening(NamedTuple):
    """The next quarter to open, and its day."""

    days: quarters.QuarterDays
    opens_on: datetime.date


def next_opening(day):
    """Return the next quarter that opens (`Opening`), or None where the Strategy ends before it.

    The day is the one the GLC gave it, or else the rules'. One query.
    """
    places = list(enumerate((quarters.containing(day), quarters.containing(day).plus(1))))
    asked = {
        f"{name}_{place}": Subquery(Quarter.objects.filter(key=days.key).values(name)[:1])
        for place, days in places
        for name in ("state", "opens_on")
    }
    strategy = Strategy.objects.order_by("-ends_on").values("ends_on", **asked).first()
    for place, days in places if strategy else ():
        if days.starts_on > strategy["ends_on"]:
            return None
        if strategy[f"state_{place}"] in (None, Quarter.State.PLANNED):
            return Opening(days, strategy[f"opens_on_{place}"] or rules.opens_on(days))
    return None
