"""Whose duty a report is, and who gets a copy of what is said about it.

The duty is the lead's. Where nobody leads, it falls on whoever may submit: the deputy of a group,
every member of the SAG, all GLC staff for the support team in Rome. Copies go to the deputy and to
the group's focal point in the SAG, who may do without them (`User.wants_copies`).
"""

from typing import NamedTuple

from accounts.models import Grant, User
from sip.models import Owner
from workinggroups.models import Seat

COPIED = (Seat.Role.DEPUTY, Seat.Role.SAG_FOCAL_POINT)


class Told(NamedTuple):
    """The people to tell about one body's report: `people` by duty, `copies` by courtesy."""

    people: tuple
    copies: tuple


def of_bodies(bodies, day):
    """Return {body's primary key: `Told`} for owners on a day, in at most two queries. Accounts
    that are closed are left out."""
    bodies = list(bodies)
    seats = Seat.objects.on(day).in_bodies_at_work(day).filter(person__is_active=True)
    seats = list(seats.filter(body__in=bodies).select_related("person").order_by("pk"))
    is_romes = any(body.kind == Owner.Kind.SUPPORT_TEAM for body in bodies)
    staff = tuple(glc_staff(day)) if is_romes else ()
    return {
        body.pk: Told(staff, ())
        if body.kind == Owner.Kind.SUPPORT_TEAM
        else _of_seats(body, [seat for seat in seats if seat.body_id == body.pk])
        for body in bodies
    }


def glc_staff(day):
    """Return the GLC staff of a day who may sign in."""
    granted = Grant.objects.on(day).filter(role=Grant.Role.GLC_STAFF)
    staff = User.objects.filter(pk__in=granted.values("person"), is_active=True)
    return list(staff.order_by("pk"))


def _of_seats(body, seats):
    leads = [seat.person for seat in seats if seat.role == Seat.Role.LEAD]
    in_sag = body.kind == Owner.Kind.ADVISORY_GROUP
    others = [seat.person for seat in seats if in_sag or seat.role == Seat.Role.DEPUTY]
    people = leads or others
    copied = [seat.person for seat in seats if seat.role in COPIED and seat.person not in people]
    return Told(tuple(people), tuple(person for person in copied if person.wants_copies))
