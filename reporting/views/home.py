"""The first page: where the plan stands for visitors, what awaits them for people signed in."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actionplans.across import Across
from reporting import countriespage, standing
from reporting.coming import next_opening
from reporting.front import next_meeting, plan_counts
from reporting.home import Home
from reporting.views.dashboard import parts_of
from sip import reading
from sip.models import Status
from sip.phrases import in_words
from sip.planquery import Query

# The SAG's questions answered, for the head of its page; the rest of the dashboard below.
PARTS = ("dashboard/_home_answers.html", "dashboard/_home.html")


@login_not_required
@require_safe
def home(request):
    meeting = reading.part(request, "next-meeting", "", next_meeting)
    if not request.user.is_authenticated:
        return render(request, "home/front.html", {**_figures(request), "meeting": meeting})
    home = Home(
        request.user, timezone.now(), standing.of(request), next_meeting=meeting,
        opening=partial(_opening, request),
    )  # fmt: skip
    shown = _board(request) if home.roles.decides else _figures(request)
    home.blocked = shown["counts"][Status.BLOCKED] if home.roles.is_in_sag else 0
    return render(request, "home/home.html", {**shown, "home": home})


def _opening(request, day):
    return reading.part(request, "next-opening", "", partial(next_opening, day))


def _board(request):
    """The SAG and the GLC decide with the whole dashboard, below what waits for them."""
    counts, answers, board = parts_of(request, Query({}), *PARTS)
    countries = reading.part(request, "home-countries", "", _countries)
    return {"counts": counts, "answers": answers, "board": board, "countries": countries}


def _countries():
    """What the national action plans of the year add up to, for those who look across them."""
    return countriespage.sentence(Across(), reads=True)


def _figures(request):
    """What the sentence, the bar and the tally of the whole plan are made from."""
    counts = reading.part(request, "plan-counts", "", plan_counts)
    return {"counts": counts, "total": sum(counts.values()), "words": in_words(counts)}
