"""What bodies have to do with activities, for the pages of bodies and of those who sit in them."""

from django.db.models import Exists, OuterRef

from sip.models import Activity, Assignment, Responsibility


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
