"""What the SAG reads before it writes its own report: the accepted reports of the quarter, the
decisions they ask for, and those it took. Read side only: nothing is copied into its report."""

from dataclasses import dataclass
from functools import cached_property

from reporting.lines import standing_before
from reporting.models import Report, ReportLine
from reporting.workflow import State
from sip.models import Decision, Owner, Status, StatusRow


@dataclass
class Line:
    """One line of an accepted report; `before` is the status that stood, or None."""

    line: ReportLine
    before: StatusRow | None

    @property
    def changes(self):
        return self.line.status != (self.before.status if self.before else "")


@dataclass
class Told:
    """One body's accepted report."""

    report: Report
    lines: list[Line]

    @property
    def changing(self):
        return [line for line in self.lines if line.changes]

    @property
    def kept(self):
        """How many activities keep their status."""
        return len(self.lines) - len(self.changing)


@dataclass
class Consolidated:
    """The quarter as its reports tell it. `lacking` are those not accepted: missing, not empty."""

    accepted: list[Told]
    lacking: list[Report]
    own: Report
    taken: list[Decision]

    @property
    def count(self):
        return len(self.accepted) + len(self.lacking)

    @cached_property
    def asked(self):
        """The lines that wait for a decision: those of accepted reports, then the SAG's own."""
        lines = [each.line for told in self.accepted for each in told.lines]
        lines += self.own.lines.select_related("activity", "report__body").order_by("order")
        return [line for line in lines if line.status == Status.BLOCKED]


def consolidate(own):
    """Read the accepted reports of the quarter of the SAG's report `own`, in five queries."""
    quarter = own.quarter
    others = Report.objects.with_subject().filter(quarter=quarter)
    others = others.exclude(body__kind=Owner.Kind.ADVISORY_GROUP).order_by("body__order")
    reports = list(others)
    accepted = {report.pk: Told(report, []) for report in reports if report.state == State.ACCEPTED}
    lines = list(
        ReportLine.objects.filter(report__in=accepted)
        .select_related("activity", "report__body", "report__quarter")
        .order_by("order")
    )
    before = standing_before(quarter, [line.activity_id for line in lines])
    for line in lines:
        accepted[line.report_id].lines.append(Line(line, before.get(line.activity_id)))
    return Consolidated(
        accepted=list(accepted.values()),
        lacking=[report for report in reports if report.pk not in accepted],
        own=own,
        taken=list(
            Decision.objects.with_subject()
            .filter(taken_by=Decision.Body.SAG)
            .filter(taken_on__range=(quarter.starts_on, quarter.ends_on))
            .order_by("taken_on", "pk")
        ),
    )
