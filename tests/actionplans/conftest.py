import datetime

import pytest
import time_machine
from django.utils import translation

from actionplans.loading import load_sample_plan
from actionplans.models import ActionPlan
from tests.actionplans.making import DAY, make_countries
from tests.again import again


@pytest.fixture(autouse=True)
def on_a_day_in_english():
    """Monday 12 October 2026, with messages in the language they are written in."""
    noon = datetime.datetime.combine(DAY, datetime.time(12), datetime.UTC)
    with time_machine.travel(noon, tick=False), translation.override("en"):
        yield


@pytest.fixture
def plan(cast):
    """The open plan of 2026 that `country_coord` coordinates (see tests/actionplans/making.py)."""
    return again("countries", lambda: make_countries(cast))


@pytest.fixture
def source_plan(db):
    """The plan of source 004, as loaded."""
    load_sample_plan()
    return ActionPlan.objects.select_related("cluster").get(cluster__slug="exemple", year=2023)


@pytest.fixture
def coordinator(cast, client):
    client.force_login(cast.country_coord)
    return client
