"""A demo made once for several tests, on a day of its own; every test runs inside it and leaves
nothing behind."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from accounts.models import Installation

# After the Strategy's end, when the whole story is told. test_demo_days.py tries odd days besides.
MOMENT = datetime.datetime.fromisoformat("2027-03-01T09:00+01:00")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo as made on that day; the clock stays there. Gives the day."""
    here = time_machine.travel(MOMENT, tick=False)
    with django_db_blocker.unblock(), here, transaction.atomic():
        Installation.objects.create(pk=1, is_demo=True, made_on=MOMENT.date())
        call_command("quickstart", demo=True)
        yield MOMENT.date()
        transaction.set_rollback(True)
