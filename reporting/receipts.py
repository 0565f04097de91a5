"""The reports owed for a quarter, and how far each had got at a moment."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from accounts.models import TrailRow
from reporting import disagreements
from reporting.models import Report, Transition
from reporting.policy import WRITTEN
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
    known = at.cutoff
    asked = _asked(at.last_quarter.key, known)
    found = [_receipt(report, known or timezone.now(), known) for report in asked.all()]
    return sorted(found, key=lambda one: (one.is_received, -one.days_late))


# Most readers ask the same of one quarter: the question, never read itself, is put together once.
@lru_cache(maxsize=4)
def _asked(quarter, known):
    reports = Report.objects.filter(quarter__key=quarter)
    reports = _as_known(reports, known) if known else _as_they_are(reports)
    reports = reports.annotate(
        heard_in=_last_heard(known), dissolved_on=F("body__working_group__dissolved_on")
    )
    return reports.select_related("quarter", "body").only(*TOLD).order_by("body__order")


def _as_they_are(reports):
    """Let reports tell where they stand today, and whether some still ask for a decision."""
    return reports.annotate(
        state_then=F("state"), handed_over_at=F("submitted_at"), decided_at=F("accepted_at"),
        some_still_ask=Exists(disagreements.still_asking().order_by()),
    )  # fmt: skip


def _as_known(reports, known):
    """Let reports tell where they stood at an instant: by their moves and the trail up to it. What
    the reports hold themselves is of today, after later moves."""
    moves = _moves(known)

    def last(column, moves=moves):
        return Subquery(moves.values(column)[:1])

    parts = OuterRef("quarter__key"), Value("/"), OuterRef("body__key")
    key = Concat(*parts, output_field=CharField())  # PostgreSQL joins texts of one kind only
    written = TrailRow.objects.filter(
        Q(told_at__lte=known) | Q(told_at=None, at__lte=known),
        verb__in=WRITTEN, target_type=Report._meta.label_lower, target_key=key,
    )  # fmt: skip
    return reports.filter(made_at__lte=known).annotate(
        state_then=Coalesce(last("after"), Value(State.DRAFT.value)),
        handed_over_at=last("at", moves.filter(after=State.SUBMITTED)),
        decided_at=last("at"),
        was_written=Exists(written),
    )


def _moves(known):
    """The moves of the report at hand up to an instant, the last one first."""
    return Transition.objects.filter(report=OuterRef("pk"), at__lte=known).order_by("-at", "-pk")


def _last_heard(known):
    """The last quarter before its own in which the body of a report was heard."""
    earlier = Report.objects.filter(
        body=OuterRef("body"), quarter__starts_on__lt=OuterRef("quarter__starts_on")
    )
    if known:
        last = Subquery(_moves(known).values("after")[:1])
        earlier = earlier.annotate(state_then=last).filter(state_then=State.ACCEPTED)
    else:
        earlier = earlier.filter(state=State.ACCEPTED)
    return Subquery(earlier.order_by("-quarter__starts_on").values("quarter__key")[:1])


def _receipt(report, now, known):
    quarter = report.quarter
    is_open = State(report.state_then).is_editable
    came_at = None if is_open else report.handed_over_at
    return Receipt(
        report.body, quarter.key, report.state_then,
        report.was_written if known else report.is_started,
        came_at, quarter.due_at, days_late(quarter.due_at, came_at or now),
        quarter.closed_at is not None and (known is None or quarter.closed_at <= known),
        report.heard_in or "",
        report.decided_at if report.state_then == State.ACCEPTED else came_at,
        getattr(report, "some_still_ask", False),
        _gone_by(report.dissolved_on, timezone.localdate(now)),
    )  # fmt: skip


def _gone_by(dissolved_on, day):
    return dissolved_on if dissolved_on and dissolved_on <= day else None
