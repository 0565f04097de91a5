"""What every first page says, for visitors and people signed in alike."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef

from accounts.clock import today
from reporting.exports.glm_words import days_of
from reporting.models import Pack
from sip.models import Activity, Meeting
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS


class Announced(NamedTuple):
    """The next GLM, and its days in words."""

    meeting: Meeting
    days: str


def next_meeting():
    """Return the next GLM as `Announced`, or None; the meeting knows whether its pack has been
    frozen (`is_packed`)."""
    packs = Pack.objects.filter(meeting=OuterRef("pk"))
    meeting = Meeting.objects.upcoming(today()).annotate(is_packed=Exists(packs)).first()
    return Announced(meeting, days_of(meeting)) if meeting else None


def plan_counts():
    """Return {status key: number of activities}, in the order of every list. One query."""
    counts = dict.fromkeys(STATUS_KEYS, 0)
    rows = Activity.objects.current().order_by().values_list("current_row__status")
    for key, number in rows.annotate(number=Count("pk")):
        counts[key or NOT_REPORTED] = number
    return counts
