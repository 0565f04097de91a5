"""What bodies have to do with activities, for the pages of bodies and of those who sit in them."""

from django.db.models import Exists, OuterRef, Q

from accounts.clock import start_of_day, today
from sip import progress
from sip.models import Activity, Assignment, Responsibility, StatusRow
from sip.models.progress import NOT_REPORTED
from sip.moments import Moment, assigned, responsible


def reported_on(at):
    """Return the activities on which somebody reports at a `Moment`: a body named that files a
    report or does so through another one, or a body that the activity is assigned to."""
    named = Responsibility.objects.filter(
        responsible(at), Q(owner__reports=True) | Q(owner__reports_through__isnull=False)
    )
    given = Assignment.objects.filter(assigned(at))
    return Activity.objects.filter(
        Q(pk__in=named.values("activity")) | Q(pk__in=given.values("activity"))
    )


def awaited_in_time(at):
    """Return the activities on which a report of the last quarter could still come in time at a
    `Moment`: nobody is silent before that. A quarter that closed early waits for nobody."""
    is_open = Q(report_lines__report__quarter__closed_at=None)
    if at.cutoff:
        is_open |= Q(report_lines__report__quarter__closed_at__gt=at.cutoff)
    return Activity.objects.filter(
        is_open,
        report_lines__report__quarter__key=at.last_quarter.key,
        report_lines__report__quarter__due_at__gte=start_of_day(at.day),
    )


def activities_of(owners, on=None):
    """Return the activities that name one of the bodies or are assigned to one, in plan order.

    Each knows whether the SIP names one of them (`is_named`) and carries its status row. `on` is a
    day, as known now, or a `Moment` (see `as_at` for what the activities said then).
    """
    at = on if isinstance(on, Moment) else Moment(on or today())
    of_these = {"owner__in": owners, "activity": OuterRef("pk")}
    named = Exists(Responsibility.objects.filter(responsible(at), **of_these))
    given = Exists(Assignment.objects.filter(assigned(at), **of_these))
    there = Q(withdrawn_on__isnull=True)
    return (
        Activity.objects.filter(there if at.is_now else there | Q(withdrawn_on__gt=at.day))
        .filter(named | given)
        .annotate(is_named=named)
        .select_related("current_row")
        .in_plan_order()
    )


def as_at(activities, at):
    """Let activities say and stand as they did at another `Moment` than today's; they are not to be
    saved."""
    if at.is_today:
        return activities
    rows = progress.rows_where(at, pk__in=[activity.pk for activity in activities])
    for activity in activities:
        if row := rows.get(activity.pk):
            activity.short_title, activity.text = row.short_title, row.text
            is_stated = row.status != NOT_REPORTED
            activity.current_row = (
                StatusRow(status=row.status, effective_on=row.effective_on) if is_stated else None
            )
    return [activity for activity in activities if activity.pk in rows]
