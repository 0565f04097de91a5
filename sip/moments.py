"""From when the plan is looked at: today, the end of a past day, or a quarter.

**As of a day** shows what was recorded by the end of that day in Rome: the latest effective day
first, then the latest recorded. **As of a quarter** shows its last day: from the frozen rows where
the quarter was closed by then, else from what is recorded of it so far. What the SIP itself prints
counts from its own day on, whenever it was loaded.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q, Subquery
from django.utils import timezone

from accounts.clock import end_of_day, today
from accounts.dated import holding, known_to_hold
from sip import quarters
from sip.models import Activity, Assignment, Strategy


@dataclass(frozen=True)
class Moment:
    """The day that is shown, and by when what is shown had been recorded (None: by now).

    `quarter` is the `QuarterDays` asked for, if one was; `frozen` the primary key of its row where
    it was closed (at `closed_at`) and its frozen rows are read; `or_frozen` that each activity is
    read from its frozen row where there is one (statuses alone: `before`). `said` holds what
    reports that are not accepted yet say, (activity, status, day), where they are included
    (`sip.submitted`).
    """

    day: datetime.date
    known: datetime.datetime | None = None
    quarter: quarters.QuarterDays | None = None
    frozen: int | None = None
    closed_at: datetime.datetime | None = None
    or_frozen: bool = False
    includes_submitted: bool = False
    said: tuple = ()

    @property
    def is_now(self):
        """Whether it is today as known now: what the pointers kept for speed tell of."""
        return self.known is None and self.quarter is None

    @property
    def cutoff(self):
        """The instant after which nothing that was recorded counts (None: all by now counts): for a
        closed quarter that of its closing, else `known`."""
        return self.closed_at or self.known

    @property
    def is_today(self):
        """Whether nothing else than today's accepted figures is shown."""
        return self.is_now and not self.includes_submitted

    @cached_property
    def ending(self):
        """What an address of the same moment ends in, with its question mark; or nothing."""
        return f"?{urlencode(self.query)}" if self.query else ""

    @property
    def last_quarter(self):
        """The last quarter that the figures are about: the one asked for, else the last ended."""
        return self.quarter or quarters.last_ended(self.day)

    @cached_property
    def as_of(self):
        """The day by whose end what is shown had been recorded, where an address names one."""
        return timezone.localdate(self.known) if self.known and not self.frozen else None

    @cached_property
    def query(self):
        """What names this moment in an address, as a dict."""
        named = {}
        if self.as_of:
            named["as_of"] = self.as_of.isoformat()
        if self.quarter:
            named["quarter"] = self.quarter.key
        if self.includes_submitted:
            named["include"] = "submitted"
        return named

    def at_end_of(self, quarter):
        """Return the end of a `QuarterDays` as somebody at this moment knew it: closed or not."""
        return self.closed(quarter, closing(quarter, self.known))

    def closed(self, quarter, row):
        """Return the same where the answer of `closing` is at hand."""
        return Moment(quarter.ends_on, self.known, quarter, *(row or ()))

    def before(self, quarter):
        """Return the same as `at_end_of`, for `sip.progress.status_as_of` alone: without asking
        first whether the quarter was closed."""
        return Moment(quarter.ends_on, self.known, quarter, or_frozen=True)


def now():
    return Moment(today())


def moment(on=None):
    """Return the `Moment` of a day: today when None, and for a day still to come."""
    if isinstance(on, Moment):
        return on
    day = today()
    return Moment(day) if on is None or on >= day else Moment(on, end_of_day(on))


def closing(quarter, by=None):
    """Return the primary key of a closed quarter and its closing instant, or None where it was not
    closed (by an instant). Only what is closed has frozen rows."""
    return _closed(quarter, by).values_list(*CLOSING).first()


def strategy_and_closing(quarter, by=None):
    """Return the first and last day of the Strategy (None before one is loaded), and what `closing`
    says of a quarter: for the addresses that name one, in one query."""
    closed = _closed(quarter, by)
    columns = [Subquery(closed.values(column)[:1]) for column in CLOSING]
    rows = Strategy.objects.order_by("starts_on").values_list("starts_on", "ends_on", *columns)
    starts_on, ends_on, *row = rows.first() or (None,) * 4
    return (starts_on and (starts_on, ends_on)), (row if row[0] else None)


CLOSING = ("frozen_rows__quarter", "frozen_rows__quarter__closed_at")


def _closed(quarter, by):
    of_it = {"frozen_rows__quarter__key": quarter.key}
    if by:  # in one condition: two would each look at frozen rows of any quarter
        of_it["frozen_rows__quarter__closed_at__lte"] = by
    return Activity.objects.filter(**of_it).order_by()


def responsible(at, relation=""):
    """Return the condition that a `Responsibility` held at a moment, as known then."""
    return _held(at, relation, is_published=True)


def assigned(at, relation=""):
    """Return the condition that an `Assignment` held at a moment, as known then."""
    return _held(at, relation, basis=Assignment.Basis.INFERRED)


def held(at, relation=""):
    """Return the condition that a seat, or another dated fact, held at a moment as known then."""
    return _held(at, relation)


def _held(at, relation, **published):
    if at.cutoff is None:
        return holding(at.day, relation)
    way = f"{relation}__" if relation else ""
    always = Q(**{f"{way}{name}": value for name, value in published.items()})
    return known_to_hold(at.day, at.cutoff, relation, always)
