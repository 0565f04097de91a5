"""What the navigation says of a person's duties."""

from functools import partial

from django.core.cache import caches
from django.db.models import Exists, F, Func, OuterRef, Subquery

from accounts.clock import today
from accounts.models import User
from actionplans.models import TeamPlace
from partners.models import Affiliation
from reporting.models import Report
from reporting.owed import declarations_owed, plans_to_follow
from sip import reading

COUNTED = ("reports_due", "commitments_due", "actions_due")


def duties(request):
    """Give templates what the person owes now: `reports_due` to file, `commitments_due` to
    declare, `actions_due` of national plans. They are counted where a page says them: many have no
    navigation.
    """
    return {name: partial(_due, request, name) for name in COUNTED}


def _due(request, name):
    """Return one of the numbers, kept by person, day and head of the trail: every act moves the
    head, so no count outlives what it was made from."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    day = today()
    key = f"duties-{user.pk}-{day}-{reading.version(request)}"
    due = caches["pages"].get(key)
    if due is None:
        due = dict(zip(COUNTED, _count(user, day), strict=True))
        caches["pages"].set(key, due, 60 * 60)
    return due[name]


def _count(user, day):
    """One query for most people; more for those of organisations and national teams."""
    reports = Report.objects.to_be_filed_by(user, day).order_by()
    number = reports.annotate(number=Func(F("pk"), function="COUNT")).values("number")
    theirs = Exists(Affiliation.objects.on(day).filter(person=OuterRef("pk")))
    places = Exists(TeamPlace.objects.on(day).filter(person=OuterRef("pk")))
    found = User.objects.filter(pk=user.pk).values_list(Subquery(number), theirs, places).first()
    due, in_an_organisation, in_a_team = found or (0, False, False)
    yield due
    yield len(declarations_owed(user, day)) if in_an_organisation else 0
    yield sum(plan.count for plan in plans_to_follow(user, day)) if in_a_team else 0
