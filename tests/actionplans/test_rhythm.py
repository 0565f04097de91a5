"""Rhythms kept and broken, as of a day."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.rhythm import Timed, period_of, periods, standing

D = datetime.date
START, END = D(2026, 1, 1), D(2026, 12, 31)


def timed(schedule="recurring", frequency="monthly", due_on=None, status="", ticks=(), end=END):
    return Timed(schedule, frequency, due_on, START, end, status, frozenset(ticks))


def months(*numbers):
    return [D(2026, number, 1) for number in numbers]


def test_a_tick_stands_for_its_whole_month():
    kept = timed(ticks=months(*range(1, 10)))
    assert not standing(kept, D(2026, 10, 31)).is_lapsed
    broken = standing(kept, D(2026, 11, 1))
    assert broken.is_lapsed
    assert [period.starts_on for period in broken.missed] == months(10)
    assert (broken.done, broken.expected) == (9, 10)


def test_an_old_gap_is_told_but_breaks_nothing_today():
    now = standing(timed(ticks=months(1, 2, 4, 5, 6, 7, 8, 9)), D(2026, 10, 12))
    assert not now.is_lapsed
    assert now.months == ("hit",) * 2 + ("miss",) + ("hit",) * 6 + ("soon",) * 3
    assert now.next_on == D(2026, 10, 31)


def test_a_period_that_runs_counts_once_it_is_ticked_as_in_the_strip():
    before = standing(timed(ticks=months(*range(1, 10))), D(2026, 10, 12))
    assert (before.done, before.expected, before.months[9]) == (9, 9, "soon")
    after = standing(timed(ticks=months(*range(1, 11))), D(2026, 10, 12))
    assert (after.done, after.expected, after.months[9]) == (10, 10, "hit")
    assert after.months.count("hit") == after.done


def test_nothing_is_lapsed_before_the_first_period_has_ended():
    assert not standing(timed(), D(2026, 1, 31)).is_lapsed
    assert standing(timed(), D(2026, 2, 1)).is_lapsed


def test_the_rhythm_ends_with_the_year_or_with_the_plan():
    whole = timed(ticks=months(*range(1, 13)))
    assert not standing(whole, D(2029, 5, 1)).is_lapsed
    assert standing(timed(ticks=months(*range(1, 12))), D(2029, 5, 1)).is_lapsed
    closed = timed(ticks=months(*range(1, 6)), end=D(2026, 6, 10))
    assert not standing(closed, D(2026, 9, 1)).is_lapsed


@pytest.mark.parametrize("status", ["completed", "paused"])
def test_what_is_completed_or_paused_breaks_no_rhythm(status):
    assert not standing(timed(status=status), D(2026, 9, 1)).is_lapsed


def test_only_what_has_a_date_becomes_overdue():
    due = timed("by_month", "", D(2026, 8, 31))
    assert not standing(due, D(2026, 8, 31)).is_overdue
    late = standing(due, D(2026, 10, 18))
    assert (late.is_overdue, late.days_late) == (True, 48)
    assert not standing(due._replace(status="completed"), D(2026, 10, 18)).is_overdue
    for schedule, frequency in (("continuous", ""), ("recurring", "weekly"), ("unspecified", "")):
        assert not standing(timed(schedule, frequency), D(2026, 12, 31)).is_overdue


def test_what_is_continuous_asks_for_a_review_each_quarter():
    reviewed = timed("continuous", "", ticks=[D(2026, 6, 30)])
    assert not standing(reviewed, D(2026, 9, 30)).asks_review
    assert standing(reviewed, D(2026, 10, 1)).asks_review
    assert not standing(reviewed, D(2026, 10, 1)).is_lapsed


@given(
    day=st.dates(D(2020, 1, 1), D(2030, 1, 1)),
    frequency=st.sampled_from(["weekly", "monthly", "quarterly"]),
)
def test_periods_follow_one_another_without_a_hole(day, frequency):
    period = period_of(frequency, day)
    assert period.starts_on <= day <= period.ends_on
    after = period_of(frequency, period.ends_on + datetime.timedelta(days=1))
    assert after.starts_on == period.ends_on + datetime.timedelta(days=1)
    assert periods(frequency, period.starts_on, after.starts_on) == [period, after]


@pytest.mark.long
@given(
    on=st.dates(D(2026, 1, 1), D(2028, 1, 1)),
    frequency=st.sampled_from(["weekly", "monthly", "quarterly"]),
)
def test_whoever_ticks_every_period_has_broken_no_rhythm(on, frequency):
    every = [period.starts_on for period in periods(frequency, START, END)]
    now = standing(timed(frequency=frequency, ticks=every), on)
    assert (now.is_lapsed, now.missed) == (False, ())
    none = standing(timed(frequency=frequency), on)
    assert none.is_lapsed == bool(none.expected)
    assert (none.done, now.done) == (0, now.expected)
