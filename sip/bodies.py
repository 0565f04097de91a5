"""What bodies have to do with activities, for the pages of bodies and of those who sit in them."""

from django.db.models import Exists, OuterRef, Q

from sip.models import Activity, Assignment, Responsibility
from sip.moments import assigned, responsible


def reported_on(at):
    """Return the activities on which somebody reports at a `Moment`: a body named that files a
    report or does so through another one, or a body that the activity is assigned to."""
    named = Responsibility.objects.filter(
        responsible(at), Q(owner__reports=True) | Q(owner__reports_through__isnull=False)
    )
    given = Assignment.objects.filter(assigned(at))
    return Activity.objects.filter(
        Q(pk__in=named.values("activity")) | Q(pk__in=given.values("activity"))
    )


def activities_of(owners, on=None):
    """Return the activities that name one of the bodies or are assigned to one, in plan order.

    Each knows whether the SIP names one of them (`is_named`) and carries its status row.
    """
    of_these = {"owner__in": owners, "activity": OuterRef("pk")}
    named = Exists(Responsibility.objects.on(on).filter(**of_these))
    assigned = Exists(Assignment.objects.on(on).filter(**of_these))
    return (
        Activity.objects.current()
        .filter(named | assigned)
        .annotate(is_named=named)
        .select_related("current_row")
        .in_plan_order()
    )
