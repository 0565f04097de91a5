"""What the meetings of a body say of it: who has stopped coming, whether the SAG consults. Reads
only, in a fixed number of queries."""

from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery

from accounts.clock import today
from sip import quarters
from sip.models import Owner
from workinggroups.models import GroupAttendance, GroupMeeting, Seat


class Missing(NamedTuple):
    """Somebody who missed the last meetings of a body, one after the other."""

    seat: Seat
    missed: int


def inactive(bodies, on=None):
    """Return the members of these bodies who missed the last meetings running: membership is
    voluntary but asks for active engagement (source 002). Counted are meetings with a list, held
    while the person had the seat; how many are too many is a setting. Four queries."""
    day, most = on or today(), settings.MISSED_MEETINGS
    seats = Seat.objects.on(day).filter(body__in=bodies, role=Seat.Role.MEMBER)
    first = _last_with_a_list(day, OuterRef("body")).values("held_on")[most - 1 : most]
    last = _last_with_a_list(day, OuterRef(OuterRef("body"))).values("pk")[:most]
    came = GroupAttendance.objects.filter(meeting__in=last, person=OuterRef("person"))
    seats = seats.filter(~Exists(came), starts_on__lte=Subquery(first))
    found = seats.select_related("person", "organisation", "body")
    found = list(found.order_by("body__order", "person__name"))
    missed = _missed(found, day)
    return [Missing(seat, missed[seat.pk]) for seat in found]


def _missed(seats, day):
    """Return how many meetings running each person missed, by the key of the seat."""
    listed = GroupAttendance.objects.filter(meeting=OuterRef("pk"))
    held = GroupMeeting.objects.held(day).filter(
        Exists(listed), body__in={seat.body_id for seat in seats}
    )
    held = list(held.values_list("pk", "body", "held_on"))
    came = set(
        GroupAttendance.objects.filter(
            meeting__body__in={seat.body_id for seat in seats},
            person__in={seat.person_id for seat in seats},
        ).values_list("meeting", "person")
    )
    missed = {}
    for seat in seats:
        since = [pk for pk, body, on in held if body == seat.body_id and on >= seat.starts_on]
        attended = [(pk, seat.person_id) in came for pk in since]
        missed[seat.pk] = attended.index(True) if True in attended else len(attended)
    return missed


def _last_with_a_list(day, body):
    """Return the meetings of a body that were held by a day and have a list, the latest first."""
    listed = GroupAttendance.objects.filter(meeting=OuterRef("pk"))
    return GroupMeeting.objects.held(day).filter(Exists(listed), body=body)


class Consulting(NamedTuple):
    """How many consultations of the SAG stand in the last quarter that ended, and in this one."""

    last: quarters.QuarterDays
    in_last: int
    this: quarters.QuarterDays
    in_this: int

    @property
    def is_lacking(self):
        return self.in_last == 0


def consulting(on=None):
    """Return whether the SAG consults each quarter (activity 1.3.1.2 of the SIP). One query."""
    day = on or today()
    last = quarters.last_ended(day)
    this = last.plus(1)
    days = list(
        GroupMeeting.objects.held(day)
        .filter(body__kind=Owner.Kind.ADVISORY_GROUP, held_on__gte=last.starts_on)
        .values_list("held_on", flat=True)
    )
    in_last = sum(one <= last.ends_on for one in days)
    return Consulting(last, in_last, this, len(days) - in_last)
