"""What the pages say of a body: its activities, its seats, its mandate.

Reads only. Each function costs the same number of queries for one row and for a thousand; `on` is
the day that is read (today when None).
"""

import datetime
from dataclasses import replace
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)

from accounts.clock import today
from accounts.policy import is_glc_staff, sits_in_the_sag
from partners.models import Engagement
from sip.models import Activity, Assignment, Owner, Responsibility, Status
from sip.models.progress import NOT_REPORTED
from sip.moments import assigned, held, moment, responsible
from sip.progress import counts_by_status, standing
from workinggroups import offices
from workinggroups.models import Seat, SeatCategory, WorkingGroup

# The three seats that every group has (source 002_c3e49dfa0a38ab2f.txt): shown also when vacant.
OFFICES = (Seat.Role.LEAD, Seat.Role.DEPUTY, Seat.Role.SAG_FOCAL_POINT)


class Mandate(NamedTuple):
    """Where a group stands in its life: `state` is coming, active, incomplete (an office without
    which no group is active `lacks`), over or dissolved."""

    state: str
    day: datetime.date
    lacks: tuple = ()

    @property
    def lacks_lead(self):
        return Seat.Role.LEAD in self.lacks

    @property
    def lacks_focal_point(self):
        return Seat.Role.SAG_FOCAL_POINT in self.lacks


class SeatLine(NamedTuple):
    """One row of the table of seats: `seat` is None where an office is vacant."""

    role: Seat.Role
    seat: Seat | None

    @property
    def organisation(self):
        return self.seat.organisation if self.seat else None

    @property
    def ends_in(self):
        """The days until a mandate in the SAG ends, once it is time to renew it; else None."""
        in_sag = self.seat and self.seat.body.kind == Owner.Kind.ADVISORY_GROUP
        return self.seat.days_left() if in_sag else None

    @property
    def engagement(self):
        """How the holder's organisation is engaged (an `Engagement.Kind`), or None."""
        return Engagement.Kind(self.seat.engaged_as) if self.seat and self.seat.engaged_as else None


class GroupLine(NamedTuple):
    """One row of the list of groups."""

    group: WorkingGroup
    mandate: Mandate
    counts: dict
    seats: int

    @property
    def activities(self):
        return sum(self.counts.values())


def mandate_of(group, on=None, filled=offices.NEEDED):
    """Return how far the group's mandate has got; `filled` are the offices that somebody fills.

    A mandate that is over lets the group work on until its last report is accepted. A group that
    lacks an office is not active, and owes its reports all the same.
    """
    day = on or today()
    if group.dissolved_on and group.dissolved_on <= day:
        return Mandate("dissolved", group.dissolved_on)
    if group.opened_on > day:
        return Mandate("coming", group.opened_on)
    lacks = tuple(role for role in offices.NEEDED if role not in filled)
    state = "over" if group.mandate_ends_on < day else "incomplete" if lacks else "active"
    return Mandate(state, group.mandate_ends_on, lacks)


def filled_by(seats):
    """Return the offices that seats annotated with `fills_office` fill."""
    return {seat.role for seat in seats if seat.fills_office}


def day_to_read(group, on=None):
    """Return the day a group's page tells of: a dissolved group stands as on its last day."""
    day = on or today()
    if group and group.dissolved_on and group.dissolved_on <= day:
        return max(group.opened_on, group.dissolved_on - datetime.timedelta(days=1))
    return day


def fills_office(day):
    """Return what to annotate seats with: whether they fill an office of a group on a day."""
    return ExpressionWrapper(offices.filling(day), output_field=BooleanField())


def seats_of(owner, at):
    """Return the body's seats as rows at a `Moment`, offices first, vacant ones of a group
    included; and those that begin on a later day, none of a day in the past nor where the group is
    dissolved. One query."""
    engaged = Engagement.objects.filter(held(at), organisation=OuterRef("organisation"))
    found = list(
        owner.seats.filter(held(at) | _to_come(owner, at))
        .select_related("person", "organisation", "category", "named_in", "body")
        .annotate(
            engaged_as=Subquery(engaged.values("kind")[:1]), fills_office=fills_office(at.day)
        )
        .order_by("starts_on", "person__name")
    )
    seats = [seat for seat in found if seat.starts_on <= at.day]
    offices = OFFICES if owner.kind == Owner.Kind.WORKING_GROUP else ()
    lines = []
    for role in Seat.Role:
        taken = [SeatLine(role, seat) for seat in seats if seat.role == role]
        lines += taken or ([SeatLine(role, None)] if role in offices else [])
    return lines, [SeatLine(Seat.Role(seat.role), seat) for seat in found[len(seats) :]]


def _to_come(owner, at):
    group = getattr(owner, "working_group", None)
    if not at.is_now or (group and group.dissolved_on):
        return Q(pk__in=())
    return Q(starts_on__gt=at.day)


class Share(NamedTuple):
    """One category of the SAG's seats, and how many of them are held."""

    category: SeatCategory
    held: int


