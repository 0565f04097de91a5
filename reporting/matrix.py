"""Activity by quarter: what each quarter said of each activity (`sip.cells`), the rest of the past
a click away."""

from dataclasses import dataclass

from sip import quarters
from sip.cells import cells

QUARTERS_SHOWN = 8


@dataclass
class Matrix:
    """`quarters` in time, and `rows`: (line, cells)."""

    quarters: list[quarters.QuarterDays]
    rows: list[tuple]

    @classmethod
    def of(cls, lines, at, count=QUARTERS_SHOWN, *, of_all=False):
        """Return the matrix of these lines (`of_all`: the whole plan's): the last `count` quarters
        that a moment is about, in one query."""
        shown = quarters.latest(count, at.last_quarter)
        upkeep = {line.place.pk: line.place.is_upkeep for line in lines}
        found = cells(upkeep, shown, at, of_all=of_all)
        return cls(shown, [(line, found[line.place.pk]) for line in lines])
