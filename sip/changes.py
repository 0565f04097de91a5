"""What moved between two moments, and which way."""

from django.db.models import CharField, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy

from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.progress import status_as_of

BACKWARD, FORWARD, FIRST = "backward", "forward", "first"
WAYS = (BACKWARD, FORWARD, FIRST)
WAYS_IN_WORDS = {
    BACKWARD: gettext_lazy("Moved backwards"),
    FORWARD: gettext_lazy("Moved forwards"),
    FIRST: gettext_lazy("Reported for the first time"),
}
# From the furthest on; what is blocked or paused does not advance, from wherever it comes.
ADVANCING = (Status.COMPLETED, Status.ON_TRACK, Status.AT_RISK, Status.NOT_STARTED)
HALTED = (Status.BLOCKED, Status.PAUSED)


def way_of(before, status):
    """Return which way a status moved: "backward", "forward", "first" (nothing was reported before)
    or "" where it did not.

    To become blocked or paused is a step back, also from “not started”; to leave that for work that
    goes on is a step forward, for “not started” a step back. A status taken away again is none
    of them in words and counts as a step back.
    """
    before, status = before or NOT_REPORTED, status or NOT_REPORTED
    if before == status:
        return ""
    if before == NOT_REPORTED:
        return FIRST
    if status in (NOT_REPORTED, *HALTED):
        return BACKWARD
    if before in HALTED:
        return BACKWARD if status == Status.NOT_STARTED else FORWARD
    return FORWARD if ADVANCING.index(status) < ADVANCING.index(before) else BACKWARD


PAIRS = {
    way: [
        f"{before}>{status}"
        for before in (*Status.values, NOT_REPORTED)
        for status in (*Status.values, NOT_REPORTED)
        if way_of(before, status) == way
    ]
    for way in WAYS
}


def changed_since(then, *ways):
    """Return the condition that a status of `standing()` is another one than at the end of a day
    (or at a `Moment`), as known then; of the `ways` only, where any is named."""
    now, before = (
        Coalesce(status, Value(NOT_REPORTED)) for status in ("standing_status", status_as_of(then))
    )
    moved = Concat(before, Value(">"), now, output_field=CharField())
    return Q(In(moved, [pair for way in ways or WAYS for pair in PAIRS[way]]))
