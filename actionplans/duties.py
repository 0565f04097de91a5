"""What the open plans of the year ask of their coordinators: what to tick off, what is late.

For the home page and for the weekly digest; in three queries, whatever the number of plans.
"""

from collections import defaultdict
from dataclasses import dataclass

from accounts.clock import today
from actionplans import reading
from actionplans.models import ActionPlan, NationalCluster


@dataclass
class PlanDuties:
    """What one plan asks for on a day; each list holds `reading.ActionLine`s."""

    plan: ActionPlan
    lines: list

    @property
    def to_tick(self):
        """Recurring actions with a period that runs, or that ended, and is not ticked off."""
        return [line for line in self.lines if line.waits]

    @property
    def lapsed(self):
        return [line for line in self.lines if line.standing.is_lapsed]

    @property
    def to_review(self):
        return [line for line in self.lines if line.standing.asks_review]

    @property
    def overdue(self):
        return [line for line in self.lines if line.standing.is_overdue]

    @property
    def next_on(self):
        """The last day of the period that ends first among those to tick off, or None."""
        days = [line.standing.next_on for line in self.to_tick if line.standing.next_on]
        return min(days, default=None)

    def __bool__(self):
        return bool(self.to_tick or self.to_review or self.overdue)


def of_coordinator(person, on=None):
    """Return the `PlanDuties` of each open plan of the year that this person coordinates; those
    that ask for nothing are left out."""
    on = on or today()
    clusters = NationalCluster.objects.coordinated_by(person, on)
    plans = ActionPlan.objects.filter(
        cluster__in=clusters, state=ActionPlan.State.OPEN, year=on.year
    )
    return [one for one in of_plans(plans.select_related("cluster"), on) if one]


def of_plans(plans, on=None):
    """Return the `PlanDuties` of each of these plans, in their order."""
    on = on or today()
    lines = defaultdict(list)
    for line in reading.lines_of(plans := list(plans), on):
        lines[line.action.plan.pk].append(line)
    return [PlanDuties(plan, lines[plan.pk]) for plan in plans]
