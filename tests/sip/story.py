"""Small acts that tests of the plan tell their stories with."""

import datetime

from django.utils import timezone

from sip.actions import add_row
from sip.models import Activity, StatusRow

ANSWERS = {
    "completed": {
        "evidence": "https://example.org/note",
        "completed_on": datetime.date(2025, 1, 9),
    },
    "at_risk": {"reason": "Transport is late.", "way_forward": "Two lorries more."},
    "blocked": {"decision_needed": "Approve the new list."},
    "paused": {"reason": "Waiting for the rains to end."},
}


def activity(code="1.1.1.3"):
    return Activity.objects.with_path().get(code=code)


def stated(code, status, day, *, recorded=None, origin=StatusRow.Origin.REPORT, **fields):
    """Let an activity have a status from a day on, told to be recorded on that day (or another)."""
    at = datetime.datetime.combine(recorded or day, datetime.time(12))
    return add_row(
        activity=activity(code), status=status, effective_on=day, by=None, origin=origin,
        answers=ANSWERS.get(status), at=timezone.make_aware(at), **fields,
    )  # fmt: skip
