"""A demo made once for several tests, on a day of its own; every test runs inside it and leaves
nothing behind."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from accounts.models import Installation

# The last day of a February, a day after the Strategy's end, and the first minutes of a year, when
# only one quarter has ended.
DAYS = [
    # One worker makes each demo, not every worker all of them.
    pytest.param(day, marks=pytest.mark.xdist_group(day[:10]), id=day[:10])
    for day in ("2026-02-28T14:00+01:00", "2027-03-01T09:00+01:00", "2024-01-01T00:05+01:00")
]


@pytest.fixture(scope="module", params=DAYS)
def demo(request, django_db_setup, django_db_blocker):
    """The demo as made on that day; the clock stays there. Gives the day."""
    moment = datetime.datetime.fromisoformat(request.param)
    here = time_machine.travel(moment, tick=False)
    with django_db_blocker.unblock(), here, transaction.atomic():
        Installation.objects.create(pk=1, is_demo=True, made_on=moment.date())
        call_command("quickstart", demo=True)
        yield moment.date()
        transaction.set_rollback(True)
