"""The first page: where the plan stands for visitors, what awaits them for people signed in."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actionplans.across import Across
from reporting import countriespage
from reporting.front import next_meeting, plan_counts
from reporting.home import Home
from reporting.views.dashboard import parts_of
from sip import reading
from sip.phrases import in_words

# The SAG's questions answered, for the head of its page; the rest of the dashboard below.
PARTS = ("dashboard/_home_answers.html", "dashboard/_home.html")


@login_not_required
@require_safe
def home(request):
    if not request.user.is_authenticated:
        counts = plan_counts()
        return render(
            request,
            "home/front.html",
            {**_figures(counts), "meeting": next_meeting()},
        )
    count = partial(reading.part, request, "plan-counts", "", plan_counts)
    home = Home(request.user, timezone.now(), count)
    # The SAG and the GLC decide with the whole dashboard, below what waits for them.
    answers, board = parts_of(request, *PARTS) if home.roles.decides else ("", "")
    shown = {"home": home, "answers": answers, "board": board}
    if not home.roles.decides:
        shown |= _figures(home.counts)
    else:
        shown["countries"] = reading.part(request, "home-countries", "", _countries)
    return render(request, "home/home.html", shown)


def _countries():
    """What the national action plans of the year add up to, for those who look across them."""
    return countriespage.sentence(Across(), reads=True)


def _figures(counts):
    """What the sentence, the bar and the tally of the whole plan are made from."""
    return {"counts": counts, "total": sum(counts.values()), "words": in_words(counts)}
