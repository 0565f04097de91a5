"""What the trail says of a past day, worked out anew: from its rows and, for what stood before the
first of them, from the published plan. Nothing of the product's own reading is asked."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

from django.utils import timezone

from accounts.models import TrailRow

FIXTURES = Path(__file__).parents[2] / "fixtures"
LOADED_FROM = "2023-11-01"  # the revision of the SIP
PRINTED = ("1.1.1.1", "2.2.1.1", "2.2.1.4", "2.3.3.1")  # “TERMINÉ” in the SIP itself


def rows_by(day, *verbs):
    """Return the acts of some kinds done by the end of a day in Rome, in their order."""
    rows = TrailRow.objects.filter(verb__in=verbs).order_by("number")
    return [row for row in rows if timezone.localdate(row.at).isoformat() <= day]


@cache
def bodies():
    """Return the bodies that the plan names, by their keys, as published."""
    rows = json.loads((FIXTURES / "owners.json").read_text())["owners"]
    return {row["key"]: row for row in rows}


def statuses(day):
    """Return {activity: status}: the latest effective day first, then the latest act."""
    told = dict.fromkeys(PRINTED, ("", 0, "completed"))
    for row in rows_by(day, "status_set", "status_reported"):
        effective, status = row.after["effective_on"], row.after["status"]
        if effective <= day:
            latest = (effective, row.number, status)
            told[row.target_key] = max(told.get(row.target_key, ("", 0, "")), latest)
    return {code: status for code, (*_order, status) in told.items()}


def owners(day, shown=None):
    """Return {activity: {(body, role)}} of a day as recorded by its end; or, of the day `shown`,
    what had been recorded by the end of `day`."""
    return _by_activity(day, shown, "responsibility", ("body", "role"), _printed())


def assigned(day, shown=None):
    """Return {activity: {(body,)}} of what is assigned to a body that the SIP does not name."""
    return _by_activity(day, shown, "assignment", ("body",), _inferred())


def reporters(day, shown=None):
    """Return {activity: {body}}: who is named and reports, or reports through another body; the
    generic groups only until the activity is assigned to one; and whom it is assigned to."""
    given, inferred, found = assigned(day, shown), _inferred(), defaultdict(set)
    for code, named in owners(day, shown).items():
        is_decided = any((code, key, LOADED_FROM) not in inferred for (key,) in given.get(code, ()))
        for key, _role in named:
            body = bodies()[key]
            if body["reports"]:
                found[code].add(key)
            elif body["reports_through"] and not (is_decided and body["kind"] == "generic"):
                found[code].add(body["reports_through"])
    for code, keys in given.items():
        found[code] |= {key for (key,) in keys}
    return dict(found)


def seats(day, body, shown=None):
    """Return {(person, role)} of those who sat in a body."""
    rows = rows_by(day, "seat_given", "seat_ended", "seat_left")
    rows = [row for row in rows if row.target_key == body]
    return {fact[:2] for fact in _held(rows, shown or day, ("person", "role"), {})}


def engaged(day, organisation):
    """Return how an organisation took part: each engagement ends the day before the next."""
    rows = [
        (row.after["starts_on"], row.number, row.after["kind"])
        for row in rows_by(day, "organisation_engaged")
        if row.target_key == organisation and row.after["starts_on"] <= day
    ]
    return max(rows)[-1] if rows else None


def _by_activity(day, shown, kind, names, before):
    found = defaultdict(set)
    rows = defaultdict(list)
    for row in rows_by(day, f"{kind}_added", f"{kind}_ended"):
        rows[row.target_key].append(row)
    for code in {*rows, *(fact[0] for fact in before)}:
        of_it = {fact[1:]: None for fact in before if fact[0] == code}
        for fact in _held(rows[code], shown or day, names, of_it):
            found[code].add(fact[:-1])
    return dict(found)


def _held(rows, day, names, before):
    """Return the facts (the values of `names`, then the first day) that held on a day, when these
    rows of the trail, and what stood `before` them, are all that is known."""
    until = dict(before)
    for row in rows:
        told = row.after or row.before
        fact = (*(told[name] for name in names), told["starts_on"])
        if row.after:
            until[fact] = told["ends_on"]
        else:  # it left no day behind
            until.pop(fact, None)
    return {
        fact for fact, last in until.items() if fact[-1] <= day and (last is None or last >= day)
    }


@cache
def _printed():
    """Return the (activity, body, role, first day) of who is named in the SIP itself."""
    plan = json.loads((FIXTURES / "strategy.json").read_text())
    outcomes = [outcome for pillar in plan["pillars"] for outcome in pillar["outcomes"]]
    outputs = [output for outcome in outcomes for output in outcome["outputs"]]
    return {
        (activity["code"], one["owner"], one["role"], LOADED_FROM)
        for output in outputs
        for activity in output["activities"]
        for one in activity["responsibilities"]
    }


@cache
def _inferred():
    """Return the (activity, body, first day) of what follows from the mandates of groups."""
    groups = json.loads((FIXTURES / "workinggroups.json").read_text())["groups"]
    return {
        (one["activity"], group["key"], LOADED_FROM)
        for group in groups
        for one in group["assignments"]
    }
