"""The figures of the dashboard: of the whole plan, a pillar, an outcome, an output, a body or a
lens, at any moment. The page, its files and the pack of a GLM print from here.

Every figure is a count of `Board.lines`, and `Board.address(**filters)` leads to the plan filtered
to exactly those: totals and rows come from one query. A fixed number of queries, whatever the size
of the plan and of its past.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError

from reporting import disagreements
from reporting.histories import histories
from reporting.matrix import QUARTERS_SHOWN, Matrix
from reporting.receipts import Receipt, receipts
from reporting.waiting import Ask, Told, became, blocks
from sip import progress
from sip.changes import WAYS, way_of
from sip.filters import NO_OWNER, SEVERAL, PlanFilter
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.moments import Moment
from sip.names import Element, Names
from sip.planquery import Query
from sip.progress import TROUBLED, Place, PlanRow, counts_by_status
from sip.sparks import unconfirmed_since

LONGEST = 100  # activities whose quarters fit on one page
STALE_QUARTERS = 2  # a status not confirmed for so many quarters is told of
SCOPES = ("pillar", "part", "body", "lens")  # filters that narrow a dashboard


@dataclass
class Line:
    """One activity: where it stands, and where it stood at the moment compared with."""

    place: Place
    names: Names
    at: Moment

    @property
    def status(self):
        return self.place.status

    @property
    def before(self):
        return self.place.before or NOT_REPORTED

    @cached_property
    def way(self):
        """Which way it moved: "backward", "forward", "first", or "" (`sip.changes.way_of`)."""
        return way_of(self.before, self.status)

    @cached_property
    def row(self) -> PlanRow:
        return progress.row_of(self.place, self.names)

    @property
    def address(self):
        """The address of its page, at the moment shown."""
        return self.row.path + self.at.ending

    @cached_property
    def confirmed(self):
        """The quarter that last confirmed the status, where that was not the last one."""
        if self.place.effective_on is None:
            return None
        return unconfirmed_since(self.place, self.place.is_upkeep, self.at)

    @property
    def is_stale(self):
        """Whether its status has not been confirmed in the last two quarters."""
        oldest = self.at.last_quarter.plus(1 - STALE_QUARTERS)
        return self.confirmed is not None and self.confirmed < oldest


@dataclass(frozen=True)
class Share:
    """Activities of one part of the plan, or of one body: how many stand where."""

    element: Element | None  # None: those whose owner the SIP does not give
    filters: dict  # what leads to them in the plan
    counts: dict  # {status key: number}, every status in its order

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def completed(self):
        return self.counts[Status.COMPLETED]

    @property
    def troubled(self):
        """At risk or blocked."""
        return sum(self.counts[key] for key in TROUBLED)


@dataclass
class Board:
    """Everything a dashboard says. `at` is the moment shown, `then` the one compared with, `since`
    how an address names that one (a quarter, `glm`, or a day)."""

    at: Moment
    then: Moment
    since: str
    scope: dict  # the filters that narrow it, as they stand in an address
    names: Names
    lines: list[Line]
    problems: list = field(default_factory=list)
    titles: list = field(default_factory=list)  # the scope in words

    @property
    def total(self):
        return len(self.lines)

    @cached_property
    def counts(self):
        return counts_by_status(line.status for line in self.lines)

    @cached_property
    def counts_before(self):
        """The same activities at the moment compared with."""
        return counts_by_status(line.before for line in self.lines)

    @cached_property
    def moved(self):
        """The activities that moved: {"backward": lines, "forward": lines, "first": lines}."""
        return {way: [line for line in self.lines if line.way == way] for way in WAYS}

    @cached_property
    def changed(self):
        return [line for line in self.lines if line.way]

    @cached_property
    def stale(self):
        return [line for line in self.lines if line.is_stale]

    def with_status(self, *keys):
        return [line for line in self.lines if line.status in keys]

    @cached_property
    def pillars(self):
        """A `Share` for each pillar, in the plan's order."""
        of = {pk: [] for pk in self.names.pillars}
        for line in self.lines:
            of[line.place.pillar].append(line.status)
        return [
            Share(pillar, {"pillar": pillar.code}, counts_by_status(of[pillar.pk]))
            for pillar in self.names.pillars.values()
            if of[pillar.pk] or not self.scope
        ]

    @cached_property
    def parts(self):
        """A `Share` for each part below the scope: the pillars of the plan, the outcomes of a
        pillar, the outputs of an outcome."""
        if not {"pillar", "part"} & set(self.scope):
            return self.pillars
        outputs = self.names.outputs
        by_output, of = "part" in self.scope, {}
        for line in self.lines:
            output = outputs[line.place.columns[0]]
            pk = output.pk if by_output else output.parent
            of.setdefault(pk, []).append(line.status)
        elements = outputs if by_output else self.names.outcomes
        return [
            Share(element, {"part": element.code}, counts_by_status(of[pk]))
            for pk, element in elements.items()
            if pk in of
        ]

    @cached_property
    def bodies(self):
        """A `Share` for each body that answers for an activity; a shared one counts for each of
        them. Last, those whose owner the SIP does not give. A dashboard of some
        bodies has those alone."""
        of = {pk: [] for pk in (*self.names.bodies, None)}
        for line in self.lines:
            for pk in line.place.owners or (None,):
                of[pk].append(line.status)
        found = [
            Share(self.names.bodies.get(pk), {"body": self._key(pk)}, counts_by_status(statuses))
            for pk, statuses in of.items()
            if statuses and self._is_asked(pk)
        ]
        return sorted(found, key=lambda share: (share.element is None, -share.total))

    @property
    def shared(self):
        """How many activities more than one body answers for."""
        return sum(len(line.place.owners) > 1 for line in self.lines)

    def _is_asked(self, body):
        """Whether the scope names a body, names none, or asks for all who share an activity."""
        asked = self.scope.get("body", (SEVERAL,))
        return SEVERAL in asked or self._key(body) in asked

    def _key(self, body):
        return self.names.bodies[body].code if body else NO_OWNER

    @cached_property
    def _blocks(self):
        lines = {line.place.pk: line for line in self.lines}
        contested = self._still_asking if self.at.is_now else []
        return blocks(lines, histories(self.at), self.at, contested)

    @property
    def _still_asking(self):
        """What is asked for though another word counts: the reports owed tell whether to look."""
        if self.reports and not self.reports[0].some_still_ask:
            return []
        return disagreements.asking()

    @property
    def asks(self) -> list[Ask]:
        """The decisions awaited from the SAG: one for each blocked activity."""
        return self._blocks.asks

    @cached_property
    def became(self) -> Told:
        """What became of the requests for a decision, and of the decisions taken."""
        return became({line.place.pk: line for line in self.lines}, self._blocks, self.at,
                      is_scoped=bool(self.scope))  # fmt: skip

    @cached_property
    def reports(self) -> list[Receipt]:
        """The reports owed for the last quarter."""
        return receipts(self.at)

    @property
    def owed(self):
        """Those that came or are awaited: not what dissolved groups left behind."""
        return [receipt for receipt in self.reports if not receipt.is_left_behind]

    @property
    def received(self):
        return [receipt for receipt in self.reports if receipt.is_received]

    @cached_property
    def matrix(self):
        """The last eight quarters, activity by activity; of a plan that is too long for one page,
        the activities at risk or blocked."""
        return self.matrix_of(QUARTERS_SHOWN)

    def matrix_of(self, count):
        """The same of the last `count` quarters."""
        of_all = not (self.scope or self.is_long)
        return Matrix.of(self._in_matrix, self.at, count, of_all=of_all)

    @property
    def _in_matrix(self):
        return self.with_status(*TROUBLED)[:LONGEST] if self.is_long else self.lines

    @property
    def is_long(self):
        return self.total > LONGEST

    def address(self, **filters):
        """Return the address of the plan filtered to what a figure counts: the scope of this
        dashboard, its moment, and `filters` (a value or a list of values each)."""
        return self.query(**filters).url()

    def query(self, **filters):
        """Return the `Query` of this scope and moment, with more filters."""
        return Query(self._asked | _lists(filters))

    @cached_property
    def _asked(self):
        return _lists({**self.scope, **self.at.query})

    def moved_address(self, way=None):
        filters = {"changed": self.since, **({"moved": way} if way else {})}
        return self.address(**filters)


