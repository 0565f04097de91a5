"""Who has which part in each activity, and where nobody has one: activities by bodies."""

from collections import defaultdict
from dataclasses import dataclass, field

from reporting.dashboard import Line
from sip.filters import NO_REPORTER, SILENT
from sip.models import Assignment, Owner, Responsibility, Status
from sip.moments import assigned, responsible

REPORTS = "reports"  # beside the roles of `Responsibility.Role`
NO_OWNER = "no_owner"


@dataclass
class Parts:
    """One activity: what each body does in it, {primary key: [role, …]}, and what is missing."""

    line: Line
    roles: dict = field(default_factory=lambda: defaultdict(list))

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
        return [*missing, SILENT] if self._is_unheard else missing

    @property
    def _is_unheard(self):
        place = self.line.place
        if place.status == Status.COMPLETED and not place.is_upkeep:
            return False
        return place.effective_on is None or self.line.confirmed is not None

    def reported_by(self, owner):
        if REPORTS not in self.roles[owner]:
            self.roles[owner].append(REPORTS)


@dataclass
class Responsibilities:
    """The matrix: `bodies` are its columns, by their own order; `rows` one for each activity."""

    bodies: list[Owner]
    rows: list[Parts]

    def with_gap(self, gap):
        return [row for row in self.rows if gap in row.gaps]


def make(board):
    """Return the responsibilities of a dashboard's activities at its moment, in three queries."""
    rows = {line.place.pk: Parts(line) for line in board.lines}
    owners = {owner.pk: owner for owner in Owner.objects.order_by("order")}
    given = Assignment.objects.filter(assigned(board.at)).values_list("activity", "owner", "basis")
    given = [row for row in given if row[0] in rows]
    decided = {activity for activity, _owner, basis in given if basis == Assignment.Basis.DECIDED}
    held = Responsibility.objects.filter(responsible(board.at)).order_by("order")
    for activity, owner, role in held.values_list("activity", "owner", "role"):
        if parts := rows.get(activity):
            parts.roles[owner].append(role)
            _add_reporter(parts, owners[owner], is_given=activity in decided)
    for activity, owner, _basis in given:
        rows[activity].reported_by(owner)
    used = {pk for parts in rows.values() for pk in parts.roles}
    return Responsibilities([owner for pk, owner in owners.items() if pk in used], [*rows.values()])


def _add_reporter(parts, owner, *, is_given):
    """A body that is named reports itself, or through another one; the generic groups only until
    the GLC has given the activity to a group (the rule of `Activity.objects.reported_by`)."""
    if owner.reports:
        parts.reported_by(owner.pk)
    elif owner.reports_through_id and not (is_given and owner.kind == Owner.Kind.GENERIC):
        parts.reported_by(owner.reports_through_id)
