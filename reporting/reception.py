"""The reception desk of a quarter: who owes what, since when, and what remains before it closes.

Reads only, in a number of queries that never grows.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from reporting import closing, disagreements, duties, reminding
from reporting.models import Quarter, Reminder, Report, Transition
from reporting.quarters import days_late, latest_day_before
from reporting.reminding import Item
from reporting.workflow import State
from sip.models import Owner
from sip.models.progress import NOT_REPORTED
from sip.progress import counts_by_status


class Row(NamedTuple):
    """One body's report as the desk sees it. `since` is the day on which it came into its state,
    or fell late; `is_alone`: nobody sits in the body who could be reminded."""

    report: Report
    days_late: int
    since: datetime.date
    is_alone: bool
    is_reminded_today: bool
    is_left_behind: bool = False  # its group is dissolved: nobody waits for it

    @property
    def parts(self):
        return self.report.line_count + 1

    @property
    def begun(self):
        return self.report.begun_count + bool(self.report.summary)

    @property
    def decided_by_glc(self):
        return self.report.body.kind == Owner.Kind.ADVISORY_GROUP


@dataclass
class Reception:
    """Everything the desk of one quarter prints, at an instant."""

    quarter: Quarter
    at: datetime.datetime

    @cached_property
    def reports(self):
        reminded = Reminder.objects.filter(report=OuterRef("pk")).order_by("-at")
        returned = Transition.objects.filter(report=OuterRef("pk"), after=State.RETURNED)
        earlier = Report.objects.published().filter(
            body=OuterRef("body"), quarter__starts_on__lt=OuterRef("quarter__starts_on")
        )
        return list(
            self.quarter.reports.with_subject()
            .with_begun()
            .annotate(
                reminded_at=Subquery(reminded.values("at")[:1]),
                reminded_as=Subquery(reminded.values("kind")[:1]),
                last_told=Subquery(
                    earlier.order_by("-quarter__starts_on").values("quarter__key")[:1]
                ),
                returned_at=Subquery(returned.order_by("-at").values("at")[:1]),
            )
            .order_by("body__order")
        )

    @cached_property
    def told(self):
        bodies = [report.body for report in self.reports if State(report.state).is_editable]
        return duties.of_bodies(bodies, self.day) if self.quarter.is_open else {}

    @property
    def day(self):
        return timezone.localdate(self.at)

    @cached_property
    def awaited(self):
        """What the bodies still owe, those late first; in a closed quarter, what never came."""
        rows = [
            self._row(report)
            for report in self.reports
            if State(report.state).is_editable and not self._is_left_behind(report)
        ]
        return sorted(rows, key=lambda row: -row.days_late)

    @cached_property
    def left_behind(self):
        """What dissolved groups never filed: nobody is reminded of it, and it is not late."""
        rows = [self._row(report) for report in self.reports if self._is_left_behind(report)]
        return [row._replace(days_late=0, is_left_behind=True) for row in rows]

    @property
    def owed(self):
        """How many reports have come or are awaited."""
        return len(self.reports) - len(self.left_behind)

    def _is_left_behind(self, report):
        return self.quarter.is_open and report.is_left_behind(self.day)

    @cached_property
    def to_decide(self):
        return [self._row(each) for each in self.reports if each.state == State.SUBMITTED]

    @cached_property
    def accepted(self):
        return [self._row(each) for each in self.reports if each.state == State.ACCEPTED]

    @property
    def late(self):
        return [row for row in self.awaited if row.days_late]

    @property
    def to_remind(self):
        """The bodies that one click reminds: those awaited and not yet reminded by hand today."""
        return [
            row
            for row in self.awaited
            if self.quarter.is_open and not (row.is_alone or row.is_reminded_today)
        ]

    @property
    def readers(self):
        """How many people that click writes to."""
        told = [self.told[row.report.body_id] for row in self.to_remind]
        return len({person for people, copies in told for person in (*people, *copies)})

    @property
    def message(self):
        """The text that the first of them would get: it can be read before it is sent."""
        if not self.to_remind:
            return ""
        report = self.to_remind[0].report
        people, copies = self.told[report.body_id]
        why = "duty" if people else "copy"
        return reminding.words_for((people or copies)[0], [Item.at(report, why, self.at)]).text

    @property
    def days_past(self):
        """Days since the deadline: 0 before it."""
        return days_late(self.quarter.due_at, self.at)

    @property
    def is_past_deadline(self):
        return self.at > self.quarter.due_at

    @property
    def returned(self):
        return [row for row in self.awaited if row.report.state == State.RETURNED]

    @property
    def received(self):
        return len(self.to_decide) + len(self.accepted)

    @cached_property
    def disagreements(self):
        return list(disagreements.standing().filter(report__quarter=self.quarter))

    @cached_property
    def settled(self):
        return disagreements.settled_in(self.quarter)

    @cached_property
    def points(self):
        return closing.points(self.quarter, self.at, self.reports, self.disagreements)

    @property
    def open_points(self):
        return closing.open_points(self.points)

    @property
    def reaches_glm_until(self):
        """The last day on which a report still stands in the pack of the GLM, or None."""
        meeting = self.quarter.glm
        return latest_day_before(meeting.starts_on) if meeting else None

    @property
    def points_done(self):
        return sum(point.is_done for point in self.points)

    @property
    def mark(self):
        return closing.mark(self.points)

    @cached_property
    def frozen_counts(self):
        """Activities by status as the quarter was closed: {status key: number}, from its frozen
        rows; empty while it is open."""
        statuses = list(self.quarter.frozen_rows.values_list("status", flat=True))
        return counts_by_status(status or NOT_REPORTED for status in statuses) if statuses else {}

    @cached_property
    def errata(self):
        return list(self.quarter.errata.select_related("activity", "by"))

    def _row(self, report):
        late = days_late(self.quarter.due_at, self.at) if State(report.state).is_editable else 0
        people, copies = self.told.get(report.body_id, ((), ()))
        by_hand = report.reminded_as == Reminder.Kind.BY_HAND
        return Row(
            report,
            late if self.quarter.is_open else 0,
            timezone.localdate(self._since(report, late)),
            not (people or copies),
            by_hand and timezone.localdate(report.reminded_at) == self.day,
        )

    def _since(self, report, late):
        if late and report.state == State.DRAFT:
            return self.quarter.due_at
        return {
            State.DRAFT: report.made_at,
            State.RETURNED: report.returned_at or report.made_at,
            State.SUBMITTED: report.submitted_at,
            State.ACCEPTED: report.accepted_at,
        }[State(report.state)]
