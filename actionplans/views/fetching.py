"""Fetching is authorising: what a person may not see, or not write, does not exist for them."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.clock import today
from actionplans import policy, reading
from actionplans.models import NationalCluster


def cluster_for_writing(request, slug):
    """Return a cluster whose plans this person may write; 404 for another country's."""
    return get_object_or_404(policy.editable_clusters(request.user), slug=slug)


def plan_for_reading(request, slug, year):
    """Return a plan this person may read."""
    plans = policy.visible_plans(request.user).select_related("cluster", "previous")
    return get_object_or_404(plans, cluster__slug=slug, year=year)


def plan_for_writing(request, slug, year):
    """Return a plan this person may write; 404 for another country's."""
    plans = policy.visible_plans(request.user).filter(is_writable=True)
    return get_object_or_404(
        plans.select_related("cluster", "previous"), cluster__slug=slug, year=year
    )


def action_of(plan, pk):
    action = reading.action_of(plan, pk)
    if action is None:
        raise Http404
    return action


def any_cluster(slug):
    return get_object_or_404(NationalCluster.objects.select_related("lead_agency"), slug=slug)


def day_asked(request):
    """Return the past day that `?as_of=` names, else today. A bad or future day is today."""
    try:
        day = datetime.date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return today()
    return min(max(day, datetime.date(2000, 1, 1)), today())
