"""Whether a plan's actions keep their rhythm, on a day. Pure functions: the day comes in.

A recurring action has periods (weeks from Monday, months, quarters). A tick stands for its whole
period; the rhythm is broken once a period has ended without one: the action has *lapsed*. Only what
has a date becomes *overdue*. What is continuous is never either: it asks for a dated review.
"""

import datetime
from functools import lru_cache
from typing import NamedTuple

from actionplans.deadlines import DATED, Frequency, Schedule, end_of_month

REVIEW_EVERY = datetime.timedelta(days=92)  # a continuous action is looked at once a quarter
AT_REST = ("completed", "paused")  # statuses in which no rhythm is asked for
DAY = datetime.timedelta(days=1)


class Period(NamedTuple):
    starts_on: datetime.date
    ends_on: datetime.date


class Timed(NamedTuple):
    """What the calendar needs to know of an action. `status` is a status key or "" (not yet
    reported); `ticks` the first days of the periods ticked off (days of review when continuous)."""

    schedule: str
    frequency: str
    due_on: datetime.date | None
    starts_on: datetime.date
    ends_on: datetime.date  # the last day of the plan's year, or the day the plan was closed
    status: str
    ticks: frozenset
    closed_on: datetime.date | None = None  # where the plan is closed: nothing grows late after

    def late_by(self, on):
        """Return the day that lateness is counted up to."""
        return min(on, self.closed_on) if self.closed_on else on


class Standing(NamedTuple):
    """Where an action stands in time. `months` has a mark for each month of the plan's year: "hit",
    "miss", "soon" or ""; `next_on` is the last day of the period to tick off next.
    `done` of the `expected` periods were ticked off: those that ended, and the one that runs once
    it is ticked."""

    is_overdue: bool = False
    is_lapsed: bool = False
    asks_review: bool = False
    days_late: int = 0
    missed: tuple = ()
    done: int = 0
    expected: int = 0
    next_on: datetime.date | None = None
    last_on: datetime.date | None = None
    months: tuple = ()


def period_of(frequency, day):
    """Return the `Period` of that rhythm that a day falls in."""
    if frequency == Frequency.WEEKLY:
        start = day - datetime.timedelta(days=day.weekday())
        return Period(start, start + 6 * DAY)
    if frequency == Frequency.QUARTERLY:
        start = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        return Period(start, end_of_month(start.replace(month=start.month + 2)))
    return Period(day.replace(day=1), end_of_month(day))


def periods(frequency, first, last):
    """Return the periods from the one that holds `first` to the last that begins by `last`."""
    found, period = [], period_of(frequency, first)
    while period.starts_on <= last:
        found.append(period)
        period = period_of(frequency, period.ends_on + DAY)
    return found


def is_overdue(timed, on):
    """Whether a date has passed without the action being completed."""
    return (
        timed.schedule in DATED
        and timed.status != "completed"
        and timed.due_on is not None
        and timed.due_on < timed.late_by(on)
    )


def is_lapsed(timed, on):
    """Whether the last period that ended was not ticked off."""
    if timed.schedule != Schedule.RECURRING or timed.status in AT_REST:
        return False
    ended = _last_ended(timed.frequency, timed.ends_on, on)
    return ended.ends_on >= timed.starts_on and ended.starts_on not in timed.ticks


def asks_review(timed, on):
    """Whether a continuous action has not been looked at for a quarter."""
    if timed.schedule != Schedule.CONTINUOUS or timed.status in AT_REST or on > timed.ends_on:
        return False
    seen = [day for day in timed.ticks if day <= on]
    return on - (max(seen) if seen else timed.starts_on) > REVIEW_EVERY


def standing(timed, on):
    """Return the `Standing` of an action on a day."""
    if timed.schedule == Schedule.RECURRING:
        return _recurring(timed, on)
    if timed.schedule == Schedule.CONTINUOUS:
        seen = [day for day in timed.ticks if day <= on]
        return Standing(asks_review=asks_review(timed, on), last_on=max(seen, default=None))
    if timed.schedule in DATED:
        return _dated(timed, on)
    return Standing()


def due_periods(timed, on):
    """Return the periods that may be ticked off on a day: those begun, newest first."""
    if timed.schedule != Schedule.RECURRING:
        return []
    return periods(timed.frequency, timed.starts_on, min(on, timed.ends_on))[::-1]


@lru_cache(maxsize=1000)  # the same for all actions of a plan, and of most plans of a year
def _last_ended(frequency, ends_on, on):
    """Return the last period that ended before `on`, in a plan that ends on `ends_on`."""
    last = period_of(frequency, ends_on)
    if last.ends_on == ends_on < on:
        return last
    return period_of(frequency, period_of(frequency, min(on, ends_on + DAY)).starts_on - DAY)


def _recurring(timed, on):
    every = periods(timed.frequency, timed.starts_on, timed.ends_on)
    ended = [period for period in every if period.ends_on < on and period.ends_on <= timed.ends_on]
    missed = tuple(period for period in ended if period.starts_on not in timed.ticks)
    waiting = [p for p in every if p.ends_on >= on and p.starts_on not in timed.ticks]
    # A period that runs counts once it is ticked off, as its mark in the strip does.
    early = [
        period for period in every
        if period.starts_on <= on and period.starts_on in timed.ticks and period not in ended
    ]  # fmt: skip
    rests = timed.status in AT_REST
    return Standing(
        is_lapsed=is_lapsed(timed, on),
        missed=missed,
        done=len(ended) - len(missed) + len(early),
        expected=len(ended) + len(early),
        next_on=waiting[0].ends_on if waiting and not rests else None,
        last_on=max((day for day in timed.ticks if day <= on), default=None),
        months=_months_of(timed, every, on),
    )


def _months_of(timed, every, on):
    marks = []
    for month in range(1, 13):
        here = [
            p for p in every if p.ends_on.month == month and p.ends_on.year == timed.ends_on.year
        ]
        if not here:
            marks.append("")
        elif any(p.ends_on < on and p.starts_on not in timed.ticks for p in here):
            marks.append("miss")
        elif all(p.starts_on in timed.ticks or p.ends_on >= on for p in here) and any(
            p.starts_on in timed.ticks for p in here
        ):
            marks.append("hit")
        else:
            marks.append("soon")
    return tuple(marks)


def _dated(timed, on):
    late = is_overdue(timed, on)
    mark = "miss" if late else "hit" if timed.status == "completed" else "soon"
    same_year = timed.due_on is not None and timed.due_on.year == timed.ends_on.year
    months = tuple(
        mark if same_year and month == timed.due_on.month else "" for month in range(1, 13)
    )
    return Standing(
        is_overdue=late,
        days_late=(timed.late_by(on) - timed.due_on).days if late else 0,
        next_on=timed.due_on,
        months=months,
    )
