"""The calendar's quarters, as the Strategy counts them: `2026-Q3` and its days. Pure functions."""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

PATTERN = r"20\d\d-Q[1-4]"


class QuarterDays(NamedTuple):
    """A quarter of a year. Quarters compare in time."""

    year: int
    number: int

    @property
    def key(self):
        return f"{self.year}-Q{self.number}"

    @property
    def starts_on(self):
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self):
        return self.plus(1).starts_on - datetime.timedelta(days=1)

    def plus(self, quarters):
        """Return the quarter so many later (earlier when negative)."""
        index = self.year * 4 + self.number - 1 + quarters
        return QuarterDays(index // 4, index % 4 + 1)

    def __str__(self):
        return self.key


@lru_cache(maxsize=2000)
def containing(day):
    """Return the one quarter that `day` falls in."""
    return QuarterDays(day.year, (day.month + 2) // 3)


def last_ended(day):
    """Return the last quarter that ended before `day`."""
    return containing(day).plus(-1)


def parse(key):
    """Return the quarter named `2026-Q3`; raise ValueError for anything else."""
    if not re.fullmatch(PATTERN, key or ""):
        raise ValueError(f"{key!r} is not a quarter such as 2026-Q3")
    return QuarterDays(int(key[:4]), int(key[-1]))


def typed(text):
    """Return the quarter that somebody typed as an address names it or as pages write it
    (`2026-Q3`, `Q3 2026`, `T3 2026`), or None where it is none of these."""
    parts = set(re.split(r"[\s-]+", (text or "").strip().upper()))
    years = [part for part in parts if re.fullmatch(r"20\d\d", part)]
    numbers = [part for part in parts if re.fullmatch(r"[QT][1-4]", part)]
    if len(parts) != 2 or not (years and numbers):
        return None
    return QuarterDays(int(years[0]), int(numbers[0][1]))


def latest(count, up_to):
    """Return `count` quarters running, the last of them `up_to`."""
    return [up_to.plus(step - count + 1) for step in range(count)]
