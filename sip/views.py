"""Pages of the plan: browse it, read one activity."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sip import history, planpage, policy, reading, sparks
from sip.momentform import MomentForm, band
from sip.names import is_code
from sip.reporters import reporters_of
from sip.submitted import can_include


@login_not_required
@require_safe
@reading.read_often
def plan(request):
    """The whole plan, or what the filters leave of it. Its body is the same for everybody."""
    query = planpage.Query.of(request.GET)
    may_include = "include" in query.values and can_include(request.user)
    body = reading.part(
        request,
        "plan-submitted" if may_include else "plan",
        query.encoded(),
        lambda: render_to_string("sip/_plan.html", planpage.make(query, may_include=may_include)),
    )
    return render(request, "sip/plan.html", {"body": body})


@login_not_required
@require_safe
@reading.read_often
def element(request, code):
    """One activity. The code of a pillar, outcome or output leads to its place in the plan."""
    if activity := history.activity_named(code):
        return render(request, "sip/activity.html", _around(request, activity))
    if is_code(code):
        kept = urlencode({"open": "all", **MomentForm(request.GET).moment.query})
        return redirect(f"{reverse('plan')}?{kept}#code-{code}")
    raise Http404(_("The plan has no element %(code)s.") % {"code": code})


def _around(request, activity):
    tells = policy.can_see_narrative(request.user)
    asked = MomentForm.of(request)
    at = asked.moment
    errata = history.errata_of(activity, at)
    entries = history.entries_of(activity, tells=tells, errata=errata, at=at)
    if tells:  # decisions are for whoever reads the words that asked for them
        entries = history.with_decisions(entries, history.decisions_of(activity, at))
    with_a_row = {erratum.pk for entry in entries for erratum in entry.errata}
    named = history.owners_of(activity, at)
    shows_all = request.GET.get("history") == "all"
    now = at.is_now
    may_set = now and not activity.withdrawn_on and policy.can_set_status(request.user)
    return {
        "problems": asked.problems,
        "band": band(at),
        "at": at,
        "siblings": (
            history.siblings_of(activity) if at.is_today else history.as_at(activity, entries, at)
        ),
        "activity": activity,
        "outcome": activity.output.outcome,
        "pillar": activity.output.outcome.pillar,
        "named": named,
        "reporters": reporters_of(activity, named, at),
        "errata": [erratum for erratum in errata if erratum.pk not in with_a_row],
        "entries": entries if shows_all else entries[: history.ROWS_SHOWN],
        "hidden": 0 if shows_all else max(0, len(entries) - history.ROWS_SHOWN),
        "evidence": history.evidence_in(entries),
        "strip": history.strip_of(activity, entries, at, errata),
        "confirmed": sparks.unconfirmed_since(activity.current_row, activity.is_upkeep, at),
        "tells": tells,
        "shows_ahead": now and not activity.withdrawn_on,
        "may_set_status": may_set,
        "contested": (history.contested_in(activity, entries) if may_set and at.is_today else None),
    }
