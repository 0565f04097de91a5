"""The dashboard and the pages of the same figures: public; the words of reports and whatever is not
accepted for those whose they are."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from reporting import (
    comparepage,
    countriespage,
    dashboard,
    dashboardpage,
    matrixpage,
    responsibilitypage,
    standing,
)
from sip import reading
from sip.momentform import band, quarters_to_choose
from sip.planquery import Query
from sip.policy import can_see_narrative
from sip.submitted import can_include


@login_not_required
@require_safe
@reading.read_often
def board(request):
    """Where the plan stands, what waits for a decision, what moved, who is silent."""
    query, since = Query.of(request.GET), request.GET.get("since", "")[:20]
    _counts, body = parts_of(request, query, "dashboard/_dashboard.html", since=since)
    return render(request, "dashboard/dashboard.html", {"section": "dashboard", "body": body})


@login_not_required
@require_safe
@reading.read_often
def matrix(request):
    """Every quarter of the Strategy so far, activity by activity."""
    return _page(request, "dashboard/matrix.html", "dashboard/_all_quarters.html", matrixpage.make)


@login_not_required
@require_safe
@reading.read_often
def responsibilities(request):
    """Which body has which part in each activity, and where nobody has one."""
    return _page(
        request, "dashboard/responsibilities.html", "dashboard/_responsibilities.html",
        responsibilitypage.make,
    )  # fmt: skip


@login_not_required
@require_safe
@reading.read_often
def compare(request):
    """Two days side by side, and what moved between them."""
    asked = {name: request.GET.get(name, "")[:20] for name in ("from", "to")}

    def make():
        return render_to_string("dashboard/_compare.html", comparepage.make(asked))

    body = reading.part(request, "dashboard-compare", repr(asked), make)
    return render(request, "dashboard/compare.html", {"section": "dashboard", "body": body})


@login_not_required
@require_safe
def countries(request):
    """National action plans by core function and status. Figures are public, actions are not."""
    asked = countriespage.asked_for(request.GET)
    told = countriespage.make(asked, reads=request.user.is_authenticated)
    return render(request, "dashboard/countries.html", {"section": "dashboard", **told})


def _page(request, template, part, context):
    """Answer with another page of a dashboard's figures; `context(board)` makes its part."""
    query = Query.of(request.GET)
    may_include = "include" in query.values and can_include(request.user)

    def make():
        board = dashboard.make(query, may_include=may_include)
        shown = {
            "problems": board.problems, "band": band(board.at),
            "quarters": quarters_to_choose(board.names.strategy, board.at.quarter),
            **context(board),
        }  # fmt: skip
        return render_to_string(part, shown)

    body = reading.part(request, f"{part}:{may_include:d}", query.encoded(), make)
    return render(request, template, {"section": "dashboard", "body": body})


def parts_of(request, query, *templates, since=""):
    """Return the counts of a dashboard by status, and parts of it: the same for all readers with
    the same rights."""
    tells = can_see_narrative(request.user)
    person = standing.of(request)
    decides, offers = tells and person.reads_all, person.may_include_submitted
    may_include = "include" in query.values and can_include(request.user)

    def make():
        found = dashboard.make(query, since=since, may_include=may_include)
        shown = dashboardpage.make(found, tells=tells, decides=decides)
        shown["offers_submitted"] = offers
        return [found.counts, *(render_to_string(template, shown) for template in templates)]

    name = f"{'+'.join(templates)}:{tells:d}{decides:d}{offers:d}{may_include:d}"
    return reading.part(request, name, f"{query.encoded()}&since={since}", make)
