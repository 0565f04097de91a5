"""The read side of the plan: one calculation for pages and exports, from four queries whatever
the size of the plan. Rows are light tuples; texts are `Translated`, so that whoever prints them
chooses the language."""

import datetime
from collections import defaultdict
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from sip import quarters
from sip.models import Activity, Status, StatusRow
from sip.models.progress import NOT_REPORTED, PRP_NOT_REPORTED
from sip.moments import moment, responsible
from sip.names import Element, Names, read
from sip.planquery import plan_page
from sip.sparks import NOTHING, sparks, unconfirmed_since
from sip.translated import Translated

TROUBLED = (Status.AT_RISK, Status.BLOCKED)  # what a table counts together
STATUS_KEYS = (*Status.values, NOT_REPORTED)  # the order of every list


class PlanRow(NamedTuple):
    """Everything a page or an export says of one activity, in one flat row.

    `status` is a key of `STATUS_KEYS`; `last_reported` the quarter of the day from which that
    status holds (`2026-Q3`, or ""): the last one that confirmed it. `spark` holds what each of the
    last eight quarters ended said (see `sip.cells`).
    """

    pillar: Element
    outcome: Element
    output: Element
    code: str
    short_title: Translated
    text: Translated
    owners: tuple[Element, ...]
    responsible_as_published: str
    is_upkeep: bool
    schedule: str
    due_on: datetime.date | None
    status: str
    effective_on: datetime.date | None
    completed_on: datetime.date | None
    spark: tuple[str, ...]
    pk: int

    @property
    def prp(self):
        """The status in the words of UNICEF's Partner Reporting Portal."""
        return PRP_NOT_REPORTED if self.status == NOT_REPORTED else Status(self.status).prp

    @property
    def iati(self):
        return "" if self.status == NOT_REPORTED else Status(self.status).iati

    @property
    def last_reported(self):
        return quarters.containing(self.effective_on).key if self.effective_on else ""

    @property
    def owner_keys(self):
        return [owner.code for owner in self.owners]

    @property
    def path(self):
        return f"{plan_page()}{self.code}/"

    def unconfirmed_since(self, on):
        """Return the quarter that last confirmed the status, or None (see `unconfirmed_since`)."""
        return unconfirmed_since(self, self.is_upkeep, on) if self.effective_on else None


class Place(NamedTuple):
    """One activity as read: what totals count, and the columns of a `PlanRow` still unread."""

    pk: int
    pillar: int
    status: str
    owners: tuple[int, ...]
    before: str | None  # the status at another moment, where that was asked
    passes: dict[str, bool]  # by filter in use: does the activity pass it?
    columns: tuple

    @property
    def code(self):
        return self.columns[1]

    @property
    def is_upkeep(self):
        return self.columns[3]

    @property
    def effective_on(self):
        return self.columns[6]

    @property
    def has_changed(self):
        return self.before is not None and self.before != self.status

    def counts_for(self, facet=None):
        """Whether it is among the activities shown; `facet` names one filter to leave aside."""
        return all(passed for name, passed in self.passes.items() if name != facet)


def standing(on=None):
    """Return the plan's activities in order, with where each stands on a day or at a `Moment`.

    Adds `standing_status`, `standing_from` and `standing_completed_on`. For today they come from
    the row each activity points to; for a closed quarter from its frozen rows; else from the rows
    recorded by then.
    """
    at = moment(on)
    if at.frozen:
        frozen = FilteredRelation("frozen_rows", condition=Q(frozen_rows__quarter=at.frozen))
        activities = Activity.objects.annotate(frozen=frozen).filter(frozen__isnull=False)
        columns = {name: F(f"frozen__{column}") for name, column in STANDING.items()}
        columns["standing_status"] = NullIf(F("frozen__status"), Value(""))
        return activities.in_plan_order().annotate(**columns)
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=at.day)
    activities = Activity.objects.filter(there).in_plan_order()
    if at.is_now:
        columns = {name: F(f"current_row__{column}") for name, column in STANDING.items()}
    else:
        columns = {name: status_as_of(at, column) for name, column in STANDING.items()}
    return activities.annotate(**_with_submitted(columns, at.said) if at.said else columns)


