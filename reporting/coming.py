"""The next dates of somebody who leads a group: its meetings, the GLM, the opening of a quarter."""

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


class Coming(NamedTuple):
    """One of the next dates: its day (None where none has been said), and one of the three."""

    day: datetime.date | None
    seat: object = None  # the place in a group that meets
    meeting: object = None  # the GLM (`reporting.front.Announced`)
    opening: Opening | None = None


def in_order(led, meeting, opening):
    """Return the `Coming` of the bodies that a person leads (their seats, with `meets_on`), of the
    next GLM and of the next quarter to open: the nearest first, those without a day at the end."""
    found = [Coming(seat.meets_on, seat=seat) for seat in led]
    found.append(Coming(meeting.meeting.starts_on if meeting else None, meeting=meeting))
    if opening:
        found.append(Coming(opening.opens_on, opening=opening))
    return sorted(found, key=lambda one: one.day or datetime.date.max)


def next_opening(day):
    """Return the next quarter that opens (`Opening`), or None where the Strategy ends before it.

    The day is the one the GLC gave it, or else the rules'. One query.
    """
    return next_opening_beside(day)[0]


def next_opening_beside(day, **columns):
    """Return the same and, in the same query, what `columns` (subqueries) say beside it: (opening,
    {name: value})."""
    places = list(enumerate((quarters.containing(day), quarters.containing(day).plus(1))))
    asked = {
        f"{name}_{place}": Subquery(Quarter.objects.filter(key=days.key).values(name)[:1])
        for place, days in places
        for name in ("state", "opens_on")
    }
    strategies = Strategy.objects.order_by("-ends_on").values("ends_on", **asked, **columns)
    found = strategies.first()
    if found is None:
        return None, dict.fromkeys(columns)
    return _opening(places, found), {name: found[name] for name in columns}


def _opening(places, found):
    for place, days in places:
        if days.starts_on > found["ends_on"]:
            return None
        if found[f"state_{place}"] in (None, Quarter.State.PLANNED):
            return Opening(days, found[f"opens_on_{place}"] or rules.opens_on(days))
    return None
