"""What gaps and actions said at a past moment. The trail tells of every change: what something says
was there before it is what stood until then."""

import datetime
from collections import defaultdict

from django.db.models.functions import Coalesce

from accounts.models import TrailRow
from actionplans.models import Action

TEXTS = ("text", "deadline_as_published", "responsible", "support_needed", "support_from")
TIMES = ("schedule", "frequency", "due_on", "starts_on")
DAYS = ("due_on", "starts_on")
VERBS = ("country_action_changed", "country_gap_changed")
ACTION, GAP = "actionplans.action", "actionplans.gap"


def said_at(known, plan=None):
    """Return {primary key of an action: {field: what it said}} for what has changed since an
    instant, of one plan or of all, in one query; nothing for None (now)."""
    if known is None:
        return {}
    return _actions(_changes(known, plan))


class Past:
    """A plan, or all of them, as told of at an instant (`known`), in two queries; in one where all
    the `actions` it ever held were read already.

    `actions` is as of `said_at`. `gaps` tells what gaps said: {primary key: {"text", "section"
    (its title), "is_unsure"}}, what has changed alone. `is_there(gap)` says whether one of its
    actions had been recorded by then, where it has any: gaps themselves have no instant.
    """

    def __init__(self, known, plan=None, actions=None):
        changes = _changes(known, plan)
        if actions is None:
            actions = Action.objects.of_plan(plan) if plan else Action.objects.order_by()
            rows = actions.values_list("pk", "gap", "recorded_at")
        else:
            rows = [(one.pk, one.gap_id, one.recorded_at) for one in actions]
        gap_of, self._with, self._there = {}, set(), set()
        for action, gap, recorded_at in rows:
            gap_of[action] = gap
            self._with.add(gap)
            if recorded_at is None or recorded_at <= known:
                self._there.add(gap)
        self.actions = _actions(changes)
        self.gaps = _gaps(changes, gap_of)

    def is_there(self, gap):
        return gap.pk in self._there or gap.pk not in self._with


def _changes(known, plan):
    """Return (what, primary key, what was there before) of each change since, the oldest first."""
    rows = TrailRow.objects.filter(verb__in=VERBS, target_type__in=(ACTION, GAP))
    if plan:
        rows = rows.filter(target_key__startswith=f"{plan.trail_key}/")
    rows = rows.annotate(then=Coalesce("told_at", "at")).filter(then__gt=known).order_by("number")
    rows = rows.values_list("target_type", "target_key", "before")
    return [(what, int(key.rpartition("/")[2]), before or {}) for what, key, before in rows]


def _actions(changes):
    found = defaultdict(dict)
    for what, key, before in changes:
        if what == ACTION:
            said = found[key]
            for name in (*TEXTS, *TIMES):
                if name in before:
                    said.setdefault(name, _value(name, before[name]))
    return found


def _gaps(changes, gap_of):
    """A gap's words change on a page of their own, or with those of one of its actions."""
    found = defaultdict(dict)
    for what, key, before in changes:
        gap = key if what == GAP else gap_of.get(key)
        for name, said_as in (("gap", "text"), ("section", "section"), ("is_unsure", "is_unsure")):
            if name in before:
                found[gap].setdefault(said_as, before[name])
    return found


def _value(name, value):
    if name in DAYS and value:
        return datetime.date.fromisoformat(value)
    return value if name in DAYS else value or ""
