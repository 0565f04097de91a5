"""The days of a mandate that a GLM gives: two years, counted from the GLM (source 000).

A mandate begins at its GLM or within a year after, and ends two years later at most. What names
people, and what seats them, stands in an app above this one (`workinggroups.mandates`).
"""

import datetime

from django.utils import timezone

YEARS = 2
WITHIN = datetime.timedelta(days=365)  # after its GLM: a renewal is named one or two GLMs ahead


def end_of_mandate(starts_on):
    """Return the last day of a mandate of two years."""
    try:
        following = starts_on.replace(year=starts_on.year + YEARS)
    except ValueError:  # the 29th of February
        following = starts_on.replace(year=starts_on.year + YEARS, month=3, day=1)
    return following - datetime.timedelta(days=1)


def last_day(named_in, starts_on):
    """Return the last day of a seat that a GLM named: two years from its first day, and from the
    GLM's last."""
    return min(end_of_mandate(starts_on), end_of_mandate(named_in.ends_on))


def fits(seat, named_in):
    """Whether a seat that was recorded could have been named at a GLM of these days."""
    return (
        named_in.starts_on <= seat.starts_on <= named_in.ends_on + WITHIN
        and named_in.starts_on <= timezone.localdate(seat.recorded_at)
        and seat.ends_on is not None
        and seat.ends_on <= last_day(named_in, seat.starts_on)
    )
