"""The two offices without which a group is not active (source 002): a lead of the support team in
Rome, and a focal point who sits in the SAG. And what a group lacks besides, or has done."""

from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.clock import today
from accounts.models import Grant
from partners.models import Engagement
from sip.models import Assignment, Owner, Responsibility, Status
from workinggroups.models import Seat, SupportTeamPlace, WorkingGroup

NEEDED = (Seat.Role.LEAD, Seat.Role.SAG_FOCAL_POINT)


def filling(day):
    """Return the condition on seats that they fill one of the offices on a day: who left the
    support team, or the SAG, keeps a seat and fills it no longer. Nor does whose account is closed:
    that is known of today alone."""
    is_there = Q(person__is_active=True) if day is None or day >= today() else Q()
    theirs = {"person": OuterRef("person")}
    staff = Grant.objects.on(day).filter(role=Grant.Role.GLC_STAFF, **theirs)
    team = SupportTeamPlace.objects.on(day).filter(**theirs)
    in_sag = Seat.objects.on(day).filter(body__kind=Owner.Kind.ADVISORY_GROUP, **theirs)
    leads = Q(role=Seat.Role.LEAD) & (Q(Exists(staff)) | Q(Exists(team)))
    return is_there & (leads | Q(Exists(in_sag), role=Seat.Role.SAG_FOCAL_POINT))


def in_need(on=None, groups=None):
    """Return the groups at work that need something of the GLC on that day: those without a lead
    (`has_lead`), a focal point (`has_focal_point`) or a partner (`has_partner`), and those whose
    activities are all completed (`is_done`). One query."""
    seats = Seat.objects.on(on).filter(body=OuterRef("owner"))
    held = seats.filter(filling(on))
    partners = Engagement.objects.on(on).filter(kind=Engagement.Kind.PARTNER)
    activities = {
        model: model.objects.on(on).filter(
            owner=OuterRef("owner"), activity__withdrawn_on__isnull=True
        )
        for model in (Responsibility, Assignment)
    }
    # What is completed and yet to be kept up to date goes on.
    settled = Q(activity__current_row__status=Status.COMPLETED, activity__is_upkeep=False)
    groups = WorkingGroup.objects.all() if groups is None else groups
    found = groups.active(on).annotate(
        has_lead=Exists(held.filter(role=Seat.Role.LEAD)),
        has_focal_point=Exists(held.filter(role=Seat.Role.SAG_FOCAL_POINT)),
        has_partner=Exists(seats.filter(organisation__in=partners.values("organisation"))),
        works=_any(activities.values()),
        works_on=_any(rows.exclude(settled) for rows in activities.values()),
    ).annotate(
        is_done=ExpressionWrapper(Q(works=True, works_on=False), output_field=BooleanField())
    )  # fmt: skip
    needs = Q(has_lead=False) | Q(has_focal_point=False) | Q(has_partner=False) | Q(is_done=True)
    return list(found.filter(needs).in_order())


def _any(querysets):
    return ExpressionWrapper(
        reduce(or_, (Q(Exists(rows)) for rows in querysets)), output_field=BooleanField()
    )
