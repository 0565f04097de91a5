"""Every total is the number of rows that its link opens, whatever the history and the moment.

Statuses are recorded; bodies are named, assigned, and cease to be; activities are withdrawn; a
report waits for its decision. The figures are those of now (with what is submitted and without), of
a day, of a quarter (closed or not), and of a quarter as it was known on a day; of the whole plan,
of a pillar and of a body.
"""

import datetime
from contextlib import suppress
from operator import itemgetter

import pytest
import time_machine
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reporting import actions, dashboard
from sip import quarters
from sip.models import Activity, Meeting, Status
from sip.planquery import Query
from tests.dashboard.conftest import NOW, closed_quarter, instant
from tests.dashboard.hands import REFUSALS, Telling
from tests.dashboard.links import check, check_gaps
from tests.reporting.acts import full, report_of
from tests.sip.story import ANSWERS, stated

CODES = ("1.1.1.2", "2.3.2.1", "3.1.1.2", "3.1.2.1", "4.2.1.1")
BODIES = ("partnerships", "training")
HANDS = ("names", "frees", "assigns", "unassigns")
CLOSED, CLOSED_ON = "2025-Q4", datetime.date(2026, 2, 9)
OPEN = "2026-Q3"
LAST_DAY = NOW.date() - datetime.timedelta(days=1)
LATER = datetime.date(2026, 3, 20)  # after the quarter was closed

days = st.dates(datetime.date(2025, 1, 1), LAST_DAY)
acts = st.lists(
    st.tuples(
        days,  # on which it is recorded
        days,  # from which it holds; a status not before it is recorded
        st.sampled_from(CODES),
        st.sampled_from([*Status.values, *HANDS, "withdraws"]),
        st.sampled_from(BODIES),
    ),
    max_size=10,
)  # fmt: skip
submitted = st.dictionaries(st.sampled_from([*BODIES, "rome"]), st.sampled_from(Status.values))
comparisons = st.sampled_from(["", "2025-Q4", "2026-Q1", "2025-06-30", "glm"])
moments = st.sampled_from(["now", "submitted", "day", "quarter", "quarter on a day"])
scopes = st.sampled_from([{}, {"pillar": ["3"]}, {"body": ["training"]}])
histories = st.tuples(acts, submitted, days, comparisons, moments, scopes)

# A history with some of everything: other hands, nobody left to report, an activity withdrawn.
STORY = [
    (datetime.date(2025, 11, 3), datetime.date(2025, 10, 1), "3.1.1.2", "on_track", "training"),
    (datetime.date(2026, 1, 12), datetime.date(2026, 1, 12), "3.1.1.2", "frees", "training"),
    (datetime.date(2026, 3, 2), datetime.date(2025, 12, 1), "3.1.2.1", "names", "partnerships"),
    (datetime.date(2026, 3, 3), datetime.date(2025, 12, 1), "4.2.1.1", "assigns", "training"),
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1), "1.1.1.2", "withdraws", "training"),
    (datetime.date(2026, 7, 9), datetime.date(2026, 6, 30), "3.1.2.1", "blocked", "training"),
]


def asked(moment, day):
    """Return what an address asks for: the present, with what is submitted or without, a past day,
    the last quarter by then, or the same as it was known on that day."""
    of_day = {"as_of": [day.isoformat()]}
    of_quarter = {"quarter": [quarters.last_ended(day).key]}
    return {
        "now": {}, "submitted": {"include": ["submitted"]}, "day": of_day, "quarter": of_quarter,
        "quarter on a day": of_day | of_quarter,
    }[moment]  # fmt: skip


class TestAnyHistory(TestCase):
    @pytest.mark.brief
    @settings(max_examples=2, deadline=None)
    @given(histories)
    @example((STORY, {"training": "at_risk"}, LATER, "glm", "submitted", {}))
    @example((STORY, {}, LATER, "", "quarter on a day", {}))
    def test_totals_of_a_few_equal_the_rows_they_link_to(self, history):
        tell_and_check(*history)

    @pytest.mark.long
    @settings(max_examples=30, deadline=None)
    @given(histories)
    @example((STORY, {"training": "at_risk"}, LATER, "glm", "submitted", {}))
    @example((STORY, {}, LATER, "", "quarter on a day", {}))
    @example((STORY, {}, LATER, "", "day", {"body": ["training"]}))
    def test_totals_equal_the_rows_they_link_to(self, history):
        tell_and_check(*history)


def tell_and_check(told, waiting, day, since, moment, scope):
    with transaction.atomic():
        glc = Telling()
        Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
        told = sorted(told, key=itemgetter(0))
        for act in told:
            if act[0] <= CLOSED_ON:
                do(glc, *act)
        closed_quarter(CLOSED, CLOSED_ON)
        for act in told:
            if act[0] > CLOSED_ON:
                do(glc, *act)
        with time_machine.travel(NOW, tick=True):
            if waiting:
                actions.open_quarter(key=OPEN, by=None)
            for body, status in waiting.items():
                submit(glc, body, status)
            found = dashboard.make(Query(asked(moment, day) | scope), since=since, may_include=True)
            assert found.at.includes_submitted == (moment == "submitted")
            assert bool(found.at.quarter) == moment.startswith("quarter")
            check(found)
            check_gaps(found)
        transaction.set_rollback(True)


def do(glc, recorded_on, holds_from, code, what, body):
    """Do one act, unless the rules refuse it or there is nothing to end."""
    with suppress(*REFUSALS), transaction.atomic(), time_machine.travel(instant(recorded_on)):
        if what in Status.values:
            stated(code, what, holds_from, recorded=max(recorded_on, holds_from))
        elif what == "withdraws":
            Activity.objects.filter(code=code).update(withdrawn_on=holds_from)
        else:
            getattr(glc, what)(code, body, holds_from.isoformat())


def submit(glc, body, status):
    """Let the GLC write and submit a body's report: each of its lines says the same."""
    report = report_of(body, OPEN)
    answers = {"progress": "Two trainings held.", **ANSWERS.get(status, {})}
    report = actions.save_report(
        report=report, by=glc.by, version=report.version, summary="A good quarter.",
        lines=full(report, status=status, **answers), on_behalf_reason="Dictated by telephone.",
    )  # fmt: skip
    actions.submit(
        report=report, by=glc.by, version=report.version, on_behalf_reason="Dictated by telephone."
    )
