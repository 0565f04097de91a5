"""What the pages say of one organisation. Reads only, in a fixed number of queries."""

import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, Prefetch, Q
from django.utils import timezone

from accounts.clock import today
from partners import geography, past, policy
from partners.models import (
    Answer,
    CommitmentSet,
    ConfirmedDeclaration,
    Declaration,
    ResourceRequest,
)
from sip.bodies import activities_of, as_at
from sip.moments import moment

REPORTS_SHOWN = 6


class Roles:
    """Every role of an organisation at a moment: its seats, and what follows from them.

    Seats, reports and the like belong to apps above: they are read through reverse accessors.
    Each part is read when it is printed.
    """

    def __init__(self, organisation, reader, on=None):
        self.organisation, self.reader, self.at = organisation, reader, moment(on)
        self.day, self.known = self.at.day, self.at.cutoff

    @cached_property
    def _all_seats(self):
        seats = self.organisation.seats.select_related("body__working_group", "person")
        if self.known:
            seats = seats.filter(recorded_at__lte=self.known, starts_on__lte=self.day)
        return list(seats.order_by("body__order", "starts_on", "pk"))

    @cached_property
    def seats(self):
        """Its seats in bodies at work."""
        held = [seat for seat in self._all_seats if self._holds(seat)]
        return [seat for seat in held if not self._is_dissolved(seat.body)]

    def _holds(self, seat):
        """Whether a seat was held: an end that nobody had told of yet does not count."""
        if self.known and seat.ended_at and seat.ended_at > self.known:
            return seat.starts_on <= self.day
        return seat.holds_on(self.day)

    @cached_property
    def past_seats(self):
        over = [
            seat
            for seat in self._all_seats
            if seat.ends_on and seat.ends_on < self.day and not self._holds(seat)
        ]
        return sorted(over, key=lambda seat: seat.ends_on, reverse=True)[:REPORTS_SHOWN]

    def _is_dissolved(self, body):
        group = getattr(body, "working_group", None)
        return bool(group and group.dissolved_on and group.dissolved_on <= self.day)

    @cached_property
    def bodies(self):
        return {seat.body_id: seat.body for seat in self.seats}

    @cached_property
    def activities(self):
        if not self.bodies:
            return []
        return as_at(list(activities_of(list(self.bodies), self.at)), self.at)

    @cached_property
    def reports(self):
        """The latest reports of the bodies it sits in that the reader may see."""
        if not self.bodies:
            return []
        one = next(iter(self.bodies.values()))
        reports = one.reports_filed.model.objects.visible_to(self.reader)
        found = reports.filter(body__in=self.bodies).select_related("body", "quarter")
        if not self.at.is_now:
            found = found.filter(quarter__starts_on__lte=self.day)
        if self.known:
            found = found.filter(state="accepted", accepted_at__lte=self.known)
        return list(found.order_by("-quarter__starts_on", "body__order")[:REPORTS_SHOWN])

    @cached_property
    def attendances(self):
        """The latest global meetings it came to."""
        found = self.organisation.attendances.select_related("meeting")
        if not self.at.is_now:
            found = found.filter(meeting__starts_on__lte=self.day)
        return list(found.order_by("-meeting__starts_on")[:REPORTS_SHOWN])

    @cached_property
    def clusters(self):
        """National clusters that it leads (`leads`), and those of the countries where it works."""
        own = Q(lead_agency=self.organisation)
        there = past.on_day(self.organisation.presences.all(), self.at).values("country")
        found = self.organisation.clusters_led.model.objects.active(self.day)
        found = found.filter(own | Q(country__in=there), is_sample=False)
        return list(
            found.annotate(leads=ExpressionWrapper(own, output_field=BooleanField())).order_by(
                "-leads", "name"
            )
        )

    @cached_property
    def history(self):
        """How it was engaged, newest first, with what its merged entries brought along."""
        rows = self.organisation.engagements.order_by("-starts_on")
        if not self.at.is_now:
            rows = rows.filter(starts_on__lte=self.day)
        if self.known:
            rows = rows.filter(recorded_at__lte=self.known)
        return list(rows)

    @cached_property
    def merged(self):
        """Entries that were merged into this one, with what stayed theirs because it had the same:
        declarations for a year, presence at a GLM."""
        return list(
            self.organisation.merged.prefetch_related(
                "engagements",
                Prefetch(
                    "declarations",
                    Declaration.objects.confirmed().annotate(
                        applied=Count(
                            "confirmations", filter=Q(confirmations__answer=Answer.APPLIED)
                        ),
                        answered=Count("confirmations"),
                    ),
                    to_attr="declared",
                ),
                "attendances__meeting",
            )
        )


