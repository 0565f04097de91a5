"""Who reports on which activity, and why: the one rule behind the page of an activity and the lines
of a report.

A body named reports itself if it reports at all; otherwise the one it reports through does. The
generic working groups do so only until the GLC has assigned the activity to a group. Whoever an
activity is assigned to reports on it besides. A group reports on nothing from the day on which it
is dissolved, also where its part ends with that day.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import F

from sip.models import Activity, Assignment, Owner, Responsibility
from sip.moments import Moment, assigned, now, responsible


class Reporter(NamedTuple):
    """A body that reports on an activity, and why: it is "named", or stands "through" for another
    body, or was "assigned" (by the GLC) or "inferred" (from its mandate)."""

    body: Owner
    why: str
    instead_of: Owner | None = None


def reporters_of(activity, named, at=None):
    """Return the reporters of one activity at a `Moment` (now when None); its responsibilities then
    (with their bodies, `until_dissolved`) are at hand."""
    at = at or now()
    held = until_dissolved(activity.assignments.filter(assigned(at)))
    held = list(held.select_related("owner").order_by("owner__order"))
    return _reporters(named, held, at.day)


def lines_due(day):
    """Return what each body reports on that day, in the order of the plan: {key of the body's row:
    [activity]}. Three queries, whatever the size of the plan."""
    named, given = parts_at(Moment(day))
    due = defaultdict(list)
    for activity in Activity.objects.current().in_plan_order().only("code"):
        for reporter in _reporters(named[activity.pk], given[activity.pk], day):
            due[reporter.body.pk].append(activity)
    return due


def reporters_at(at):
    """Return what bodies do in each activity at a `Moment`, in two queries: {activity:
    (responsibilities, reporters)}."""
    named, given = parts_at(at)
    return {
        activity: (named[activity], _reporters(named[activity], given[activity], at.day))
        for activity in {*named, *given}
    }


def parts_at(at):
    """Return the responsibilities and the assignments of each activity at a `Moment`, with their
    bodies, in two queries."""
    named, given = defaultdict(list), defaultdict(list)
    held = until_dissolved(Responsibility.objects.filter(responsible(at)))
    held = held.order_by("activity", "order")
    for one in held.select_related("owner__reports_through"):
        named[one.activity_id].append(one)
    held = until_dissolved(Assignment.objects.filter(assigned(at))).order_by("owner__order")
    for one in held.select_related("owner"):
        given[one.activity_id].append(one)
    return named, given


def until_dissolved(rows):
    """Let rows of bodies know the day on which their group was dissolved (`dissolved_on`), in the
    same query; groups belong to an app above."""
    return rows.annotate(dissolved_on=F("owner__working_group__dissolved_on"))


def _reporters(named, assignments, day):
    named, assignments = (
        [one for one in rows if one.dissolved_on is None or one.dissolved_on > day]
        for rows in (named, assignments)
    )
    is_decided = any(one.basis == Assignment.Basis.DECIDED for one in assignments)
    found = {}
    for responsibility in named:
        owner = responsibility.owner
        through = owner.reports_through
        if owner.reports:
            found[owner.pk] = Reporter(owner, "named")
        elif through and not (is_decided and owner.kind == Owner.Kind.GENERIC):
            found.setdefault(through.pk, Reporter(through, "through", owner))
    for assignment in assignments:
        inferred = assignment.basis == Assignment.Basis.INFERRED
        why = "inferred" if inferred else "assigned"
        found.setdefault(assignment.owner_id, Reporter(assignment.owner, why))
    return sorted(found.values(), key=lambda reporter: reporter.body.order)
