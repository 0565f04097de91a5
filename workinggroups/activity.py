"""What the meetings of a body say of it: who has stopped coming, whether the SAG consults; and
which groups need a lead. Reads only, in a fixed number of queries."""

from collections import defaultdict
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.clock import today
from sip import quarters
from sip.models import Owner
from workinggroups.models import GroupAttendance, GroupMeeting, Seat, WorkingGroup


class Missing(NamedTuple):
    """Somebody who missed the last meetings of a body, one after the other."""

    seat: Seat
    missed: int


def inactive(bodies, on=None):
    """Return the members of these bodies who missed the last meetings running: membership is
    voluntary but asks for active engagement (source 002). Counted are meetings with a list, held
    while the person had the seat; how many are too many is a setting. Two queries."""
    day = on or today()
    most = settings.MISSED_MEETINGS
    listed = GroupAttendance.objects.filter(meeting=OuterRef("pk"))
    held = defaultdict(list)
    for pk, body, held_on in (
        GroupMeeting.objects.held(day).filter(Exists(listed), body__in=bodies)
        .values_list("pk", "body", "held_on")
    ):  # fmt: skip
        if len(held[body]) < most:
            held[body].append((pk, held_on))
    last = [pk for rows in held.values() for pk, _held_on in rows]
    if not last:
        return []
    came = GroupAttendance.objects.filter(meeting__in=last, person=OuterRef("person"))
    came = came.filter(meeting__body=OuterRef("body"))
    seats = (
        Seat.objects.on(day)
        .filter(~Exists(came), body__in=held, role=Seat.Role.MEMBER)
        .select_related("person", "organisation", "body")
        .order_by("body__order", "person__name")
    )
    return [
        Missing(seat, most)
        for seat in seats
        if len(held[seat.body_id]) == most
        and all(seat.starts_on <= held_on for _pk, held_on in held[seat.body_id])
    ]


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


def without_lead(on=None):
    """Return the groups at work that nobody leads on that day. One query."""
    leads = Seat.objects.on(on).filter(body=OuterRef("owner"), role=Seat.Role.LEAD)
    return list(WorkingGroup.objects.active(on).filter(~Exists(leads)).in_order())
