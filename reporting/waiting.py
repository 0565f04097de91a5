"""Decisions that the SAG is asked for, and what became of those asked for before.

A block begins with the first of the status rows that say “blocked” one after the other, and ends
with the next one that says something else. Of the rows of one day only the last recorded counts: a
status put right on its own day never stood at the end of it, and asked for nothing.
"""

import datetime
from dataclasses import dataclass
from operator import itemgetter

from reporting.models import ReportLine
from sip import quarters
from sip.models import Decision, Status
from sip.names import Element

BLOCKED = Status.BLOCKED.value
ASKS_SHOWN = 30  # those that wait longest: a meeting takes up no more; the plan holds them all
SETTLED_SHOWN = 5  # the last decisions that need nothing more, and requests that just ended


@dataclass
class Ask:
    """One blocked activity: the decision in one sentence, since when, and whose word it is.

    `counts` is the body whose accepted report says otherwise and counts, where the GLC has yet to
    settle between the two: the activity is not blocked then, and the decision still asked for.
    """

    line: object  # a `reporting.dashboard.Line`
    decision: str
    since_on: datetime.date
    body: Element | None
    is_submitted: bool = False
    counts: Element | None = None

    @property
    def since(self):
        return quarters.containing(self.since_on)

    @property
    def delivered_by(self):
        """The bodies that answer for the activity, where others than the one that reports on it."""
        owners = self.line.row.owners
        if self.body and [owner.pk for owner in owners] == [self.body.pk]:
            return ""
        return ", ".join(str(owner.title) for owner in owners)


@dataclass
class Ended:
    """One block that has ended: what had been asked for, the status that followed, and where that
    one comes from."""

    line: object
    asked: str
    since_on: datetime.date  # when the block began
    status: str
    ended_on: datetime.date
    origin: str  # a key of `StatusRow.Origin`
    body: Element | None  # whose report it is

    @property
    def quarter(self):
        return quarters.containing(self.ended_on)


@dataclass
class Became:
    """What became of one request: a `decision` was taken, or it `ended` without any.

    `line` is its activity (None where a decision concerns none, or none shown); `waits` the request
    that stands today on an activity all the same; `shows_follow_up`: whether what is known of the
    follow-up was so at the moment shown.
    """

    line: object
    asked: str
    decision: Decision | None = None
    ended: Ended | None = None
    waits: Ask | None = None
    shows_follow_up: bool = False

    @property
    def asks_anew(self):
        """Whether what waits today was asked after this decision."""
        return self.waits is not None and self.waits.since_on > self.decision.taken_on


@dataclass
class Told:
    """What is told of earlier requests, and how many decisions that need nothing more are left to
    the register."""

    shown: list[Became]
    more: int


@dataclass
class Blocks:
    """The decisions awaited, the longest wait first, and the blocks that ended, the last first."""

    asks: list[Ask]
    ended: list[Ended]


def blocks(lines, found, at, contested=()):
    """Return the `Blocks` of these lines ({primary key of the activity: line}) at a moment, whose
    histories were `found`; `contested` are what reports ask for though another word counts
    (`reporting.disagreements.Asking`). Two queries more where submitted reports are
    included."""
    found = {pk: last_of_each_day(said) for pk, said in found.items()}
    blocked = [pk for pk, line in lines.items() if line.status == Status.BLOCKED]
    asks = [ask for pk in blocked for ask in _last_begin(lines[pk], found.get(pk, ()))]
    there = {ask.line.place.pk for ask in asks}
    asks += [ask for ask in _submitted(lines, at) if ask.line.place.pk not in there]
    there |= {ask.line.place.pk for ask in asks}
    asks += [ask for ask in _contested(lines, contested) if ask.line.place.pk not in there]
    asked = {ask.line.place.pk for ask in asks}
    over = [
        last
        for pk, said in found.items()
        if pk in lines and pk not in asked
        for last in _last_end(lines[pk], said)
    ]
    over.sort(key=itemgetter(0), reverse=True)
    asks.sort(key=lambda ask: ask.since_on)
    return Blocks(asks[:ASKS_SHOWN], [ended for _order, ended in over])


def last_of_each_day(history):
    """Return what stood at the end of each day of a history."""
    return list({said.day: said for said in history}.values())


