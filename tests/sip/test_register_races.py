"""Two people write in the registers at once: numbers stay apart, and no follow-up is lost."""

import datetime

import pytest
from django.db import connection  # noqa: F401 (named by the condition of skipif)

from accounts.conflicts import Stale
from sip.models import Decision
from sip.registers.actions import follow_up, record_decision
from sip.translated import Translated
from tests.cast import make_cast
from tests.threads import at_once, of_kind

pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="writers must run side by side"),
]
DAY = datetime.date(2026, 6, 17)


def test_decisions_recorded_at_once_get_numbers_of_their_own():
    by = make_cast().glc_rome

    def record(number):
        text = Translated.of(fr=f"Décision {number}.")
        return lambda: record_decision(taken_by="sag", taken_on=DAY, text=text, by=by)

    results = at_once(*map(record, range(6)))
    assert not of_kind(results, Exception)
    assert {one.key for one in results} == {f"2026-06-{number}" for number in range(1, 7)}


def test_of_two_follow_ups_at_once_one_is_shown_the_other():
    by = make_cast().glc_rome
    row = record_decision(taken_by="sag", taken_on=DAY, text=Translated.of(fr="X."), by=by)

    def follow(note):
        return lambda: follow_up(decision=row, state="under_way", note=note, version=0, by=by)

    results = at_once(follow("One."), follow("Two."))
    assert len(of_kind(results, Stale)) == 1
    assert Decision.objects.get().version == 1
