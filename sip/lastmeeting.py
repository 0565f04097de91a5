"""The last GLM held, and the figures it took up: what “since the last GLM” counts from, on every
page and in every file."""

import datetime
from typing import NamedTuple

from django.db.models import F, Subquery

from accounts.clock import start_of_day
from sip import quarters
from sip.glmnames import with_quarter
from sip.models import Meeting
from sip.moments import Moment

COLUMNS = ("key", "starts_on", "quarters__key")
A_MOMENT = datetime.timedelta(microseconds=1)


class LastMeeting(NamedTuple):
    """A GLM by the month that names it, its first day, and the quarter it took up."""

    month: datetime.date
    starts_on: datetime.date
    quarter: quarters.QuarterDays

    @property
    def then(self):
        """The end of that quarter as that GLM was told of it, for `sip.progress.status_as_of`."""
        return known_before(self.starts_on).before(self.quarter)

    @property
    def words(self):
        """“the GLM of June 2026, which took up Q1 2026”."""
        return with_quarter(self.month, self.quarter)


def known_before(day):
    """Return the moment just before a day begins (in Rome): what a GLM of that day was told."""
    return Moment(day, start_of_day(day) - A_MOMENT)


def columns(day):
    """Return the columns that tell of the last GLM held before a day, for a query on anything."""
    # The row of a quarter may name its meeting; of several, the last one is taken up.
    held = Meeting.objects.held(day).order_by(
        "-starts_on", F("quarters__starts_on").desc(nulls_last=True)
    )
    return [Subquery(held.values(name)[:1]) for name in COLUMNS]


def read(key, starts_on, quarter):
    """Return the `LastMeeting` that `columns` tell of, or None before the first one."""
    if key is None:
        return None
    return LastMeeting(
        datetime.date(int(key[:4]), int(key[5:]), 1),
        starts_on,
        quarters.parse(quarter) if quarter else quarters.last_ended(starts_on),
    )
