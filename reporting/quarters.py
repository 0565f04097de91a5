"""When a quarter opens, when its reports are due, and which GLM takes it up. Pure functions.

The numbers are this installation's rules; the days of any one quarter can be changed in its row.
"""

import datetime

from accounts.clock import end_of_day
from sip import quarters

# A quarter opens so many days before its last day.
OPENS_DAYS_BEFORE_THE_END = 14
# Reports are due so many days after its last day …
DUE_DAYS_AFTER_THE_END = 15
# … and, in a quarter that a GLM takes up, at the latest so many days before the GLM.
DUE_DAYS_BEFORE_THE_GLM = 7


def opens_on(days):
    """Return the day on which the quarter `days` (a `sip.quarters.QuarterDays`) opens."""
    return days.ends_on - datetime.timedelta(days=OPENS_DAYS_BEFORE_THE_END)


def due_at(days, glm_starts_on=None):
    """Return the last instant that is in time: 23:59:59 in Rome of the day reports are due.

    `glm_starts_on` is the first day of the GLM that takes the quarter up, where there is one.
    """
    due_on = days.ends_on + datetime.timedelta(days=DUE_DAYS_AFTER_THE_END)
    if glm_starts_on:
        due_on = min(due_on, latest_day_before(glm_starts_on))
    return last_second(due_on)


def latest_day_before(glm_starts_on):
    """Return the last day on which a report still reaches this GLM."""
    return glm_starts_on - datetime.timedelta(days=DUE_DAYS_BEFORE_THE_GLM)


def last_second(day):
    """Return 23:59:59 of a day in Rome."""
    return end_of_day(day).replace(microsecond=0)


def taken_up_by(glm_starts_on):
    """Return the quarter that a GLM takes up: the last one that ended before it began."""
    return quarters.last_ended(glm_starts_on)


def days_late(due, at):
    """Return how many days past the deadline an instant is: 0 in time, 1 from the first second
    after it."""
    return max(0, -((due - at) // datetime.timedelta(days=1))) if at > due else 0
