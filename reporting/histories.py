"""What was said of activities that waited for a decision, up to a moment, in time."""

import datetime
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from sip.models import Status, StatusRow


class Said(NamedTuple):
    """One status row. `order` is its place among all that were read."""

    order: int
    status: str
    day: datetime.date  # on which it takes effect
    asked: str  # the decision needed, of what is blocked
    body: int | None  # whose word it is
    origin: str  # a key of `StatusRow.Origin`


def histories(at):
    """Return {primary key of an activity that was ever blocked: [Said, …]}: the earliest effective
    day first, then the earliest recorded. One query, of light tuples: the database would take
    longer to find where a block begins and ends."""
    found = defaultdict(list)
    for order, (activity, *said) in enumerate(_asked(at.day, at.cutoff).all()):
        found[activity].append(Said(order, *said))
    return found


# Most readers ask the same of one moment: the question, never read itself, is put together once.
@lru_cache(maxsize=4)
def _asked(day, known):
    once = StatusRow.objects.filter(status=Status.BLOCKED).order_by().values("activity")
    rows = StatusRow.objects.known_at(day, known).filter(activity__in=once)
    return rows.order_by("effective_on", "recorded_at", "pk").values_list(
        "activity", "status", "effective_on", "decision_needed", "body", "origin"
    )
