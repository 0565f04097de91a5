"""Across countries: one pass over the actions of all published plans, as of a day.

The same functions (`actionplans.rhythm`) say what is overdue and lapsed here and on a plan's own
page, so that each figure is the sum of the pages it links to.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from actionplans import past, rhythm
from actionplans.deadlines import DATED, Schedule, end_of_month
from actionplans.functions import CoreFunction
from actionplans.models import Action, ActionPlan, ActionStatus, NationalCluster, Occurrence
from sip import moments
from sip.models import Output
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS

NO_FUNCTION = ""
NEVER = frozenset()
TIMED = frozenset((*DATED, Schedule.RECURRING))
# How far before a day the last ended period may begin: two periods of the rhythm.
REACH = {"weekly": 14, "monthly": 62, "quarterly": 184}
COLUMNS = (
    "pk", "gap__section__plan", "gap__section__core_function", "current_row__status", "output",
    "activity__output", "schedule", "frequency", "due_on", "starts_on",
)  # fmt: skip


@dataclass
class Tally:
    """Counts of some actions: by status, and how many are overdue or lapsed."""

    counts: Counter = field(default_factory=Counter)
    overdue: int = 0
    lapsed: int = 0

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def by_status(self):
        return {key: self.counts[key] for key in STATUS_KEYS}

    def add(self, status, overdue, lapsed):
        self.counts[status or NOT_REPORTED] += 1
        self.overdue += overdue
        self.lapsed += lapsed


class Across:
    """Published plans of all national clusters. `shown` are all of them, `plans` those that are
    counted: the sample's only where there is no other cluster.

    Five queries, whatever the number of countries and years, and two more for a past day. `at` is
    a `sip.moments.Moment`, a day, or None for today.
    """

    def __init__(self, year=None, at=None):
        self.at = moments.moment(at)
        self.on = self.at.day
        self.clusters = list(NationalCluster.objects.select_related("lead_agency"))
        real = [one for one in self.clusters if not one.is_sample]
        self.is_sample = not real
        clusters = {one.pk: one for one in self.clusters}
        plans = ActionPlan.objects.published(self.at).order_by("year")
        self.shown = {plan.pk: plan for plan in plans}
        for plan in self.shown.values():
            plan.cluster = clusters[plan.cluster_id]
        self.plans = {
            pk: plan for pk, plan in self.shown.items()
            if self.is_sample or not plan.cluster.is_sample
        }  # fmt: skip
        self.years = sorted({plan.year for plan in (self.plans or self.shown).values()})
        self.year = year if year in self.years else self._usual_year()
        self.rows = []  # (action, core function, status key, overdue?, lapsed?) of the year
        self._count()

    def _usual_year(self):
        past = [year for year in self.years if year <= self.on.year]
        return past[-1] if past else next(iter(self.years), self.on.year)

    def _count(self):
        self.by_plan = defaultdict(Tally)
        self.by_function = {key: Tally() for key in (*CoreFunction.values, NO_FUNCTION)}
        self.by_year = {year: Tally() for year in self.years}
        self.outputs = defaultdict(set)  # {output: plans with an action for it, in the year}
        ends = {
            pk: (plan.ends_as_of(self.on), plan.closed_as_of(self.on))
            for pk, plan in self.shown.items()
        }
        ticks = self._ticks()
        for action, pk, function, status, output, by_activity, *when in self._rows():
            plan = self.shown[pk]
            overdue = lapsed = False
            if when[0] in TIMED:  # the others are never late
                ends_on, closed_on = ends[pk]
                timed = rhythm.Timed(
                    *when, ends_on, status or "", ticks.get(action, NEVER), closed_on
                )
                overdue = rhythm.is_overdue(timed, self.on)
                lapsed = rhythm.is_lapsed(timed, self.on)
            self.by_plan[pk].add(status, overdue, lapsed)
            if pk not in self.plans:
                continue
            self.by_year[plan.year].add(status, overdue, lapsed)
            if plan.year == self.year:
                self.by_function[function].add(status, overdue, lapsed)
                self.rows.append((action, function, status or NOT_REPORTED, overdue, lapsed))
                if output or by_activity:
                    self.outputs[output or by_activity].add(pk)

    def _rows(self):
        """Return the actions, `COLUMNS` of each. The pointers kept for speed serve today alone."""
        rows = Action.objects.held(self.at).filter(gap__section__plan__in=self.shown)
        rows = rows.values_list(*COLUMNS)
        if self.at.is_now:
            return rows
        statuses, said = self._statuses(), past.said_at(self.at.known)
        return [
            (one, plan, function, statuses.get(one), *links, *_as_said(when, said.get(one)))
            for one, plan, function, _now, *rest in rows
            for links, when in [(rest[:2], rest[2:])]
        ]

    def _statuses(self):
        """Return {action: status} at a past moment."""
        rows = ActionStatus.objects.held(self.at).filter(action__gap__section__plan__in=self.shown)
        found = {}
        for action, status in rows.values_list("action", "status"):
            found.setdefault(action, status)
        return found

    def _ticks(self):
        """Return {action: ticks} of what recurs, in one query: those near the day that can break
        a rhythm, which is the end of the year for plans of past years."""
        near = Q(pk=None)
        for year in {plan.year for plan in self.shown.values()}:
            day = min(self.on, datetime.date(year, 12, 31))
            for frequency, days in REACH.items():
                near |= Q(
                    action__gap__section__plan__year=year, action__frequency=frequency,
                    period_on__gte=day - datetime.timedelta(days=days),
                )  # fmt: skip
            if not self.at.is_now:  # the rhythm may have been another one
                reach = max(REACH.values())
                near |= Q(
                    action__gap__section__plan__year=year,
                    period_on__gte=day - datetime.timedelta(days=reach),
                )
        for month in self._early_ends():
            near |= Q(
                action__gap__section__plan__closed_on__range=(month, end_of_month(month)),
                period_on__gte=month - datetime.timedelta(days=max(REACH.values())),
            )
        rows = Occurrence.objects.held(self.at).filter(
            near, action__gap__section__plan__in=self.shown
        )
        found = defaultdict(set)
        for action, period in rows.order_by().values_list("action", "period_on"):
            found[action].add(period)
        return found

    def _early_ends(self):
        """Return the first days of the months in which plans ended before their year did: by
        months, so that they stay few however many plans there are."""
        days = [plan.ends_as_of(self.on) for plan in self.shown.values() if plan.closed_on]
        return {day.replace(day=1) for day in days if (day.month, day.day) != (12, 31)}

    # --- what the page prints ----------------------------------------------------------------

    @cached_property
    def total(self):
        return self.by_year.get(self.year, Tally())

    @property
    def lines(self):
        """Return (cluster, plan or None, tally) for every cluster, in the year."""
        here = {plan.cluster_id: plan for plan in self.shown.values() if plan.year == self.year}
        return [
            (cluster, plan, self.by_plan[plan.pk] if plan else None)
            for cluster in self.clusters
            for plan in [here.get(cluster.pk)]
        ]

    @property
    def functions(self):
        """Return (label, tally) for each core function, and last for what belongs to none."""
        return [
            (CoreFunction(key).label if key else "", tally)
            for key, tally in self.by_function.items()
        ]

    @cached_property
    def sip_outputs(self):
        """Return (output, how many plans of the year act on it), in the order of the plan."""
        outputs = Output.objects.order_by("outcome__pillar__order", "outcome__order", "order")
        return [(output, len(self.outputs.get(output.pk, ()))) for output in outputs]

    @property
    def years_compared(self):
        """Return (year, how many plans, tally), the latest first."""
        numbers = Counter(plan.year for plan in self.plans.values())
        return [(year, numbers[year], self.by_year[year]) for year in reversed(self.years)]


def _as_said(when, said):
    """Return (schedule, rhythm, due on, from) as they were, where they have changed since."""
    if not said:
        return when
    return [said.get(name, value) for name, value in zip(past.TIMES, when, strict=True)]
