"""What the navigation says of a person's duties."""

from functools import partial

from django.core.cache import caches

from accounts.clock import today
from reporting import standing
from reporting.owed import declarations_owed, plans_to_follow
from sip import reading

COUNTED = ("reports_due", "commitments_due", "requests_due", "actions_due")


def duties(request):
    """Give templates what the person owes now: `reports_due` to file, `commitments_due` to
    declare, `requests_due` for resources to answer, `actions_due` of national plans. They are
    counted where a page says them: many have no navigation.
    """
    return {name: partial(_due, request, name) for name in COUNTED}


def _due(request, name):
    """Return one of the numbers, kept by person, day and head of the trail: every act moves the
    head, so no count outlives what it was made from."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    day = today()
    key = f"owed-{user.pk}-{day}-{reading.version(request)}"
    due = caches["pages"].get(key)
    if due is None:
        due = dict(zip(COUNTED, _count(request, day), strict=True))
        caches["pages"].set(key, due, 60 * 60)
    return due[name]


def _count(request, day):
    """No query more than `standing` for most people; some for those of organisations and national
    teams."""
    theirs = standing.of(request)
    yield theirs.reports_due
    yield len(declarations_owed(request.user, day)) if theirs.has_organisation else 0
    yield theirs.requests_due
    yield sum(plan.count for plan in plans_to_follow(request.user, day)) if theirs.has_team else 0
