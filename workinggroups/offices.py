"""The two offices without which a group is not active (source 002): a lead of the support team in
Rome, and a focal point who sits in the SAG."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Grant
from sip.models import Owner
from workinggroups.models import Seat, SupportTeamPlace, WorkingGroup

NEEDED = (Seat.Role.LEAD, Seat.Role.SAG_FOCAL_POINT)


def filling(day):
    """Return the condition on seats that they fill one of the offices on a day: who left the
    support team, or the SAG, keeps a seat and fills it no longer."""
    theirs = {"person": OuterRef("person")}
    staff = Grant.objects.on(day).filter(role=Grant.Role.GLC_STAFF, **theirs)
    team = SupportTeamPlace.objects.on(day).filter(**theirs)
    in_sag = Seat.objects.on(day).filter(body__kind=Owner.Kind.ADVISORY_GROUP, **theirs)
    return Q(role=Seat.Role.LEAD) & (Q(Exists(staff)) | Q(Exists(team))) | Q(
        Exists(in_sag), role=Seat.Role.SAG_FOCAL_POINT
    )


def lacking(on=None):
    """Return the groups at work that lack an office on that day, with `has_lead` and
    `has_focal_point`. One query."""
    held = Seat.objects.on(on).filter(filling(on), body=OuterRef("owner"))
    groups = WorkingGroup.objects.active(on).annotate(
        has_lead=Exists(held.filter(role=Seat.Role.LEAD)),
        has_focal_point=Exists(held.filter(role=Seat.Role.SAG_FOCAL_POINT)),
    )
    return list(groups.filter(Q(has_lead=False) | Q(has_focal_point=False)).in_order())
