"""What was said of activities up to a moment, in time: read once, for the decisions awaited and for
the matrix of quarters alike."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q

from sip.models import Status, StatusRow


class Said(NamedTuple):
    """One status row. `order` is its place among all that were read."""

    order: int
    status: str
    day: datetime.date  # on which it takes effect
    asked: str  # the decision needed, of what is blocked
    body: int | None  # whose word it is
    origin: str  # a key of `StatusRow.Origin`


def histories(at, *, of=None, or_blocked=False):
    """Return {primary key of an activity: [Said, …]}: the earliest effective day first, then the
    earliest recorded. One query, of light tuples: the database would take longer to find where a
    block begins and ends, or what a quarter's last word was.

    `of` names the activities (all of them when None), `or_blocked` adds those ever blocked.
    """
    rows = StatusRow.objects.known_at(at.day, at.closed_at or at.known)
    if of is not None:
        wanted = Q(activity__in=of)
        if or_blocked:
            once = StatusRow.objects.filter(status=Status.BLOCKED).order_by().values("activity")
            wanted |= Q(activity__in=once)
        rows = rows.filter(wanted)
    rows = rows.order_by("effective_on", "recorded_at", "pk").values_list(
        "activity", "status", "effective_on", "decision_needed", "body", "origin"
    )
    found = defaultdict(list)
    for order, (activity, *said) in enumerate(rows):
        found[activity].append(Said(order, *said))
    return found
