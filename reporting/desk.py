"""The reports that concern one person: to file, to help with, to decide on, to settle."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.models import TrailRow
from reporting import disagreements, effort
from reporting.models import Quarter, Reminder, Report, Transition
from reporting.policy import LEADING
from reporting.quarters import days_late, latest_day_before
from reporting.roles import Roles
from reporting.workflow import State
from sip.models import Owner

PAST_REPORTS_SHOWN = 4
MOST_BODIES = 10  # that one person leads or has drafted for, in one quarter


class Due(NamedTuple):
    """A report to file, and how much of it has been begun."""

    report: Report
    days_late: int
    days_left: int
    is_left_behind: bool = False  # its group is dissolved: nobody waits for it

    @property
    def parts(self):
        """The activities and the summary."""
        return self.report.line_count + 1

    @property
    def begun(self):
        return self.report.begun_count + bool(self.report.summary)

    @property
    def time_left(self):
        """How long the parts that nobody has begun take, in words."""
        return effort.left_of(self.report)

    @property
    def reaches_glm_until(self):
        """The last day on which it still stands in the pack of the GLM that takes its quarter up,
        while it is late and that day has not passed; else None."""
        meeting = self.report.quarter.glm
        if not (self.days_late and meeting):
            return None
        last = latest_day_before(meeting.starts_on)
        due_on = timezone.localdate(self.report.quarter.due_at)
        return last if due_on + datetime.timedelta(days=self.days_late) <= last else None


class Waiting(NamedTuple):
    """A submitted report that asks for the person's decision; `took_part` is the four eyes."""

    report: Report
    took_part: bool