def shared_out(at):
    """Return how the seats of the SAG are shared out among categories at a `Moment`. One query."""
    filled = Count("held", filter=held(at, "held"))
    rows = SeatCategory.objects.annotate(filled=filled).filter(Q(seats__gt=0) | Q(filled__gt=0))
    return [Share(row, row.filled) for row in rows.order_by("order", "key")]


class Listed(NamedTuple):
    """Every group as a `GroupLine`; the SAG (None before it is loaded) with the same figures."""

    lines: list[GroupLine]
    sag: Owner | None
    sag_activities: int
    sag_seats: int

    @property
    def not_dissolved(self):
        return [line for line in self.lines if line.mandate.state != "dissolved"]

    @property
    def dissolved(self):
        """Those that were dissolved by then, the last one first."""
        found = [line for line in self.lines if line.mandate.state == "dissolved"]
        return sorted(found, key=lambda line: line.mandate.day, reverse=True)


def list_groups(on=None):
    """Return `Listed` for a day or a `Moment`: each with its mandate, its activities by status and
    its filled seats; a group that is dissolved with those of its last day, as on its page."""
    at = moment(on)
    groups = list(WorkingGroup.objects.in_order().prefetch_related("outcomes", "pillars"))
    sag = Owner.objects.filter(kind=Owner.Kind.ADVISORY_GROUP).first()
    moments = {group.owner_id: replace(at, day=day_to_read(group, at.day)) for group in groups}
    if sag:
        moments[sag.pk] = at
    statuses = _statuses(moments)
    seats = {body: [] for body in moments}
    for seat in _each_then(Seat, "body", held, moments).annotate(fills_office=fills_office(at.day)):
        seats[seat.body_id].append(seat)
    lines = [
        GroupLine(
            group=group,
            mandate=mandate_of(group, at.day, filled_by(seats[group.owner_id])),
            counts=counts_by_status(statuses[group.owner_id].values()),
            seats=len(seats[group.owner_id]),
        )
        for group in groups
    ]
    return Listed(lines, sag, len(statuses[sag.pk]) if sag else 0, len(seats[sag.pk]) if sag else 0)


def advisory_groups(at):
    """Return the advisory groups of countries that were named and not closed at a `Moment`."""
    bodies = Owner.objects.filter(kind__in=Owner.OF_A_COUNTRY)
    there = Q(advisory_body__closed_on=None)
    if not at.is_now:
        there |= Q(advisory_body__closed_on__gt=at.day)
        bodies = bodies.filter(advisory_body__opened_on__lte=at.day)
    return bodies.filter(there).select_related("advisory_body__cluster").order_by("order")


def _each_then(model, name, holds, moments):
    """Return the dated rows that held for each body at its own moment ({body: `Moment`}), in one
    query; `holds` makes the condition of a moment."""
    wanted = Q(pk__in=())
    for at, bodies in _alike(moments):
        wanted |= holds(at) & Q(**{f"{name}__in": bodies})
    return model.objects.filter(wanted).order_by()


def _alike(moments):
    """Return [(moment, bodies)]: bodies with the same one together."""
    bodies = {}
    for body, at in moments.items():
        bodies.setdefault(at, []).append(body)
    return list(bodies.items())


def _statuses(moments):
    """Map each body to the statuses of its activities at its moment: {body: {activity: status
    key}}, in two queries."""
    place = {at: number for number, (at, _bodies) in enumerate(_alike(moments))}
    there = {
        (number, activity): status or NOT_REPORTED
        for number, activity, status in _standing(list(place))
    }
    named = _each_then(Responsibility, "owner", responsible, moments)
    given = _each_then(Assignment, "owner", assigned, moments)
    found = {body: {} for body in moments}
    for body, activity in named.values_list("owner", "activity").union(
        given.values_list("owner", "activity")
    ):
        key = place[moments[body]], activity
        if key in there:
            found[body][activity] = there[key]
    return found


def _standing(ats):
    """Give (place of the moment, activity, its status then) for some moments, in one query."""
    first, *others = [
        _there(at).values_list(Value(number), F("pk"), F("standing_status"))
        for number, at in enumerate(ats)
    ]
    return first.union(*others, all=True) if others else first


def _there(at):
    activities = standing(at).order_by()
    return activities.filter(withdrawn_on=None) if at.is_now else activities


def awaited_from_the_sag():
    """Return the activities that are officially blocked: their rows say what is to be decided."""
    blocked = Activity.objects.current().filter(current_row__status=Status.BLOCKED)
    return list(blocked.select_related("current_row__body").in_plan_order())


def reports_to_read(user):
    """Return the bodies whose report waits for a member of the SAG, with its `quarter`, for those
    who decide on it or see to it; reports belong to an app above."""
    if not (sits_in_the_sag(user) or is_glc_staff(user)):
        return []
    bodies = Owner.objects.exclude(kind=Owner.Kind.ADVISORY_GROUP)
    waiting = bodies.filter(reports_filed__state="submitted", reports_filed__quarter__state="open")
    return list(waiting.annotate(quarter=F("reports_filed__quarter__key")).order_by("order"))
