"""Who may do what with groups and seats, and who may sit where. One rule per function."""

import datetime
from typing import NamedTuple

from django.db.models import Exists, Q, Subquery

from accounts.models import Grant, User
from accounts.policy import is_glc_staff
from partners.models import Engagement
from sip.models import Owner
from workinggroups.models import JoinRequest, Seat

SEATED_BODIES = (Owner.Kind.WORKING_GROUP, *Owner.ADVISORY)
COORDINATOR = "coordinator"  # a role in a national team; teams belong to an app beside this one


def can_seat(user, body=None, on=None):
    """Seats are given and ended by GLC staff; those of a country's advisory groups by its
    coordinators too."""
    return is_glc_staff(user, on) or (body is not None and coordinates(user, body, on))


def coordinates(user, body, on=None):
    """Whether the body belongs to a national cluster that this person coordinates."""
    if not user.is_authenticated or body.kind not in Owner.OF_A_COUNTRY:
        return False
    places = user.team_places.on(on).filter(role=COORDINATOR)
    return places.filter(cluster__advisory_bodies__owner=body).exists()


def can_keep_meetings(user, body, on=None):
    """Meetings of a body: its lead or deputy, and its secretariat."""
    leads = user.is_authenticated and Seat.objects.of(user, on).in_bodies_at_work(on).filter(
        body=body, body__kind=Owner.Kind.WORKING_GROUP, role__in=(Seat.Role.LEAD, Seat.Role.DEPUTY)
    )
    return can_seat(user, body, on) or bool(leads and leads.exists())


def can_leave(user, seat, on=None):
    """Whoever holds a seat may leave it, without asking anybody."""
    return user.is_authenticated and seat.person_id == user.pk and seat.holds_on(on)


def can_keep_groups(user, on=None):
    """The support team in Rome is the groups' secretariat (source 001): it opens and dissolves
    them once the SAG has decided so."""
    return is_glc_staff(user, on)


def can_ask_to_join(user, body, on=None):
    """Somebody of a partner or stakeholder who does not sit there yet."""
    return (
        user.is_authenticated
        and body.kind == Owner.Kind.WORKING_GROUP
        and not Seat.objects.of(user, on).filter(body=body).exists()
        and user.affiliations.on(on).exists()
    )


def can_take_back(user, request):
    """Whoever asked, also after leaving the organisation they asked for."""
    return user.is_authenticated and request.person_id == user.pk


def leads(user, body, on=None):
    held = user.is_authenticated and Seat.objects.of(user, on).filter(
        body=body, role=Seat.Role.LEAD
    )
    return bool(held and held.exists())


def can_answer_requests(user, body, on=None):
    """The group's lead, and its secretariat."""
    return is_glc_staff(user, on) or leads(user, body, on)


def can_name_owners(user, body, on=None):
    """Who delivers an activity that the group works on is set by its lead, and its secretariat."""
    return body.kind == Owner.Kind.WORKING_GROUP and can_answer_requests(user, body, on)


def takes_back(user, body, on=None):
    """Return the test of which responsibilities this person may take back: a lead what the group
    named; what the GLC or another group named is for the GLC to end."""
    if is_glc_staff(user, on):
        return lambda row: True
    may_name = can_name_owners(user, body, on)
    return lambda row: may_name and row.named_by_id == body.pk


class Doable(NamedTuple):
    """What a person may do with a group, for its page to offer; the actions ask again."""

    keep: bool
    answer: bool
    join: bool
    meet: bool
    lacks_organisation: bool  # nobody joins a group without one
    colleague_sits: bool  # somebody of the person's organisations sits there
    asked_at: datetime.datetime | None  # the person's last request to join, and its answer
    declined_at: datetime.datetime | None
    declined_because: str

    @property
    def waits(self):
        """Whether the person's request to join waits for an answer."""
        return self.asked_at is not None and self.declined_at is None


def doable(user, body, on=None):
    """Return what the functions above answer for one person and body, in one query."""
    seats = Seat.objects.of(user, on).filter(body=body)
    own = user.affiliations.on(on).values("organisation")
    asked = JoinRequest.objects.filter(
        Q(answered_at=None) | Q(is_accepted=False), body=body, person=user
    ).order_by("-asked_at")
    found = User.objects.filter(pk=user.pk).values_list(
        Exists(user.grants.on(on).filter(role=Grant.Role.GLC_STAFF)),
        Exists(seats.filter(role=Seat.Role.LEAD)),
        Exists(seats),
        Exists(user.affiliations.on(on)),
        Exists(seats.filter(role=Seat.Role.DEPUTY)),
        Exists(Seat.objects.on(on).filter(body=body, organisation__in=own)),
        *(Subquery(asked.values(name)[:1]) for name in ("asked_at", "answered_at", "answer")),
    )
    is_glc, leads, sits, belongs, helps, colleague_sits, *last = found.get()
    asked_at, declined_at, because = (None, None, "") if sits else last
    waits = asked_at is not None and declined_at is None
    return Doable(
        keep=is_glc, answer=is_glc or leads, join=belongs and not sits and not waits,
        meet=is_glc or leads or helps,
        lacks_organisation=not (is_glc or belongs or sits),
        colleague_sits=colleague_sits, asked_at=asked_at, declined_at=declined_at,
        declined_because=because or "",
    )  # fmt: skip


def can_see_holders(user):
    """Visitors see which seats there are and which organisation holds them, never a name."""
    return user.is_authenticated


def has_seats(body):
    """Only the working groups and the SAG are made of seats."""
    return body.kind in SEATED_BODIES


def is_of_a_stakeholder(person, organisation, on):
    """Whether the person belongs to a stakeholder on that day or later, or would sit for one."""
    organisations = person.affiliations.exclude(ends_on__lt=on).values("organisation")
    return (
        Engagement.objects.filter(
            Q(organisation__in=organisations) | Q(organisation=organisation),
            kind=Engagement.Kind.STAKEHOLDER,
        )
        .exclude(ends_on__lt=on)
        .exists()
    )


def sits_in_the_sag(person, on=None):
    return Seat.objects.of(person, on).filter(body__kind=Owner.Kind.ADVISORY_GROUP).exists()


def last_day_in_the_sag(person, starts_on):
    """Return the last day up to which a person who sits in the SAG on `starts_on` does so without a
    break; None where no end is known, and where they do not sit there."""
    last, rows = None, person.seats.filter(body__kind=Owner.Kind.ADVISORY_GROUP)
    for row in rows.exclude(ends_on__lt=starts_on).order_by("starts_on"):
        if row.starts_on > (last + datetime.timedelta(days=1) if last else starts_on):
            break
        if row.ends_on is None:
            return None
        last = row.ends_on
    return last


def is_of_the_support_team(person, on=None):
    """Whether the person belongs to the support team in Rome: recorded so, or GLC staff, who are
    that team in the tracker."""
    return is_glc_staff(person, on) or person.support_team_places.on(on).exists()
