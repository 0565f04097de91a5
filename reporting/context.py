"""What the navigation says of a person's duties."""

from functools import partial

from django.core.cache import caches

from accounts.clock import today
from reporting.models import Report
from sip import reading


def duties(request):
    """Give templates `reports_due`: how many reports the person is to file now. It is counted where
    a page says it: many have no navigation."""
    return {"reports_due": partial(reports_due, request)}


def reports_due(request):
    """Return the number, kept by person, day and head of the trail: every act moves the head, so no
    count outlives what it was made from."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    day = today()
    key = f"duties-{user.pk}-{day}-{reading.version(request)}"
    due = caches["pages"].get(key)
    if due is None:
        due = Report.objects.to_be_filed_by(user, day).count()
        caches["pages"].set(key, due, 60 * 60)
    return due
