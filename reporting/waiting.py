"""Decisions that the SAG is asked for, and what became of those asked for before.

A block begins with the first of the status rows that say “blocked” one after the other, and ends
with the next one that says something else.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Case, F, Q, RowRange, Value, When, Window
from django.db.models.functions import Lag, LastValue

from reporting.models import ReportLine
from sip import quarters
from sip.models import Decision, Status, StatusRow
from sip.names import Element

ASKS_SHOWN = 30  # a meeting takes up no more; the plan holds them all
ENDED_SHOWN = 5
TURNS_READ = 400  # more than the blocks of thirty activities in the life of a Strategy


@dataclass
class Ask:
    """One blocked activity: the decision in one sentence, since when, and whose word it is."""

    line: object  # a `reporting.dashboard.Line`
    decision: str
    since_on: datetime.date
    body: Element | None
    is_submitted: bool = False

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
    """One block that has ended: what had been asked for, and the status that followed."""

    line: object
    asked: str
    status: str
    ended_on: datetime.date

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
class Blocks:
    """The decisions awaited, the longest wait first, and the last blocks that ended."""

    asks: list[Ask]
    ended: list[Ended]


def blocks(lines, at):
    """Return the `Blocks` of these lines ({primary key of the activity: line}) at a moment, in one
    query over the history (three where submitted reports are included)."""
    blocked = [pk for pk, line in lines.items() if line.status == Status.BLOCKED][:ASKS_SHOWN]
    begun, over = {}, {}
    for row in _turns(blocked, at):
        line = lines.get(row.activity_id)
        if line and row.status == Status.BLOCKED:
            begun.setdefault(row.activity_id, row)
        elif line and line.status != Status.BLOCKED:
            last = Ended(line, row.asked, row.status, row.effective_on)
            over.setdefault(row.activity_id, last)
    asks = [
        Ask(lines[pk], row.last_asked, row.effective_on, lines[pk].names.bodies.get(row.last_body))
        for pk, row in begun.items()
        if pk in blocked
    ]
    there = {ask.line.place.pk for ask in asks}
    asks += [ask for ask in _submitted(lines, at) if ask.line.place.pk not in there]
    return Blocks(sorted(asks, key=lambda ask: ask.since_on), [*over.values()][:ENDED_SHOWN])


def _turns(blocked, at):
    """Return the rows at which a block began or ended, the latest first: all of the activities in
    `blocked`, and the last ones of the others.

    A row knows what stood `before` it and what was `asked` then, and the latest words and body of
    its activity (`last_asked`, `last_body`).
    """
    in_time = {
        "partition_by": [F("activity")], "order_by": ["effective_on", "recorded_at", "pk"]
    }  # fmt: skip
    # One order for all of them: the database sorts once.
    to_the_end = {**in_time, "frame": RowRange(start=None, end=None)}
    once_blocked = StatusRow.objects.filter(status=Status.BLOCKED).order_by().values("activity")
    known = StatusRow.objects.known_at(at.day, at.closed_at or at.known)
    rows = known.filter(activity__in=once_blocked).annotate(
        before=Window(Lag("status", default=Value("")), **in_time),
        asked=Window(Lag("decision_needed", default=Value("")), **in_time),
        last_asked=Window(LastValue("decision_needed"), **to_the_end),
        last_body=Window(LastValue("body"), **to_the_end),
    )
    is_blocked, was_blocked = Q(status=Status.BLOCKED), Q(before=Status.BLOCKED)
    turns = rows.filter((is_blocked & ~was_blocked) | (was_blocked & ~is_blocked))
    waits_first = Case(When(activity__in=blocked, then=Value(0)), default=Value(1))
    turns = turns.only("activity_id", "status", "effective_on")
    return turns.order_by(waits_first, "-effective_on", "-recorded_at", "-pk")[:TURNS_READ]


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


def became(lines, found, at, *, is_scoped):
    """Return what `Became` of earlier requests, the latest decision first, then requests that came
    to their end without one. Where the lines are a part of the plan (`is_scoped`), those of that
    part alone. One query."""
    taken = decisions(lines if is_scoped else None, at)
    told = {decision.activity_id for decision in taken}
    ended = [one for one in found.ended if one.line.place.pk not in told]
    return [
        *(_decided(decision, lines.get(decision.activity_id), found, at) for decision in taken),
        *(Became(one.line, asked=one.asked, ended=one) for one in ended),
    ]


def _decided(decision, line, found, at):
    """A decision, and whether its activity waits all the same, or for another one."""
    waits = next((ask for ask in found.asks if line and ask.line is line), None)
    is_known = at.is_now or (decision.done_on is not None and decision.done_on <= at.day)
    return Became(
        line, asked=decision.asked, decision=decision, waits=waits, shows_follow_up=is_known
    )


def decisions(activities, at):
    """Return the last decisions recorded by a moment; where `activities` are given (primary keys),
    those that concern one of them."""
    taken = Decision.objects.filter(taken_on__lte=at.day).select_related("activity")
    if known := at.closed_at or at.known:
        taken = taken.filter(recorded_at__lte=known)
    if activities is not None:
        taken = taken.filter(activity__in=list(activities))
    return list(taken.order_by("-taken_on", "-pk")[:ENDED_SHOWN])