def _with_submitted(columns, said):
    """Let what submitted reports say stand in place of what is official."""
    by_status, by_day = defaultdict(list), defaultdict(list)
    for activity, status, day in said:
        by_status[status].append(activity)
        by_day[day].append(activity)
    return {
        **columns,
        "standing_status": _cases(by_status, columns["standing_status"], CharField()),
        "standing_from": _cases(by_day, columns["standing_from"], DateField()),
    }


def _cases(activities, otherwise, output):
    whens = [When(pk__in=some, then=Value(value)) for value, some in activities.items()]
    return Case(*whens, default=otherwise, output_field=output)


STANDING = {
    "standing_status": "status",
    "standing_from": "effective_on",
    "standing_completed_on": "completed_on",
}


def status_as_of(on, column="status"):
    """Return the expression for an activity's status at the end of a day, or at a `Moment`."""
    at = moment(on)
    if at.frozen and column in STANDING.values():
        rows = Activity.objects.order_by().filter(pk=OuterRef("pk"), frozen_rows__quarter=at.frozen)
        found = Subquery(rows.values(f"frozen_rows__{column}")[:1])
        return NullIf(found, Value("")) if column == "status" else found
    rows = StatusRow.objects.filter(activity=OuterRef("pk"))
    rows = rows.known_at(at.day, at.cutoff).latest_first()
    recorded = Subquery(rows.values(column)[:1])
    return _or_frozen(recorded, at) if at.or_frozen else recorded


def _or_frozen(recorded, at):
    """Let the status in a frozen row of the quarter stand before what is recorded."""
    rows = Activity.objects.order_by().filter(pk=OuterRef("pk"))
    closed = {"frozen_rows__quarter__key": at.quarter.key}
    if at.known:
        closed["frozen_rows__quarter__closed_at__lte"] = at.known
    frozen = rows.filter(**closed).values("frozen_rows__status")[:1]
    return NullIf(Coalesce(Subquery(frozen), recorded), Value(""))


COLUMNS = (
    "output_id", "code", "responsible_as_published", "is_upkeep", "schedule", "due_on",
    "standing_from", "standing_completed_on",
)  # fmt: skip
# Texts are decoded only for the activities that a page or file shows.
TEXTS = (Cast("short_title", TextField()), Cast("text", TextField()))
FROZEN_TEXTS = (Cast("frozen__short_title", TextField()), Cast("frozen__text", TextField()))


def places(names, conditions=None, on=None, changed_after=None):
    """Return a `Place` for every activity of the plan, in order, in one query.

    `names` are the plan's at that moment; `conditions` are filters in use by name, as `Q` on
    `standing()` (sip.filters.PlanFilter); `changed_after` is the day or `Moment` that gives
    `before`.
    """
    at, then = moment(on), changed_after and moment(changed_after)
    if not conditions:
        return list(_gathered(_of_all(at, then).all(), names, at))
    flags = [
        ExpressionWrapper(condition, output_field=BooleanField())
        for condition in conditions.values()
    ]
    rows = _rows(standing(at), at, [*flags, *_before(then)])
    return list(_gathered(rows, names, at, list(conditions)))


# Most readers ask the same of the whole plan: the question, never read itself, is put together
# once.
@lru_cache(maxsize=4)
def _of_all(at, then):
    return _rows(standing(at), at, _before(then))


def _before(then):
    return [status_as_of(then)] if then else []


def _read(activities, names, on, *, streams=False):
    """Read some activities, whatever they passed and were before."""
    at = moment(on)
    rows = _rows(activities, at)
    return _gathered(rows.iterator(2000) if streams else rows, names, at)


def _rows(activities, at, flags=()):
    """Return activities with their owners, one row for each owner. `flags` are the conditions of
    the filters in use, then the status they had before where it is asked."""
    texts = FROZEN_TEXTS if at.frozen else TEXTS
    return _with_owners(activities, at).values_list(
        "pk", "frozen__owner_keys" if at.frozen else "named__owner_id",
        "output__outcome__pillar_id", "standing_status", *COLUMNS, *texts, *flags,
    )  # fmt: skip


