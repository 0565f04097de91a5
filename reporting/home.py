"""What awaits a person: one page, with a part for each of their roles.

Reads only, in a number of queries that depends on the roles and never on how much there is.
"""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import TrailRow, User
from accounts.presenting import tell
from reporting.front import next_meeting, plan_counts
from reporting.models import Quarter, Report, ReportLine
from reporting.quarters import days_late
from reporting.roles import Roles
from reporting.workflow import State
from sip.models import Activity, Assignment, Owner, Responsibility, Status, StatusRow

PAST_REPORTS_SHOWN = 4
ACTS_SHOWN = 6


class Due(NamedTuple):
    """A report that the person is to file, and how much of it has been begun."""

    report: Report
    days_late: int
    days_left: int

    @property
    def parts(self):
        """The activities and the summary."""
        return self.report.line_count + 1

    @property
    def begun(self):
        return self.report.begun_count + bool(self.report.summary)


class Waiting(NamedTuple):
    """A submitted report that asks for the person's decision; `took_part` is the four eyes."""

    report: Report
    took_part: bool


@dataclass
class Home:
    """Everything the home page of one person prints. Each part is read when it is printed."""

    user: User
    at: datetime.datetime
    day: datetime.date = field(init=False)
    roles: Roles = field(init=False)

    def __post_init__(self):
        self.day = timezone.localdate(self.at)
        self.roles = Roles(self.user, self.day)

    @cached_property
    def due(self):
        """The reports to file, the first deadline first."""
        reports = (
            Report.objects.to_be_filed_by(self.user, self.day)
            .with_subject()
            .annotate(
                line_count=Count("lines"),
                begun_count=Count(
                    "lines", filter=~Q(lines__status="") | Q(lines__is_unchanged=True)
                ),
            )
            .order_by("quarter__due_at", "body__order")
        )
        return [self._due(report) for report in reports]

    def _due(self, report):
        deadline = report.quarter.due_at
        left = timezone.localdate(deadline) - self.day
        return Due(report, days_late(deadline, self.at), left.days)

    @cached_property
    def open_reports(self):
        """Every report of the open quarters: for those who decide, and for the GLC's desk."""
        if not self.roles.decides:
            return []
        reports = Report.objects.filter(quarter__state=Quarter.State.OPEN).with_subject()
        return list(reports.order_by("quarter__starts_on", "body__order"))

    @property
    def late(self):
        """Reports that the GLC still waits for, past the deadline."""
        return [
            report
            for report in self.open_reports
            if State(report.state).is_editable and report.is_late(self.at)
        ]

    @cached_property
    def waiting(self):
        """Submitted reports that the person's roles may accept."""
        waiting = [
            report
            for report in self.open_reports
            if report.state == State.SUBMITTED and self._reviews(report)
        ]
        keys = {report.trail_key for report in waiting}
        own = TrailRow.objects.filter(
            actor=self.user.ref, target_type=Report._meta.label_lower, target_key__in=keys,
            verb__in=("report_saved", "report_submitted"),
        )  # fmt: skip
        written = set(own.values_list("target_key", flat=True))
        led = {body.pk for body in self.roles.led}
        return [
            Waiting(report, report.trail_key in written or report.body_id in led)
            for report in waiting
        ]

    def _reviews(self, report):
        """The SAG decides on the reports of groups and of Rome, the GLC on the SAG's."""
        if report.body.kind == Owner.Kind.ADVISORY_GROUP:
            return self.roles.is_glc
        return self.roles.is_in_sag

    @property
    def to_decide(self):
        return [row for row in self.waiting if not row.took_part]

    @cached_property
    def blocked(self):
        """Activities that cannot advance without a decision of the SAG."""
        if not self.roles.is_in_sag:
            return []
        found = Activity.objects.current().filter(current_row__status=Status.BLOCKED)
        return list(found.select_related("current_row__body").in_plan_order())

    @cached_property
    def disagreements(self):
        """Accepted lines that say otherwise than the official status their quarter gave, while
        the GLC has not settled it (decisions of the GLC are rows of another origin)."""
        if not self.roles.is_glc:
            return []
        lines = ReportLine.objects.filter(
            report__state=State.ACCEPTED,
            activity__withdrawn_on__isnull=True,
            activity__current_row__origin=StatusRow.Origin.REPORT,
            activity__current_row__effective_on=F("report__quarter__ends_on"),
        )
        lines = lines.exclude(status="").exclude(status=F("activity__current_row__status"))
        return list(
            lines.select_related("report__body", "activity__current_row__body").order_by(
                *(f"activity__{column}" for column in Activity._meta.ordering),
                "report__body__order",
            )
        )

    @property
    def is_calm(self):
        """Whether the sentence that opens the page has nothing to say."""
        late = self.roles.is_glc and self.late
        return not (self.due or self.to_decide or self.blocked or late or self.disagreements)

    @property
    def has_parts(self):
        roles = self.roles
        held = roles.seats or roles.organisations or roles.clusters
        return bool(held or roles.is_glc or roles.is_administrator)

    @cached_property
    def activities(self):
        """Activities of the person's groups: named in the SIP, or assigned (`is_named`)."""
        bodies = [seat.body_id for seat in self.roles.groups]
        if not bodies:
            return []
        of_these = {"owner__in": bodies, "activity": OuterRef("pk")}
        named = Exists(Responsibility.objects.on(self.day).filter(**of_these))
        assigned = Exists(Assignment.objects.on(self.day).filter(**of_these))
        return list(
            Activity.objects.current()
            .filter(named | assigned)
            .annotate(is_named=named)
            .select_related("current_row")
            .in_plan_order()
        )

    @cached_property
    def past_reports(self):
        """The last accepted reports of the groups that the person leads."""
        if not self.roles.led:
            return []
        accepted = Report.objects.published().filter(body__in=self.roles.led).with_subject()
        return list(accepted.order_by("-quarter__starts_on", "body__order")[:PAST_REPORTS_SHOWN])

    @cached_property
    def last_acts(self):
        """The end of the trail in words, for the GLC."""
        if not self.roles.is_glc:
            return []
        # An accepted report is one act here; the trail tells of each status it made official.
        return tell(TrailRow.objects.exclude(verb="status_reported")[:ACTS_SHOWN])

    @cached_property
    def accounts(self):
        """How many people may sign in, and how many may not, for administrators."""
        return User.objects.aggregate(
            open=Count("pk", filter=Q(is_active=True)),
            closed=Count("pk", filter=Q(is_active=False)),
        )

    @cached_property
    def counts(self):
        return plan_counts()

    @cached_property
    def next_meeting(self):
        return next_meeting(self.day)