class Declared(NamedTuple):
    """An organisation's latest confirmed declaration on the commitments of the whole cluster.

    `rows` are (commitment, confirmation or None); empty for readers who only see counts.
    """

    declaration: Declaration | None
    rows: list
    counts: dict
    total: int
    due_on: datetime.date | None
    day: datetime.date

    @property
    def is_due(self):
        """Whether a new declaration is expected: a year has passed, or none ever came."""
        return self.due_on is None or self.due_on <= self.day

    @property
    def applied(self):
        return self.counts.get(Answer.APPLIED, 0)


def declared(organisation, reader, at=None):
    """Return what an organisation declared last, or had at a `Moment`: `Declared`, or None where no
    set is loaded."""
    whole = CommitmentSet.objects.filter(key=CommitmentSet.GLOBAL).first()
    if whole is None:
        return None
    items = list(whole.commitments.order_by("number"))
    latest, said = _declared(organisation, whole, at)
    counts = {kind: sum(row.answer == kind for row in said.values()) for kind in Answer}
    rows = [(item, said.get(item.number)) for item in items]
    return Declared(
        declaration=latest,
        rows=rows if latest and policy.can_see_declarations(reader) else [],
        counts=counts,
        total=len(items),
        due_on=due_on(latest),
        day=at.day if at else today(),
    )


def _declared(organisation, chosen, at):
    """Return the declaration for the latest year, with what it says of each commitment by number,
    as it is now or as it stood at a past `Moment`."""
    by = past.stood_by(at)
    if by is None:
        latest = _latest(organisation, chosen).prefetch_related("confirmations__commitment").first()
        rows = latest.confirmations.all() if latest else ()
        return latest, {row.commitment.number: row for row in rows}
    rows = ConfirmedDeclaration.objects.filter(
        declaration__organisation=organisation, declaration__set=chosen, confirmed_at__lte=by
    ).select_related("declaration")
    then = rows.order_by("-declaration__year", "-confirmed_at", "-pk").first()
    return then.as_then() if then else (None, {})


def _latest(organisation, chosen):
    return organisation.declarations.confirmed().filter(set=chosen).order_by("-year")


def declaration_due_on(organisation, chosen):
    """Return the day on which its last declaration is a year old; None where there is none."""
    return due_on(_latest(organisation, chosen).first())


def due_on(declaration):
    """Return the day on which a declaration is a year old, or None where there is none."""
    return a_year_after(timezone.localdate(declaration.confirmed_at)) if declaration else None


def a_year_after(day):
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def offers_of(organisation, on=None):
    return list(past.offered(organisation.resources, on).in_order())


def requests_to(organisation):
    """Return the requests that wait for the organisation's answer, the first first."""
    rows = ResourceRequest.objects.waiting().filter(resource__organisation=organisation)
    return list(rows.select_related("resource__organisation").order_by("asked_at"))


def countries_of(organisation, on=None):
    """Return where an organisation works on a day, or at a `Moment`: [(code, name)] by name."""
    codes = past.on_day(organisation.presences.all(), on).values_list("country", flat=True)
    return sorted(((code, geography.name_of(code)) for code in codes), key=lambda pair: pair[1])
