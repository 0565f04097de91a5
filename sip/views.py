"""Pages of the plan: browse it, read one activity, set its status."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from sip import planpage, reading


@login_not_required
@require_safe
@reading.read_often
def plan(request):
    """The whole plan, or what the filters leave of it. Its body is the same for everybody."""
    query = planpage.Query.of(request.GET)
    body = reading.part(
        request,
        "plan",
        query.encoded(),
        lambda: render_to_string("sip/_plan.html", planpage.make(query)),
    )
    return render(request, "sip/plan.html", {"body": body})


def element(request, code):
    return HttpResponse()


status_edit = element
