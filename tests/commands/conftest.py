"""A demo made once for several tests, on a day of its own; every test runs inside it and leaves
nothing behind."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from accounts.models import Installation

# The story's first spring, quickly told; and a day after the Strategy's end, when the whole story
# is. test_demo_days.py tries odd days besides.
DAYS = [
    pytest.param("2024-04-15T09:00+02:00", marks=pytest.mark.brief),
    pytest.param("2027-03-01T09:00+01:00", marks=pytest.mark.long),
]


@pytest.fixture(scope="module", params=DAYS)
def demo(request, django_db_setup, django_db_blocker):
    """The demo as made on one of those days; the clock stays there. Gives the day."""
    moment = datetime.datetime.fromisoformat(request.param)
    here = time_machine.travel(moment, tick=False)
    with django_db_blocker.unblock(), here, transaction.atomic():
        Installation.objects.create(pk=1, is_demo=True, made_on=moment.date())
        call_command("quickstart", demo=True)
        yield moment.date()
        transaction.set_rollback(True)
