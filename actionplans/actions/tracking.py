"""Ticking off what was done: the occurrences of a rhythm, the reviews of what is continuous."""

import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from actionplans.actions.writing import lock
from actionplans.deadlines import Schedule
from actionplans.models import Action, Occurrence
from actionplans.rhythm import period_of


class Tick(NamedTuple):
    """Once that an action was done: for the period that holds `period_on` (else `done_on`)."""

    action: Action
    done_on: datetime.date
    period_on: datetime.date | None = None
    note: str = ""
    evidence: str = ""


class Wrong(ValidationError):
    """A tick that cannot be taken, with the action it was for."""

    def __init__(self, action, message):
        super().__init__({"done_on": message})
        self.action = action


@transaction.atomic
def tick(*, plan, ticks, by, on=None, at=None):
    """Tick recurring actions off, and record that continuous ones were reviewed: all, or none.

    A period ticked twice stays ticked once. Returns how many are new. Raises `Wrong` for a day to
    come, before its period or outside the plan, `Refused` for an action without a rhythm.
    """
    plan = lock(plan, by)
    held = Action.objects.of_plan(plan).standing().select_related("gap__section")
    held = held.in_bulk([one.action.pk for one in ticks])
    rows = [_row(one, held, plan, by, on or today(), at or timezone.now()) for one in ticks]
    known = Occurrence.objects.standing().filter(action__in=held)
    known = set(known.values_list("action_id", "period_on"))
    new = {(row.action_id, row.period_on): row for row in rows}
    new = [row for key, row in new.items() if key not in known]
    Occurrence.objects.bulk_create(new, batch_size=500)
    if new:
        trail.record_many([
            {
                "by": by, "verb": "occurrence_ticked", "target": row.action, "told_at": at,
                "before": None, "reason": "", "on_behalf_of": "",
                "after": {"starts_on": row.period_on, "happened_on": row.done_on, "note": row.note,
                          "evidence": row.evidence},
            }
            for row in new
        ])  # fmt: skip
    return len(new)


@transaction.atomic
def untick(*, occurrence, by, at=None):
    """Take back a tick made by mistake; the trail keeps what it said. One taken back already is
    left alone."""
    plan = lock(occurrence.action.gap.section.plan, by)
    action = occurrence.action
    row = Occurrence.objects.standing().filter(pk=occurrence.pk).first()
    if row is None:
        return
    before = {"starts_on": row.period_on, "happened_on": row.done_on, "note": row.note}
    row.taken_back_at, row.taken_back_by = at or timezone.now(), by
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    action.gap.section.plan = plan
    trail.record(by=by, verb="occurrence_taken_back", target=action, before=before, told_at=at)


def _row(one, held, plan, by, on, at):
    action = held.get(one.action.pk)
    if action is None:
        raise PermissionDenied
    action.gap.section.plan = plan
    period_on = _period(action, plan, one.period_on or one.done_on)
    if one.done_on > on:
        raise Wrong(action, _("It cannot be done on a day to come."))
    if one.done_on < period_on:
        raise Wrong(action, _("It cannot be done before its period begins."))
    return Occurrence(
        action=action, period_on=period_on, done_on=one.done_on, note=one.note.strip(),
        evidence=one.evidence.strip(), recorded_by=by, recorded_at=at,
    )  # fmt: skip


def _period(action, plan, day):
    """Return the first day of the period that `day` stands for."""
    if action.schedule == Schedule.CONTINUOUS:
        first = action.starts_on
        start = day
    elif action.schedule == Schedule.RECURRING:
        first = period_of(action.frequency, action.starts_on).starts_on
        start = period_of(action.frequency, day).starts_on
    else:
        raise Refused(
            _("Only what recurs or is continuous is ticked off; report a status instead.")
        )
    if not first <= start <= plan.ends_on:
        raise Wrong(action, _("Give a day within the plan’s year."))
    return start
