"""What acceptance makes of a report: each line one official status row, unless another body
comes first."""

from typing import NamedTuple

from django.db.models import F, Q

from accounts.dated import holding
from reporting.models import ReportLine
from reporting.workflow import State
from sip.actions import add_row
from sip.models import Activity, Assignment, Responsibility, StatusRow


class Otherwise(NamedTuple):
    """What another body's accepted report says of an activity, and whether that is what counts: the
    body named first in the SIP's wording is heard."""

    line: ReportLine
    counts: bool


def make_official(report, *, by, at):
    """Turn the lines into status rows effective on the quarter's last day and freeze wordings.

    The caller holds the quarter's lock, so no other report of it is accepted meanwhile. Returns
    what to tell in the trail: one act for each line.
    """
    lines = report.lines.select_related("activity__current_row").prefetch_related("exhibits")
    lines = list(lines.order_by("order"))
    _hold([line.activity_id for line in lines])
    others = otherwise_than(report, lines)
    first = {activity: other.line for activity, other in others.items() if other.counts}
    acts = [
        _settle(line, first.get(line.activity_id), report=report, by=by, at=at) for line in lines
    ]
    ReportLine.objects.bulk_update(lines, ["wording", "status_row"])
    return [act for act in acts if act]


def _hold(activities):
    """Lock the activities in one order, and let pages that read the old status go stale."""
    held = Activity.objects.filter(pk__in=activities)
    list(held.order_by("pk").select_for_update().values_list("pk", flat=True))
    held.update(version=F("version") + 1)


def _settle(line, other, *, report, by, at):
    activity = line.activity
    line.wording = {
        "code": activity.code,
        "short_title": activity.short_title.data,
        "text": activity.text.data,
    }
    line.status_row = None
    if not line.status:
        return None
    before = _told(activity.current_row)
    told = {"status": line.status, "report": report.trail_key}
    if other:
        told["outweighed_by"] = other.report.trail_key
        return {"verb": "status_outweighed", "target": activity, "before": before, "after": told}
    line.status_row = add_row(
        activity=activity, status=line.status, effective_on=report.quarter.ends_on, by=by,
        origin=StatusRow.Origin.REPORT, answers=line.answers(), body=report.body, at=at,
    )  # fmt: skip
    told["effective_on"] = report.quarter.ends_on
    return {"verb": "status_reported", "target": activity, "before": before, "after": told}


def _told(row):
    return {"status": row.status, "effective_on": row.effective_on} if row else None


def otherwise_than(report, lines):
    """Return `Otherwise` by activity: accepted reports of other bodies in the same quarter that say
    another status of it than this report's lines. One query; a few more where there are any."""
    said = {line.activity_id: line.status for line in lines if line.status}
    others = ReportLine.objects.filter(
        report__quarter=report.quarter_id, report__state=State.ACCEPTED, activity__in=said
    ).exclude(Q(report=report.pk) | Q(status=""))
    others = [
        line for line in others.select_related("report__body", "report__quarter")
        if line.status != said[line.activity_id]
    ]  # fmt: skip
    if not others:
        return {}
    bodies = [report.body, *{line.report.body_id: line.report.body for line in others}.values()]
    ranks = ranks_of({line.activity_id for line in others}, bodies, report.quarter.ends_on)
    found = {}
    for line in others:
        own, theirs = (
            ranks[line.activity_id, body] for body in (report.body_id, line.report.body_id)
        )
        if line.activity_id not in found or theirs < own:
            found[line.activity_id] = Otherwise(line, theirs < own)
    return found


def ranks_of(activities, bodies, day):
    """Return how early each body comes in each activity: {(activity, body): rank}, lowest first.

    The order of the SIP's wording decides; a body counts at the place of those that report through
    it. Bodies that an activity is only assigned to come after all those named.
    """
    named = list(
        Responsibility.objects.filter(holding(day), activity__in=activities)
        .order_by("order")
        .values_list("activity", "order", "owner", "owner__reports_through")
    )
    assigned = set(
        Assignment.objects.filter(holding(day), activity__in=activities).values_list(
            "activity", "owner"
        )
    )
    ranks = {}
    for activity in activities:
        for body in bodies:
            places = [order for a, order, *who in named if a == activity and body.pk in who]
            is_assigned = (activity, body.pk) in assigned
            late = (1, body.order) if is_assigned else (2, body.order)
            ranks[activity, body.pk] = (0, min(places)) if places else late
    return ranks
