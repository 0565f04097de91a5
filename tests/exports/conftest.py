"""The autumn of 2026 as exports see it: two GLMs, two quarters, reports accepted and not."""

import datetime
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.utils import translation

from reporting import actions
from sip.models import Meeting
from tests.again import again, ground
from tests.cast import make_cast
from tests.reporting.acts import accepted, report_of, saved, submitted

JULY = datetime.datetime(2026, 7, 10, 9, tzinfo=datetime.UTC)
OCTOBER = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)
CANARY = "canary-7f3a"  # stands in what nobody outside may read


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def client(client):
    """A browser that reads English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def make_glms():
    """The meetings of June and November 2026."""
    june = Meeting.objects.create(
        key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18", place="Rome"
    )
    november = Meeting.objects.create(
        key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26", place="Rome", mode="onsite"
    )
    june.refresh_from_db()
    november.refresh_from_db()
    return {"june": june, "november": november}


@contextmanager
def make_autumn(cast):
    """6 October 2026, as long as it lasts. Training's reports of both quarters are accepted;
    Partnerships has a draft and the SAG a submitted report, each with the canary in every text."""
    with time_machine.travel(JULY) as clock, translation.override("en"):
        again("july", lambda: report_in_july(cast))
        clock.move_to(OCTOBER)
        again("october", lambda: report_in_october(cast))
        yield


def report_in_july(cast):
    actions.open_quarter(key="2026-Q2", by=None)
    accepted(
        report_of("training", "2026-Q2"), cast.wg_lead, cast.sag_training,
        status="at_risk", reason="Trainers are few.", way_forward="Two more are trained.",
    )  # fmt: skip


def report_in_october(cast):
    actions.open_quarter(key="2026-Q3", by=None)
    accepted(
        report_of("training"), cast.wg_lead, cast.sag_training,
        status="blocked", decision_needed="=Who pays for the platform?",
    )  # fmt: skip
    secret = {"progress": CANARY, "status": "blocked", "decision_needed": CANARY}
    saved(report_of("partnerships"), cast.other_lead, **secret)
    submitted(report_of("sag"), cast.sag, **secret)


@pytest.fixture
def glms(db):
    return again("glms", make_glms)


@pytest.fixture
def autumn(cast, glms):
    """The people of the autumn, on its day: see `make_autumn`."""
    with make_autumn(cast):
        yield cast


@pytest.fixture(scope="module")
def standing_autumn(django_db_setup, django_db_blocker):
    """The same made once for a module all of whose tests stand in it: they run inside its
    transaction, and each takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        ground.begin()
        glms, cast = again("glms", make_glms), again("cast", make_cast)
        with make_autumn(cast):
            yield SimpleNamespace(cast=cast, glms=glms)
        transaction.set_rollback(True)
