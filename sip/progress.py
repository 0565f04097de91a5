"""The read side of the plan: one calculation for pages and exports, from four queries whatever
the size of the plan. Rows are light tuples; texts are `Translated`, so that whoever prints them
chooses the language."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.urls import reverse

from accounts.clock import today
from accounts.dated import holding
from sip import quarters
from sip.models import Activity, Status, StatusRow
from sip.models.progress import NOT_REPORTED, PRP_NOT_REPORTED
from sip.names import Element, Names
from sip.translated import Translated

STATUS_KEYS = (*Status.values, NOT_REPORTED)  # the order of every list
SPARK_QUARTERS = 8


class PlanRow(NamedTuple):
    """Everything a page or an export says of one activity, in one flat row.

    `status` is a key of `STATUS_KEYS`; `last_reported` the quarter of the day from which that
    status holds (`2026-Q3`, or ""): the last one that confirmed it. `spark` has a status key for
    each of the last eight quarters ended, "" where nothing was reported (see `sparks`).
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
        return reverse("activity", args=[self.code])

    def unconfirmed_since(self, on):
        """Return the quarter that last confirmed the status, or None (see `unconfirmed_since`)."""
        return unconfirmed_since(self, self.is_upkeep, on) if self.effective_on else None


class Place(NamedTuple):
    """Where an activity counts: what totals need, without its texts."""

    pk: int
    pillar: int
    status: str
    owners: tuple[int, ...]
    has_changed: bool  # since the last GLM held
    passes: dict[str, bool]  # by filter in use: does the activity pass it?

    def counts_for(self, facet=None):
        """Whether it is among the activities shown; `facet` names one filter to leave aside."""
        return all(passed for name, passed in self.passes.items() if name != facet)


def standing(on=None):
    """Return the plan's activities in order, with where each stands on a day.

    Adds `standing_status`, `standing_from` and `standing_completed_on`. For today they come from
    the row each activity points to; for a past day, from the rows recorded by the end of it.
    """
    day = on or today()
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    activities = Activity.objects.filter(there).in_plan_order()
    if day >= today():
        return activities.annotate(
            standing_status=F("current_row__status"),
            standing_from=F("current_row__effective_on"),
            standing_completed_on=F("current_row__completed_on"),
        )
    return activities.annotate(
        standing_status=status_as_of(day),
        standing_from=status_as_of(day, "effective_on"),
        standing_completed_on=status_as_of(day, "completed_on"),
    )


def status_as_of(day, column="status"):
    """Return the expression for an activity's status as recorded by the end of a past day."""
    rows = StatusRow.objects.filter(activity=OuterRef("pk")).as_of(day).latest_first()
    return Subquery(rows.values(column)[:1])


def changed_since(day):
    """Return the condition that a status is another one than at the end of `day`, as recorded by
    then. No status, then or now, is one of the cases."""
    now, then = (Coalesce(status, Value("")) for status in ("standing_status", status_as_of(day)))
    return Q(~Exact(now, then))


def places(conditions=None, on=None, changed_after=None):
    """Return a `Place` for every activity of the plan, in order, in one query.

    `conditions` are filters in use by name, as `Q` on `standing()` (sip.filters.PlanFilter);
    `changed_after` is the day that `has_changed` compares with.
    """
    conditions = conditions or {}
    asked = {f"passes_{name}": condition for name, condition in conditions.items()}
    if changed_after:
        asked["has_changed"] = changed_since(changed_after)
    flags = {
        name: ExpressionWrapper(condition, output_field=BooleanField())
        for name, condition in asked.items()
    }
    rows = (
        standing(on)
        .annotate(
            named=FilteredRelation("responsibilities", condition=holding(on, "responsibilities")),
            **flags,
        )
        .order_by(*Activity._meta.ordering, "named__order")
        .values_list(
            "pk", "output__outcome__pillar_id", "standing_status", "named__owner_id", *flags
        )
    )
    owners, first = defaultdict(list), {}
    for pk, pillar, status, owner, *passed in rows:
        first.setdefault(pk, (pillar, status, passed))
        if owner and owner not in owners[pk]:
            owners[pk].append(owner)
    return [
        Place(
            pk, pillar, status or NOT_REPORTED, tuple(owners[pk]),
            bool(changed_after and passed[-1]),
            {name: bool(value) for name, value in zip(conditions, passed, strict=False)},
        )
        for pk, (pillar, status, passed) in first.items()
    ]  # fmt: skip


