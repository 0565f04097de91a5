"""What the navigation says of a person's duties."""

from django.core.cache import caches

from accounts.clock import today
from reporting.models import Report
from sip import reading


def duties(request):
    """Give templates `reports_due`: how many reports the person is to file now.

    Kept by person, day and head of the trail: every act moves the head, so no count outlives what
    it was made from.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"reports_due": 0}
    day = today()
    key = f"duties-{user.pk}-{day}-{reading.version(request)}"
    due = caches["pages"].get(key)
    if due is None:
        due = Report.objects.to_be_filed_by(user, day).count()
        caches["pages"].set(key, due, 60 * 60)
    return {"reports_due": due}
