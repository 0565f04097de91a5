"""What waits for a reviewer, with what each report changes: in a number of queries that never
grows with the reports."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from reporting import policy
from reporting.models import Report, ReportLine
from sip.models import Status, StatusRow


@dataclass
class Waiting:
    """A submitted report: the lines whose status changes, each with `stood`, the status before."""

    report: Report
    lines: list
    open_comments: int
    can_accept: bool = True

    @property
    def changing(self):
        return [line for line in self.lines if line.status != line.stood]

    @property
    def decisions(self):
        return [line for line in self.lines if line.status == Status.BLOCKED]


def waiting(user, day):
    """Return the reports that wait for this person's decision as reviewer, the first come first."""
    reports = (
        Report.objects.with_subject()
        .awaiting_decision()
        .visible_to(user)
        .annotate(
            open_comments=Count(
                "comments", filter=Q(comments__resolved_at=None, comments__parent=None)
            )
        )
        .order_by("submitted_at")
    )
    reports = policy.awaiting(user, list(reports))
    lines = _lines(reports)
    return [
        Waiting(
            report, lines.get(report.pk, []), report.open_comments, day >= report.quarter.ends_on
        )
        for report in reports
    ]


def _lines(reports):
    """Return the lines of these reports, {report: lines}, each with the status that stood."""
    ends_on = OuterRef("report__quarter__ends_on")
    rows = StatusRow.objects.filter(activity=OuterRef("activity"), effective_on__lte=ends_on)
    rows = rows.filter(~Q(origin=StatusRow.Origin.REPORT) | Q(effective_on__lt=ends_on))
    lines = ReportLine.objects.filter(report__in=reports).select_related("activity")
    lines = lines.annotate(stood=Subquery(rows.latest_first().values("status")[:1]))
    found = {}
    for line in lines.order_by("report", "order"):
        line.stood = line.stood or ""
        found.setdefault(line.report_id, []).append(line)
    return found