def spark_quarters(on=None):
    """Return the last eight quarters that ended before a day."""
    return quarters.latest(SPARK_QUARTERS, quarters.last_ended(on or today()))


def spark(stated, shown):
    """Return the status at the end of each quarter of `shown`, "" where nothing was reported.

    The rule: of the rows that took effect within a quarter (whatever their origin: a report, the
    GLC, the SIP itself), the one with the latest effective day, recorded last, gives the quarter's
    status. A quarter in which no row took effect shows "": an old status is never carried on.
    `stated` holds (effective day, status), the earliest first.
    """
    last = {quarters.containing(effective_on): status for effective_on, status in stated}
    return tuple(last.get(quarter, "") for quarter in shown)


def sparks(on=None, activities=None):
    """Return {activity: its `spark`} for those with anything to show, in one query."""
    shown = spark_quarters(on)
    rows = StatusRow.objects.as_of(on or today()).filter(
        effective_on__range=(shown[0].starts_on, shown[-1].ends_on)
    )
    if activities is not None:
        rows = rows.filter(activity__in=activities)
    stated = defaultdict(list)
    in_time = rows.order_by("effective_on", "recorded_at", "pk")
    for activity, *told in in_time.values_list("activity_id", "effective_on", "status"):
        stated[activity].append(told)
    return {activity: spark(told, shown) for activity, told in stated.items()}


def rows_of(found_places, names, conditions=None, on=None, *, with_sparks=True):
    """Return the `PlanRow`s of the activities that pass all filters, in two queries (one where
    nobody looks at the last eight quarters)."""
    chosen = standing(on).filter(*(conditions or {}).values())
    keys = {}
    if with_sparks:
        keys = sparks(on, chosen.order_by().values("pk") if conditions else None)
    owners = {place.pk: place.owners for place in found_places}
    nothing = ("",) * SPARK_QUARTERS
    rows = []
    for pk, output_pk, status, *rest, effective_on, completed_on in chosen.values_list(
        "pk", "output_id", "standing_status", "code", "short_title", "text",
        "responsible_as_published", "is_upkeep", "schedule", "due_on",
        "standing_from", "standing_completed_on",
    ):  # fmt: skip
        output = names.outputs[output_pk]
        outcome = names.outcomes[output.parent]
        code, short_title, text, *published = rest
        bodies = tuple(names.bodies[owner] for owner in owners[pk])
        rows.append(
            PlanRow(
                names.pillars[outcome.parent], outcome, output, code, short_title, text, bodies,
                *published, status or NOT_REPORTED, effective_on, completed_on,
                keys.get(pk, nothing), pk,
            )
        )  # fmt: skip
    return rows


def plan_rows(filters=None, on=None, *, with_sparks=True):
    """Return one `PlanRow` for each activity that passes the filters, in the plan's order.

    `filters` is a `sip.filters.PlanFilter` (all activities without one). On a past day (`on`) the
    statuses are those recorded by the end of it. Four queries, whatever the size.
    """
    conditions = filters.conditions() if filters else {}
    names = filters.names if filters else Names.load()
    return rows_of(places(conditions, on), names, conditions, on, with_sparks=with_sparks)


def counts_by_status(keys):
    """Return {status key: how many}, every status in its order, zeros included."""
    counts = dict.fromkeys(STATUS_KEYS, 0)
    for key in keys:
        counts[key] += 1
    return counts


def unconfirmed_since(row, is_upkeep, on):
    """Return the quarter that last confirmed a status, where that is not the last one ended by
    `on`. What is completed needs no confirming, unless it needs upkeep."""
    if not row or (row.status == Status.COMPLETED and not is_upkeep):
        return None
    confirmed = quarters.containing(row.effective_on)
    return confirmed if confirmed < quarters.last_ended(on) else None
