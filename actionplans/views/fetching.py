"""Fetching is authorising: what a person may not see, or not write, does not exist for them."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy

from actionplans import policy, reading
from actionplans.models import ActionPlan, NationalCluster
from sip import moments
from sip.filterfields import PastDay

AS_OF = PastDay(label=gettext_lazy("As recorded by the end of the day"), required=False)


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


def open_for_writing(view):
    """Give a view the plan this person may write; a closed one has a sentence instead of a form
    (409 for what was sent from a form that was shown while it was open)."""

    @wraps(view)
    def answered(request, slug, year, **kwargs):
        plan = plan_for_writing(request, slug, year)
        if plan.state != ActionPlan.State.CLOSED:
            return view(request, plan, **kwargs)
        status = 409 if request.method == "POST" else 200
        context = {"section": "countries", "plan": plan}
        return render(request, "actionplans/closed.html", context, status=status)

    return answered


def action_of(plan, pk, at=None):
    """Return an action of a plan, at a `sip.moments.Moment` (now by default)."""
    action = reading.action_of(plan, pk, at or moments.now())
    if action is None:
        raise Http404
    return action


def any_cluster(slug):
    return get_object_or_404(NationalCluster.objects.select_related("lead_agency"), slug=slug)


def moment_asked(request):
    """Return the `sip.moments.Moment` that `?as_of=` names, and what is wrong with what it says, as
    [(label, message)]: the page is then that of today."""
    try:
        day = AS_OF.clean(request.GET.get("as_of", ""))
    except ValidationError as error:
        return moments.now(), [(AS_OF.label, message) for message in error.messages]
    return moments.moment(day), []
