"""Tests of reports run on 6 October 2026: the third quarter has ended, its reports are due."""

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.reporting.acts import OCTOBER, report_of


@pytest.fixture
def english():
    """Messages in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def october(english):
    with time_machine.travel(OCTOBER, tick=True) as clock:
        yield clock


@pytest.fixture
def report(october, cast, quarter):
    """The Training group's report, not begun."""
    return report_of("training")


@pytest.fixture
def signed_in():
    """A browser of its own for each person: `signed_in(cast.sag)`."""

    def browser(user):
        client = Client(headers={"accept-language": "en"})
        if user:
            client.force_login(user)
        return client

    return browser