def _gathered(rows, names, at, filters=()):
    """Give a `Place` for each activity of those rows, with all its owners."""
    bodies = {body.code: pk for pk, body in names.bodies.items()} if at.frozen else {}
    width = len(COLUMNS) + len(TEXTS)
    for pk, of_one in groupby(rows, itemgetter(0)):
        first, *others = of_one
        if at.frozen:
            owners = [bodies[key] for key in first[1] if key in bodies]
        else:
            owners = dict.fromkeys([row[1] for row in (first, *others) if row[1]])
        pillar, status, *told = first[2:]
        passed, before = told[width : width + len(filters)], told[width + len(filters) :]
        yield Place(
            pk, pillar, status or NOT_REPORTED, tuple(owners),
            (before[0] or NOT_REPORTED) if before else None,
            dict(zip(filters, map(bool, passed), strict=True)), tuple(told[:width]),
        )  # fmt: skip


def _with_owners(activities, at):
    ordered = (*Activity._meta.ordering, "pk")
    if at.frozen:  # they stand in the frozen row
        return activities.order_by(*ordered)
    named = FilteredRelation("responsibilities", condition=responsible(at, "responsibilities"))
    return activities.annotate(named=named).order_by(*ordered, "named__order")


def rows_of(found, names, on=None):
    """Return the `PlanRow`s of the places that pass all filters, in one query."""
    shown = [place for place in found if place.counts_for()]
    keys = sparks(shown, on, of_all=len(shown) == len(found))
    return [_row(place, names, keys) for place in shown]


def row_of(place, names):
    """Return the `PlanRow` of one place, without its last quarters."""
    return _row(place, names, {})


def plan_rows(filters=None, on=None, *, with_sparks=True):
    """Return one `PlanRow` for each activity that passes the filters, in the plan's order.

    `filters` is a `sip.filters.PlanFilter` (all activities without one). On a past day (`on`, or
    the one the filters name) the statuses are those recorded by the end of it. Four queries,
    whatever the size; three where nobody looks at the last eight quarters.
    """
    if not with_sparks:
        return list(each_plan_row(filters, on))
    on = on or (filters and filters.moment)
    conditions = filters.conditions() if filters else {}
    names = filters.names if filters else Names.load(on)
    return rows_of(list(_read(standing(on).filter(*conditions.values()), names, on)), names, on)


def rows_where(at, **conditions):
    """Return the `PlanRow`s of some activities at a `Moment`, by primary key, without sparks."""
    names = Names.load(at)
    found = _read(standing(at).filter(**conditions), names, at)
    return {place.pk: _row(place, names, {}) for place in found}


def each_plan_row(filters=None, on=None):
    """Give the same rows one by one, without sparks: for files too large to hold."""
    conditions = filters.conditions() if filters else {}
    on = on or (filters and filters.moment)
    names = filters.names if filters else Names.load(on)
    for place in _read(standing(on).filter(*conditions.values()), names, on, streams=True):
        yield row_of(place, names)


def _row(place, names, keys):
    output_pk, code, *published, effective_on, completed_on, short_title, text = place.columns
    output = names.outputs[output_pk]
    outcome = names.outcomes[output.parent]
    said = names.wordings.get(place.pk) or {}
    return PlanRow(
        names.pillars[outcome.parent], outcome, output, code,
        Translated(said["short_title"]) if said else read(short_title),
        Translated(said["text"]) if said else read(text),
        tuple([names.bodies[owner] for owner in place.owners]),
        *published, place.status, effective_on, completed_on,
        keys.get(place.pk, NOTHING), place.pk,
    )  # fmt: skip


def counts_by_status(keys):
    """Return {status key: how many}, every status in its order, zeros included."""
    counts = dict.fromkeys(STATUS_KEYS, 0)
    for key in keys:
        counts[key] += 1
    return counts
