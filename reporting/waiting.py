"""Decisions that the SAG is asked for, and what became of those asked for before.

A block begins with the first of the status rows that say “blocked” one after the other, and ends
with the next one that says something else.
"""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from reporting.models import ReportLine
from sip import quarters
from sip.models import Decision, Owner, Status, StatusRow

ASKS_SHOWN = 30  # a meeting takes up no more; the plan holds them all
ENDED_SHOWN = 5


@dataclass
class Ask:
    """One blocked activity: the decision in one sentence, since when, and whose word it is."""

    line: object  # a `reporting.dashboard.Line`
    decision: str
    since_on: datetime.date
    body: Owner | None
    is_submitted: bool = False

    @property
    def since(self):
        return quarters.containing(self.since_on)


@dataclass
class Ended:
    """One block that has ended: what had been asked for, and the status that followed."""

    line: object
    asked: str
    status: str
    ended_on: datetime.date


def asks(lines, at):
    """Return an `Ask` for each of these blocked lines, the longest wait first."""
    shown = {line.place.pk: line for line in lines[:ASKS_SHOWN]}
    rows = StatusRow.objects.filter(activity__in=shown).known_at(at.day, at.closed_at or at.known)
    rows = rows.order_by("activity", "effective_on", "recorded_at", "pk").select_related("body")
    found = {}
    for activity, its in groupby(rows, lambda row: row.activity_id):
        block = _running([row for row in its if row.status])
        if block:
            first, last = block[0], block[-1]
            found[activity] = Ask(
                shown[activity], last.decision_needed, first.effective_on, last.body
            )
    for ask in _submitted(shown, at):
        found.setdefault(ask.line.place.pk, ask)
    return sorted(found.values(), key=lambda ask: ask.since_on)


def _running(rows):
    """Return the last rows that say “blocked” one after the other, none if the last does not."""
    block = []
    for row in rows:
        block = [*block, row] if row.status == Status.BLOCKED else []
    return block


def _submitted(shown, at):
    """Give what reports that are not accepted yet ask for, where they are included."""
    said = {pk for pk, status, _day in at.said if status == Status.BLOCKED and pk in shown}
    if not said:
        return
    lines = ReportLine.objects.filter(
        activity__in=said, status=Status.BLOCKED, report__state="submitted"
    )
    for line in lines.select_related("report__body", "report__quarter"):
        yield Ask(
            shown[line.activity_id], line.decision_needed, line.report.quarter.ends_on,
            line.report.body, is_submitted=True,
        )  # fmt: skip


def decisions(activities, at):
    """Return the last decisions recorded by a moment; where `activities` are given (primary keys),
    those that concern one of them."""
    taken = Decision.objects.filter(taken_on__lte=at.day).select_related("activity")
    if known := at.closed_at or at.known:
        taken = taken.filter(recorded_at__lte=known)
    if activities is not None:
        taken = taken.filter(activity__in=activities)
    return list(taken.order_by("-taken_on", "-pk")[:ENDED_SHOWN])


def ended(lines, at):
    """Return the last blocks that ended by a moment, of the activities of `lines` ({primary key:
    line}), the latest first. One query over the history."""
    order = {"partition_by": [F("activity")], "order_by": ["effective_on", "recorded_at", "pk"]}
    rows = StatusRow.objects.known_at(at.day, at.closed_at or at.known).annotate(
        before=Window(Lag("status"), **order), asked=Window(Lag("decision_needed"), **order)
    )
    # The second half speaks of `before` as well: alone, it would be applied before the window.
    rows = rows.filter(Q(before=Status.BLOCKED), ~Q(status=Status.BLOCKED) | Q(before__isnull=True))
    latest = rows.order_by("-effective_on", "-recorded_at", "-pk")
    found = []
    for activity, asked, status, day in latest.values_list(
        "activity", "asked", "status", "effective_on"
    )[: ENDED_SHOWN * 4]:
        if activity in lines and lines[activity].status != Status.BLOCKED:
            found.append(Ended(lines[activity], asked, status, day))
    return found[:ENDED_SHOWN]
