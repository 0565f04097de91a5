"""Which quarters and meetings the demo tells of, seen from the day it is made. Pure functions."""

import datetime

from sip.quarters import QuarterDays, last_ended

FIRST = QuarterDays(2023, 4)  # the first one of the plan's revision
LAST = QuarterDays(2026, 4)  # the last one of the Strategy
DAYS_TO_THE_GLM = 20
DAYS_TO_THE_DEADLINE = 5
DAYS_BETWEEN_GLMS = 90  # a June or November nearer than this to the next GLM has none
CLOSES_DAYS_AFTER_THE_END = 40


def quarters_told(day):
    """Return the quarters of the story, oldest first; the last one is open on `day`.

    Raises ValueError for a day before the first of them has ended.
    """
    last = min(last_ended(day), LAST)
    if last < FIRST:
        raise ValueError(f"{day}: the demo begins after {FIRST.ends_on}")
    return [FIRST.plus(step) for step in range(_index(last) - _index(FIRST) + 1)]


def due_on(day):
    """Return the day on which the reports of the open quarter are due."""
    return day + datetime.timedelta(days=DAYS_TO_THE_DEADLINE)


def next_meeting(day):
    """Return the first day of the GLM ahead."""
    return day + datetime.timedelta(days=DAYS_TO_THE_GLM)


def past_meetings(day):
    """Return the first days of the GLMs held in the story: Junes and Novembers, newest first."""
    ahead, open_quarter = next_meeting(day), quarters_told(day)[-1]
    found = [
        _third_tuesday(year, month) for year in range(ahead.year, 2022, -1) for month in (11, 6)
    ]
    return [
        start
        for start in found
        if start <= ahead - datetime.timedelta(days=DAYS_BETWEEN_GLMS)
        and FIRST.starts_on <= start < open_quarter.ends_on
    ]


def _third_tuesday(year, month):
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(1 - first.weekday()) % 7 + 14)


def _index(quarter):
    return quarter.year * 4 + quarter.number
