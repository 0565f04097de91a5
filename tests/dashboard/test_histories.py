"""Every total is the number of rows that its link opens, whatever the history and the day."""

import datetime

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reporting import dashboard
from sip import quarters
from sip.models import Status
from sip.planquery import Query
from tests.dashboard.conftest import closed_quarter
from tests.dashboard.links import check
from tests.sip.story import stated

CODES = ("1.1.1.2", "1.1.1.3", "2.3.2.1", "3.1.1.2", "4.2.1.1")

days = st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 10, 11))
acts = st.lists(
    st.tuples(st.sampled_from(CODES), st.sampled_from(Status.values), days, days), max_size=8
)
comparisons = st.sampled_from(["", "2025-Q4", "2026-Q1", "2025-06-30"])
moments = st.sampled_from(["now", "day", "quarter"])


def asked(moment, day):
    """Return what an address asks for: the present, a past day, or the last quarter by then."""
    if moment == "quarter":
        return {"quarter": [quarters.last_ended(day).key]}
    return {"as_of": [day.isoformat()]} if moment == "day" else {}


class TestAnyHistory(TestCase):
    @pytest.mark.brief
    @settings(max_examples=2, deadline=None)
    @given(acts, days, comparisons, moments)
    def test_totals_of_a_few_equal_the_rows_they_link_to(self, told, day, since, moment):
        tell_and_check(told, day, since, moment)

    @pytest.mark.long
    @settings(max_examples=12, deadline=None)
    @given(acts, days, comparisons, moments)
    def test_totals_equal_the_rows_they_link_to(self, told, day, since, moment):
        tell_and_check(told, day, since, moment)


def tell_and_check(told, day, since, moment):
    with transaction.atomic():
        for code, status, effective_on, recorded_on in told:
            fields = {"recorded": max(recorded_on, effective_on)}
            stated(code, status, effective_on, **fields)
        closed_quarter("2025-Q4", datetime.date(2026, 2, 9))
        check(dashboard.make(Query(asked(moment, day)), since=since))
        transaction.set_rollback(True)