def blocked_from(history):
    """Return the day on which the last block of a history (`last_of_each_day`) began, or None."""
    since, was = None, ""
    for said in history:
        if said.status == BLOCKED != was:
            since = said.day
        was = said.status
    return since


def _last_begin(line, history):
    """Give the `Ask` of an activity that is blocked: since its last block began, in the last words
    that were said of it."""
    if since := blocked_from(history):
        said = history[-1]
        yield Ask(line, said.asked, since, line.names.bodies.get(said.body))


def _last_end(line, history):
    """Give where among all rows the last block of an activity ended, and its `Ended`."""
    found, before, since = None, None, None
    for said in history:
        if said.status == BLOCKED != (before and before.status):
            since = said.day
        if before and before.status == BLOCKED != said.status:
            body = line.names.bodies.get(said.body)
            ended = Ended(line, before.asked, since, said.status, said.day, said.origin, body)
            found = said.order, ended
        before = said
    if found:
        yield found


def _submitted(lines, at):
    """Give what reports that are not accepted yet ask for, where they are included."""
    said = {pk for pk, status, _day in at.said if status == Status.BLOCKED and pk in lines}
    if not said:
        return
    asking = ReportLine.objects.filter(
        activity__in=said, status=Status.BLOCKED, report__state="submitted"
    )
    for line in asking.select_related("report__quarter"):
        yield Ask(
            lines[line.activity_id], line.decision_needed, line.report.quarter.ends_on,
            lines[line.activity_id].names.bodies[line.report.body_id], is_submitted=True,
        )  # fmt: skip


def _contested(lines, contested):
    """Give what accepted reports ask for where the report of another body says otherwise and
    counts, as long as the GLC can settle it."""
    for said in contested:
        if line := lines.get(said.activity):
            bodies = line.names.bodies
            yield Ask(
                line, said.asked, said.ends_on, bodies.get(said.body),
                counts=bodies.get(said.heard),
            )  # fmt: skip


def became(lines, found, at, *, is_scoped):
    """Return what is `Told` of earlier requests: the decisions that are still to be applied, the
    last ones that need nothing more, then requests that came to their end without any. Where the
    lines are a part of the plan (`is_scoped`), those of that part alone. One query."""
    taken = decisions(lines if is_scoped else None, at)
    ended = [one for one in found.ended if not _is_answered(one, taken)]
    to_do = [decision for decision in taken if _was_open(decision, at)]
    settled = [decision for decision in taken if not _was_open(decision, at)]
    decided = (
        _decided(decision, lines.get(decision.activity_id), found, at)
        for decision in (*to_do, *settled[:SETTLED_SHOWN])
    )
    without = (Became(one.line, asked=one.asked, ended=one) for one in ended[:SETTLED_SHOWN])
    return Told([*decided, *without], max(0, len(settled) - SETTLED_SHOWN))


def _is_answered(ended, taken):
    """Whether one of the decisions was taken on what had been asked for, in time or afterwards; an
    earlier one answered something else."""
    return any(
        decision.activity_id == ended.line.place.pk and decision.taken_on >= ended.since_on
        for decision in taken
    )


def _was_open(decision, at):
    """Whether a decision was still to be applied, as far as is known of that day."""
    return decision.is_open or (decision.done_on is not None and decision.done_on > at.day)


def _decided(decision, line, found, at):
    """A decision, and whether its activity waits all the same, or for another one."""
    waits = next((ask for ask in found.asks if line and ask.line is line), None)
    is_known = at.is_now or (decision.done_on is not None and decision.done_on <= at.day)
    return Became(
        line, asked=decision.asked, decision=decision, waits=waits, shows_follow_up=is_known
    )


def decisions(activities, at):
    """Return the decisions recorded by a moment, the latest first; where `activities` are given
    (primary keys), those that concern one of them."""
    taken = Decision.objects.filter(taken_on__lte=at.day).select_related("activity")
    if known := at.cutoff:
        taken = taken.filter(recorded_at__lte=known)
    if activities is not None:
        taken = taken.filter(activity__in=list(activities))
    return list(taken.defer("detail", "follow_up_note").order_by("-taken_on", "-pk"))
