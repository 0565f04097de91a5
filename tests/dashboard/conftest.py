"""A plan with a past: two closed quarters, an open one, something blocked, something that moved."""

import copy
import datetime

import pytest
import time_machine
from django.db import transaction

from reporting.actions import open_quarter
from reporting.freezing import freeze
from reporting.models import Quarter
from sip import quarters
from sip.models import Meeting
from tests.again import again, ground
from tests.cast import make_cast
from tests.sip.story import stated

NOW = datetime.datetime(2026, 10, 12, 9, 0, tzinfo=datetime.UTC)
TOLD = (  # activity, status, quarter, day on which it was recorded
    ("1.1.1.2", "on_track", "2026-Q1", "2026-04-10"),
    ("1.1.1.2", "at_risk", "2026-Q2", "2026-07-08"),
    ("1.1.1.3", "at_risk", "2026-Q1", "2026-04-10"),
    ("1.1.1.3", "on_track", "2026-Q3", "2026-10-08"),
    ("2.3.2.1", "blocked", "2026-Q1", "2026-04-12"),
    ("2.3.2.1", "blocked", "2026-Q2", "2026-07-09"),
    ("3.1.1.2", "blocked", "2026-Q1", "2026-04-12"),
    ("3.1.1.2", "on_track", "2026-Q2", "2026-07-09"),
    ("4.2.1.1", "not_started", "2026-Q1", "2026-04-12"),
    ("4.2.1.1", "blocked", "2026-Q3", "2026-10-09"),
    ("4.4.2.2", "completed", "2026-Q2", "2026-07-08"),
)


def instant(day, hour=17):
    return datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)


def closed_quarter(key, closed_on):
    days = quarters.parse(key)
    quarter = Quarter.objects.create(
        key=key, starts_on=days.starts_on, ends_on=days.ends_on, opens_on=days.ends_on,
        due_at=instant(closed_on), state="closed", closed_at=instant(closed_on),
    )  # fmt: skip
    freeze(quarter, instant(closed_on))
    return quarter


@pytest.fixture(scope="module")
def standing_past(django_db_setup, django_db_blocker):
    """The people of `past`, made once for a module: its tests run inside its transaction, and each
    takes back what it did."""
    with (
        time_machine.travel(NOW, tick=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        ground.begin()
        yield again("past", make_past)
        transaction.set_rollback(True)


def make_past():
    cast = make_cast()
    Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
    Meeting.objects.create(key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26")
    for code, status, key, recorded in TOLD:
        stated(
            code, status, quarters.parse(key).ends_on,
            recorded=datetime.date.fromisoformat(recorded),
        )  # fmt: skip
    closed_quarter("2026-Q1", datetime.date(2026, 5, 10))
    closed_quarter("2026-Q2", datetime.date(2026, 8, 9))
    open_quarter(key="2026-Q3", by=None, on=datetime.date(2026, 10, 1))
    return cast


@pytest.fixture
def past(standing_past, db):
    """The story of `TOLD`, on 12 October 2026; the first two quarters were closed in time."""
    return copy.deepcopy(standing_past)
