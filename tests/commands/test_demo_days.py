"""The demo can be made on any day."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts import trail
from accounts.models import Installation
from reporting.models import Quarter
from sip.models import StatusRow

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        # The last day of a February; the first minutes of a year, when one quarter had ended.
        ("2026-02-28T14:00+01:00", "2025-Q4"),
        ("2024-01-01T00:05+01:00", "2023-Q4"),
    ],
)
def test_it_is_made_on_an_odd_day_as_well(moment, last):
    day = datetime.datetime.fromisoformat(moment)
    with time_machine.travel(day, tick=False):
        Installation.objects.create(pk=1, is_demo=True, made_on=day.date())
        call_command("quickstart", demo=True)
        due = Quarter.objects.get(state="open")
        assert due.key == last
        assert (timezone.localdate(due.due_at) - day.date()).days == 5
        assert trail.broken_at() is None
        assert not StatusRow.objects.filter(effective_on__gt=day.date()).exists()
