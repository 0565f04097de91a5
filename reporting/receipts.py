"""The reports owed for a quarter, and how far each had got at a moment."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from reporting import disagreements
from reporting.models import Report, Transition
from reporting.quarters import days_late
from reporting.workflow import State
from sip.models import Owner


@dataclass(frozen=True)
class Receipt:
    """One report owed: its body, its state then, when it came, and by how many days it is late;
    `since` is the instant of its state: the acceptance, or the submission that waits."""

    body: Owner
    quarter: str
    state: str
    is_started: bool
    came_at: datetime.datetime | None
    due_at: datetime.datetime
    days_late: int
    is_closed: bool
    heard_in: str  # the last quarter before this one with a report of the body accepted by then
    since: datetime.datetime | None
    some_still_ask: bool = False  # today: `reporting.disagreements.still_asking` finds something
    dissolved_on: datetime.date | None = None  # where its group was gone by then

    @property
    def is_received(self):
        """Whether it was handed over and has not been sent back."""
        return not State(self.state).is_editable

    @property
    def is_uncounted(self):
        """Whether its quarter was closed without it by then."""
        return self.is_closed and self.state != State.ACCEPTED

    @property
    def is_left_behind(self):
        """Whether its group was dissolved without filing it, while its quarter was open: nobody
        waits for it."""
        return self.dissolved_on is not None and not (self.is_received or self.is_closed)

    @property
    def is_silent(self):
        """Whether it is still to come though its deadline has passed."""
        return not (self.is_received or self.is_left_behind) and self.days_late > 0


TOLD = (
    "state", "version", "saved_at", "submitted_at", "accepted_at", "quarter__key",
    "quarter__due_at", "quarter__closed_at", "body__key", "body__name", "body__short_name",
)  # fmt: skip


def receipts(at):
    """Return a `Receipt` for each report of the last quarter that a moment is about, those that are
    missing first, in one query."""
    known = at.closed_at or at.known
    reports = Report.objects.filter(quarter__key=at.last_quarter.key)
    if known:
        moves = Transition.objects.filter(report=OuterRef("pk"), at__lte=known)
        latest = Subquery(moves.order_by("-at", "-pk").values("after")[:1])
        reports = reports.filter(made_at__lte=known)
        reports = reports.annotate(state_then=Coalesce(latest, Value(State.DRAFT.value)))
    else:
        asking = Exists(disagreements.still_asking().order_by())
        reports = reports.annotate(state_then=F("state"), some_still_ask=asking)
    reports = reports.annotate(
        heard_in=_last_heard(known), dissolved_on=F("body__working_group__dissolved_on")
    )
    found = [
        _receipt(report, known or timezone.now(), known)
        for report in reports.select_related("quarter", "body").only(*TOLD).order_by("body__order")
    ]
    return sorted(found, key=lambda one: (one.is_received, -one.days_late))


def _last_heard(known):
    """The last quarter before its own in which the body of a report was heard."""
    earlier = Report.objects.filter(
        body=OuterRef("body"), state=State.ACCEPTED,
        quarter__starts_on__lt=OuterRef("quarter__starts_on"),
    )  # fmt: skip
    if known:
        earlier = earlier.filter(accepted_at__lte=known)
    return Subquery(earlier.order_by("-quarter__starts_on").values("quarter__key")[:1])


def _receipt(report, now, known):
    quarter = report.quarter
    is_open = State(report.state_then).is_editable
    came_at = None if is_open else report.submitted_at
    return Receipt(
        report.body, quarter.key, report.state_then,
        report.is_started and not (known and (report.saved_at is None or report.saved_at > known)),
        came_at, quarter.due_at, days_late(quarter.due_at, came_at or now),
        quarter.closed_at is not None and (known is None or quarter.closed_at <= known),
        report.heard_in or "",
        report.accepted_at if report.state_then == State.ACCEPTED else came_at,
        getattr(report, "some_still_ask", False),
        _gone_by(report.dissolved_on, timezone.localdate(now)),
    )  # fmt: skip


def _gone_by(dissolved_on, day):
    return dissolved_on if dissolved_on and dissolved_on <= day else None
