"""What opening a quarter makes: its row in the calendar, the reports owed, their lines."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.conflicts import Refused
from accounts.days import date_format
from reporting import quarters as rules
from reporting.models import Quarter, Report, ReportLine
from reporting.workflow import State
from sip import quarters
from sip.models import Meeting, Owner, Strategy
from sip.reporters import lines_due
from workinggroups.models import WorkingGroup


def quarter_row(key):
    """Return the row of the quarter `2026-Q3`, made with the days of the rules if it is missing,
    and whether it is new. Refused for what is no quarter of the Strategy."""
    try:
        days = quarters.parse(key)
    except ValueError:
        raise Refused(_("Name a quarter such as 2026-Q3.")) from None
    if not Strategy.objects.filter(
        starts_on__lte=days.ends_on, ends_on__gte=days.starts_on
    ).exists():
        raise Refused(_("%(quarter)s is no quarter of the Strategy.") % {"quarter": key})
    meeting = meeting_of(days)
    quarter, is_new = Quarter.objects.get_or_create(
        key=days.key,
        defaults={
            "starts_on": days.starts_on,
            "ends_on": days.ends_on,
            "opens_on": rules.opens_on(days),
            "due_at": rules.due_at(days, meeting and meeting.starts_on),
            "meeting": meeting,
        },
    )
    if meeting and not quarter.glm and quarter.state == Quarter.State.PLANNED:
        quarter.meeting = meeting
        latest = rules.last_second(rules.latest_day_before(meeting.starts_on))
        quarter.due_at = min(quarter.due_at, latest)
        quarter.save(update_fields=["meeting", "due_at"])
    return quarter, is_new


def meeting_of(days):
    """Return the GLM that takes a quarter up, or None: the first one held in the next quarter."""
    following = days.plus(1)
    return (
        Meeting.objects.standing()
        .filter(starts_on__range=(following.starts_on, following.ends_on))
        .order_by("starts_on")
        .first()
    )


def refuse_untimely(quarter, day):
    if quarter.state == Quarter.State.CLOSED:
        raise Refused(
            _("The quarter %(quarter)s is closed: it is not opened again.")
            % {"quarter": quarter.key}
        )
    if quarter.state == Quarter.State.PLANNED and day < quarter.opens_on:
        raise Refused(
            _("The quarter %(quarter)s opens on %(day)s, not before.")
            % {"quarter": quarter.key, "day": date_format(quarter.opens_on)}
        )


def make_reports(quarter, day, at, only=None):
    """Add the reports owed that day and the lines they lack; return what was added, by body. `only`
    names the bodies and the codes of the activities looked at: {key of the body's row: {code}}.

    The quarter is held, so nobody else makes the same ones. A report that was submitted or
    accepted stays as it is.
    """
    due, added, lines = lines_due(day), {}, []
    reports = {report.body_id: report for report in quarter.reports.all()}
    bodies = [body for body in bodies_that_owe(day) if only is None or body.pk in only]
    new = Report.objects.bulk_create(
        Report(quarter=quarter, body=body, made_at=at) for body in bodies if body.pk not in reports
    )
    made = {report.body_id: report for report in new}
    there = set(
        ReportLine.objects.filter(report__quarter=quarter).values_list("report", "activity")
    )
    for body in bodies:
        report = reports.get(body.pk) or made[body.pk]
        if not State(report.state).is_editable:
            continue
        lacking = [
            ReportLine(report=report, activity=activity, order=order)
            for order, activity in enumerate(due[body.pk], start=1)
            if (report.pk, activity.pk) not in there
            and (only is None or activity.code in only[body.pk])
        ]
        lines += lacking
        if lacking or body.pk in made:
            added[body.key] = [line.activity.code for line in lacking]
    ReportLine.objects.bulk_create(lines)
    return added


def bodies_that_owe(day):
    """Bodies that report and are at work: active working groups, the SAG, the team in Rome."""
    at_work = Q(working_group__in=WorkingGroup.objects.active(day))
    return Owner.objects.reporting().filter(~Q(kind=Owner.Kind.WORKING_GROUP) | at_work)