def _lists(filters):
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in filters.items()
    }


def make(asked, *, since="", may_include=False):
    """Return the `Board` that an address asks for.

    `asked` is a `sip.planquery.Query`: its scope (`SCOPES`) and its moment count, other filters do
    not. `since` names the moment compared with: `glm`, a quarter or a day; without it, or where it
    makes no sense (`Board.problems` says so), the quarter before the last one.
    """
    names = (*SCOPES, "as_of", "quarter", "include")
    query = Query({name: asked.values[name] for name in names if name in asked.values})
    plan = PlanFilter(query.data, may_include=may_include, looks_ahead=True)
    problems = plan.problems()
    since, then = _compared(plan, since, problems)
    places = progress.places(plan.names, plan.conditions(), plan.moment, then)
    lines = [Line(place, plan.names, plan.moment) for place in places if place.counts_for()]
    kept = plan.values
    scope = {name: list(kept[name]) for name in SCOPES if name in kept}
    titles = [chosen.label for chosen in plan.chosen() if chosen.name in SCOPES]
    return Board(plan.moment, then, since, scope, plan.names, lines, problems, titles)


def _compared(plan, since, problems):
    """Return how the moment compared with is named, and that moment."""
    changed = plan.filters["changed"]
    if since:
        try:
            return since, plan.then(changed.field.clean(since))
        except ValidationError as error:
            problems.append((changed.label, " ".join(error.messages)))
    before = plan.moment.last_quarter.plus(-1)
    return before.key, plan.moment.before(before)
