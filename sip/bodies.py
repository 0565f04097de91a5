"""What bodies have to do with activities, for the pages of bodies and of those who sit in them."""

from django.db.models import Exists, OuterRef, Prefetch

from sip.models import Activity, Assignment, Responsibility


def activities_of(owners, on=None):
    """Return the activities that name one of the bodies or are assigned to one, in plan order.

    Three queries for any number. Each activity carries `named_now` (its responsibilities with
    their bodies) and `assigned_here` (its assignments to these bodies).
    """
    named = Responsibility.objects.on(on)
    assigned = Assignment.objects.on(on).filter(owner__in=owners)
    return list(
        Activity.objects.current()
        .filter(
            Exists(named.filter(owner__in=owners, activity=OuterRef("pk")))
            | Exists(assigned.filter(activity=OuterRef("pk")))
        )
        .select_related("current_row")
        .in_plan_order()
        .prefetch_related(
            Prefetch("responsibilities", named.select_related("owner"), to_attr="named_now"),
            Prefetch("assignments", assigned, to_attr="assigned_here"),
        )
    )
