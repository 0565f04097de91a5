"""Who has which part in each activity, and where nobody has one: activities by bodies."""

from collections import defaultdict
from dataclasses import dataclass, field

from reporting.dashboard import Line
from sip.bodies import awaited_in_time
from sip.filters import NO_REPORTER, SILENT
from sip.models import Owner, Status
from sip.reporters import reporters_at

REPORTS = "reports"  # beside the roles of `Responsibility.Role`
NO_OWNER = "no_owner"


@dataclass
class Parts:
    """One activity: what each body does in it, {primary key: [role, …]}, and what is missing."""

    line: Line
    roles: dict = field(default_factory=lambda: defaultdict(list))
    is_awaited: bool = False  # a report of the last quarter may still come in time

    @property
    def has_owner(self):
        return bool(self.line.place.owners)

    @property
    def has_reporter(self):
        return any(REPORTS in roles for roles in self.roles.values())

    @property
    def gaps(self):
        """What is missing: nobody answers for it, nobody reports on it, nobody did last quarter."""
        missing = [] if self.has_owner else [NO_OWNER]
        if not self.has_reporter:
            return [*missing, NO_REPORTER]
        return [*missing, SILENT] if self._is_unheard and not self.is_awaited else missing

    @property
    def is_not_judged(self):
        """Whether it would be silent, if a report could not still come in time."""
        return self.is_awaited and self.has_reporter and self._is_unheard

    @property
    def _is_unheard(self):
        place = self.line.place
        if place.status == Status.COMPLETED and not place.is_upkeep:
            return False
        return place.effective_on is None or self.line.confirmed is not None


@dataclass
class Responsibilities:
    """The matrix: `bodies` are its columns, by their own order; `rows` one for each activity."""

    bodies: list[Owner]
    rows: list[Parts]

    def with_gap(self, gap):
        return [row for row in self.rows if gap in row.gaps]

    @property
    def not_judged(self):
        """Those of which nobody can say yet whether the last quarter hears of them."""
        return [row for row in self.rows if row.is_not_judged]


def make(board):
    """Return the responsibilities of a dashboard's activities at its moment, in three queries."""
    awaited = set(awaited_in_time(board.at).order_by().values_list("pk", flat=True))
    rows = {line.place.pk: Parts(line, is_awaited=line.place.pk in awaited) for line in board.lines}
    bodies = {}
    for activity, (named, reporters) in reporters_at(board.at).items():
        if parts := rows.get(activity):
            for one in named:
                parts.roles[one.owner_id].append(one.role)
            for reporter in reporters:
                parts.roles[reporter.body.pk].append(REPORTS)
            bodies |= {body.pk: body for body in _bodies(named, reporters)}
    return Responsibilities(sorted(bodies.values(), key=lambda body: body.order), [*rows.values()])


def _bodies(named, reporters):
    return [*(one.owner for one in named), *(reporter.body for reporter in reporters)]
