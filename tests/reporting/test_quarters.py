"""When a quarter opens, when reports are due, which GLM takes it up."""

import datetime

import pytest
from django.utils import timezone

from reporting import quarters as rules
from sip import quarters

Q3 = quarters.parse("2026-Q3")


def test_a_quarter_opens_fourteen_days_before_its_last_day():
    assert rules.opens_on(Q3) == datetime.date(2026, 9, 16)


def test_reports_are_due_fifteen_days_after_the_end_at_the_end_of_the_day_in_rome():
    due = timezone.localtime(rules.due_at(Q3))
    assert due.isoformat() == "2026-10-15T23:59:59+02:00"


def test_the_deadline_follows_the_change_of_the_hour():
    # Rome leaves summer time on 25 October, between these two deadlines.
    assert rules.due_at(quarters.parse("2026-Q4")).utcoffset() == datetime.timedelta(hours=1)
    assert rules.due_at(quarters.parse("2026-Q1")).utcoffset() == datetime.timedelta(hours=2)


def test_a_glm_soon_after_the_quarter_brings_the_deadline_forward():
    due = rules.due_at(Q3, datetime.date(2026, 10, 20))
    assert timezone.localtime(due).date() == datetime.date(2026, 10, 13)


def test_a_glm_later_on_leaves_the_deadline_where_it_was():
    assert rules.due_at(Q3, datetime.date(2026, 11, 18)) == rules.due_at(Q3)


@pytest.mark.parametrize(
    ("glm", "key"),
    [
        (datetime.date(2026, 11, 18), "2026-Q3"),
        (datetime.date(2026, 6, 10), "2026-Q1"),
        (datetime.date(2026, 10, 1), "2026-Q3"),
        (datetime.date(2026, 9, 30), "2026-Q2"),
        (datetime.date(2027, 1, 4), "2026-Q4"),
    ],
)
def test_a_glm_takes_up_the_last_quarter_that_ended_before_it(glm, key):
    assert rules.taken_up_by(glm).key == key


@pytest.mark.parametrize(
    ("seconds", "days"), [(0, 0), (-1, 0), (1, 1), (86_400, 1), (86_401, 2), (3 * 86_400, 3)]
)
def test_days_late_begin_with_the_first_second_after_the_deadline(seconds, days):
    due = rules.due_at(Q3)
    assert rules.days_late(due, due + datetime.timedelta(seconds=seconds)) == days
