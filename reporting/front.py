"""What every first page says, for visitors and people signed in alike."""

from typing import NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.clock import today
from reporting.exports import glm
from reporting.exports.glm_words import days_of
from reporting.models import FrozenRow, Pack, Quarter
from reporting.quarters import taken_up_by
from sip import quarters
from sip.models import Activity, Meeting, Motion, Status, StatusRow
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS

AHEAD = 12  # quarters: a GLM is rarely announced longer before


class Announced(NamedTuple):
    """The next GLM, its days in words, and the quarter that it takes up."""

    meeting: Meeting
    days: str
    quarter: quarters.QuarterDays


def next_meeting():
    """Return the next GLM as `Announced`, or None. One query, unless it is being held (it looks
    at what was recorded before it began) or is years ahead.

    The meeting knows whether its pack has been frozen (`is_packed`), how many activities wait for a
    decision of the SAG in the quarter that it takes up (`blocked`: those of its page), and on how
    much its plenary is still to decide (`waiting`).
    """
    day = today()
    packs = Pack.objects.filter(meeting=OuterRef("pk"))
    waiting = _count(Motion.objects.waiting().filter(meeting=OuterRef("pk")))
    upcoming = Meeting.objects.upcoming(day).annotate(until=_taken_up(day))
    meeting = upcoming.annotate(
        is_packed=Exists(packs), waiting=waiting, blocked=_blocked()
    ).first()
    if meeting is None:
        return None
    if meeting.starts_on <= day or meeting.until is None:
        pack = glm.make(meeting, narrative=False)
        meeting.blocked = pack.counts[Status.BLOCKED]
        return Announced(meeting, days_of(meeting), pack.quarter)
    return Announced(meeting, days_of(meeting), quarters.containing(meeting.until))


def _taken_up(day):
    """Return the expression for the last day of the quarter that a meeting takes up."""
    named = Quarter.objects.filter(meeting=OuterRef("pk")).order_by("-starts_on").values("ends_on")
    held_in = [quarters.containing(day).plus(number) for number in range(-1, AHEAD)]
    ended = [
        When(
            starts_on__range=(one.starts_on, one.ends_on),
            then=Value(taken_up_by(one.starts_on).ends_on),
        )
        for one in held_in
    ]
    return Coalesce(Subquery(named[:1]), Case(*ended))


def _blocked():
    """Return the expression for how many activities were blocked at the end of that quarter: as
    closed, or else as recorded by now."""
    frozen = FrozenRow.objects.filter(quarter__ends_on=OuterRef("until"))
    last = StatusRow.objects.filter(activity=OuterRef("pk"))
    last = last.filter(effective_on__lte=OuterRef(OuterRef("until"))).latest_first()
    recorded = Activity.objects.current().annotate(then=Subquery(last.values("status")[:1]))
    return Case(
        When(Exists(frozen), then=_count(frozen.filter(status=Status.BLOCKED))),
        default=_count(recorded.filter(then=Status.BLOCKED)),
    )


def _count(rows):
    one = rows.order_by().values(all=Value(1))
    return Coalesce(Subquery(one.annotate(number=Count("pk")).values("number")), 0)


def plan_counts():
    """Return {status key: number of activities}, in the order of every list. One query."""
    counts = dict.fromkeys(STATUS_KEYS, 0)
    rows = Activity.objects.current().order_by().values_list("current_row__status")
    for key, number in rows.annotate(number=Count("pk")):
        counts[key or NOT_REPORTED] = number
    return counts
