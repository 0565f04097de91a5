"""What actions said at a past moment. The trail tells of every change: what an act says was there
before it is what stood until then."""

import datetime
from collections import defaultdict

from django.db.models.functions import Coalesce

from accounts.models import TrailRow

TEXTS = ("text", "deadline_as_published", "responsible", "support_needed", "support_from")
TIMES = ("schedule", "frequency", "due_on", "starts_on")
DAYS = ("due_on", "starts_on")


def said_at(known, plan=None):
    """Return {primary key of an action: {field: what it said}} for what has changed since an
    instant, of one plan or of all, in one query; nothing for None (now)."""
    if known is None:
        return {}
    rows = TrailRow.objects.filter(verb="country_action_changed", target_type="actionplans.action")
    if plan:
        rows = rows.filter(target_key__startswith=f"{plan.trail_key}/")
    rows = rows.annotate(then=Coalesce("told_at", "at")).filter(then__gt=known)
    found = defaultdict(dict)
    for key, before in rows.order_by("number").values_list("target_key", "before"):
        said = found[int(key.rpartition("/")[2])]
        for name in (*TEXTS, *TIMES):
            if name in (before or {}):
                said.setdefault(name, _value(name, before[name]))
    return found


def _value(name, value):
    if name in DAYS and value:
        return datetime.date.fromisoformat(value)
    return value if name in DAYS else value or ""