@dataclass
class Desk:
    """Each part is read when it is printed, in a number of queries that never grows."""

    roles: Roles
    at: datetime.datetime

    @property
    def user(self):
        return self.roles.user

    @property
    def day(self):
        return self.roles.day

    @cached_property
    def reports(self):
        """Reports of the open quarters, in one query: all of them for those who decide, else
        those of the person's bodies. Each knows whether the person is to file it (`is_due`), has
        written or submitted it (`is_own`), when its body was last reminded, and how many of its
        lines are begun."""
        if not (self.roles.decides or self.roles.seats):
            return []
        reports = Report.objects.filter(quarter__state=Quarter.State.OPEN)
        if not self.roles.decides:
            reports = reports.filter(body__in=[seat.body_id for seat in self.roles.seats])
        due = Report.objects.to_be_filed_by(self.user, self.day).filter(pk=OuterRef("pk"))
        own = TrailRow.objects.filter(
            actor=self.user.ref,
            verb__in=("report_saved", "report_edited", "report_submitted"),
            target_type=Report._meta.label_lower,
            target_key=OuterRef("key_in_trail"),
        )
        reminded = Reminder.objects.filter(report=OuterRef("pk")).order_by("-at")
        return list(
            reports.with_subject()
            .annotate(
                key_in_trail=Concat(
                    "quarter__key", Value("/"), "body__key", output_field=CharField()
                ),
                is_due=Exists(due),
                is_own=Exists(own),
                reminded_at=Subquery(reminded.values("at")[:1]),
            )
            .with_begun()
            .order_by("quarter__starts_on", "body__order")
        )

    @property
    def due(self):
        """The reports to file, the first deadline first."""
        reports = [report for report in self.reports if report.is_due]
        return [self._due(row) for row in sorted(reports, key=lambda row: row.quarter.due_at)]

    @property
    def rows(self):
        """All of these reports, each with how much of it has been begun."""
        return [self._due(report) for report in self.reports]

    def _due(self, report):
        deadline = report.quarter.due_at
        left = timezone.localdate(deadline) - self.day
        is_left = report.is_left_behind(self.day)
        return Due(report, days_late(deadline, self.at), left.days, is_left)

    @property
    def to_help(self):
        """Drafts of the groups in which the person sits without leading them: they may write."""
        bodies = {seat.body_id for seat in self.roles.groups if seat.role not in LEADING}
        return [
            report
            for report in self.reports
            if report.body_id in bodies and report.is_editable and not report.is_due
        ]

    @property
    def late(self):
        """Reports that are still to come, past the deadline."""
        return [
            report
            for report in self.reports
            if State(report.state).is_editable
            and days_late(report.quarter.due_at, self.at)
            and not report.is_left_behind(self.day)
        ]

    @property
    def left_behind(self):
        """Reports that dissolved groups never filed."""
        return [report for report in self.reports if report.is_left_behind(self.day)]

    @property
    def waiting(self):
        """Submitted reports that the person's roles may accept."""
        led = {body.pk for body in self.roles.led}
        return [
            Waiting(report, report.is_own or report.body_id in led)
            for report in self.reports
            if report.awaits_decision and self._reviews(report)
        ]

    def _reviews(self, report):
        """The SAG decides on the reports of groups and of Rome, the GLC on the SAG's."""
        if report.body.kind == Owner.Kind.ADVISORY_GROUP:
            return self.roles.is_glc
        return self.roles.is_in_sag

    @property
    def to_decide(self):
        return [row for row in self.waiting if not row.took_part]

    @property
    def uncounted(self):
        """Reports of the last closed quarter that do not count: of the groups that the person
        leads, and drafts that they saved themselves; each with when it was returned."""
        return [report for report in self._ended if report.state != State.ACCEPTED]

    @property
    def handed_over(self):
        """Reports of the groups that the person leads which wait for a decision, the latest
        quarter first."""
        led = {body.pk for body in self.roles.led}
        found = [
            report for report in self.reports if report.body_id in led and report.awaits_decision
        ]
        return sorted(found, key=lambda report: report.quarter.starts_on, reverse=True)

    @property
    def past_reports(self):
        """The last accepted reports of the groups that the person leads, each with how often it
        had been returned."""
        accepted = [report for report in self._ended if report.state == State.ACCEPTED]
        return accepted[:PAST_REPORTS_SHOWN]

    @cached_property
    def _ended(self):
        """The last reports that were accepted and those that the last closed quarter does without,
        in one query."""
        if self.roles.is_glc or not self.roles.seats:
            return []
        closed = Quarter.objects.filter(state=Quarter.State.CLOSED).order_by("-starts_on")
        left = Q(body__in=self.roles.led) | Q(saved_by=self.user)
        left &= ~Q(state=State.ACCEPTED) & Q(quarter__in=closed.values("pk")[:1])
        moves = Transition.objects.filter(report=OuterRef("pk"), after=State.RETURNED).order_by()
        number = moves.annotate(number=Func(F("pk"), function="COUNT")).values("number")
        found = Report.objects.filter(left | Q(state=State.ACCEPTED, body__in=self.roles.led))
        found = found.with_subject().annotate(
            times_returned=Subquery(number),
            returned_at=Subquery(moves.order_by("-at").values("at")[:1]),
        )
        shown = PAST_REPORTS_SHOWN + MOST_BODIES
        return list(found.order_by("-quarter__starts_on", "body__order")[:shown])

    @cached_property
    def disagreements(self):
        """What the GLC is to settle (`reporting.disagreements`)."""
        if not self.roles.is_glc:
            return []
        return list(disagreements.to_settle())

    @property
    def disagreements_by_quarter(self):
        """On how many activities of each quarter bodies disagree, the latest first, as the page of
        the quarter counts: three bodies on one activity are one disagreement."""
        contested = {(line.report.quarter.key, line.activity_id) for line in self.disagreements}
        numbers = Counter(quarter for quarter, _activity in contested)
        return sorted(numbers.items(), reverse=True)

    @property
    def is_calm(self):
        """Whether no report asks for anything."""
        late = self.roles.is_glc and self.late
        return not (self.due or self.to_decide or late or self.disagreements)
