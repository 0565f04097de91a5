"""Plans that tests stand on: an open one of 2026, a draft of 2027, another country's."""

import datetime
from decimal import Decimal

from actionplans.actions.ccpm import record_survey
from actionplans.actions.plans import draft_next, start_plan
from actionplans.actions.tracking import Tick, tick
from actionplans.actions.writing import Addition, write
from actionplans.models import Action, ActionPlan, NationalCluster

DAY = datetime.date(2026, 10, 12)
OPEN = ActionPlan.State.OPEN


def addition(text, *, gap="Reports come late", section="Service delivery", **values):
    """A new action; a monthly one unless told otherwise."""
    timing = {"deadline_as_published": "Mensuelle", "schedule": "recurring", "frequency": "monthly"}
    return Addition(
        {"text": text, **timing, **values}, section, "support_service_delivery", gap_text=gap
    )


def by_month(text, month, **values):
    due = {"schedule": "by_month", "frequency": "", "due_on": datetime.date(2026, month, 31)}
    return addition(text, deadline_as_published="Août", **{**due, **values})


def make_plan(cluster, by, year=2026):
    """An open plan: a monthly action confirmed until August, one due in August, at risk."""
    plan = start_plan(cluster=cluster, year=year, by=by, state=OPEN, title=f"Plan {year}")
    begun = datetime.datetime(year, 1, 2, 9, tzinfo=datetime.UTC)
    write(plan=plan, by=by, on=plan.starts_on, at=begun, additions=[
        addition("Remind the members"),
        by_month("Revise the strategy", 8, gap="No strategy", section="Strategy",
                 status="at_risk", reason="No workshop yet."),
    ])  # fmt: skip
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    ticks = [Tick(monthly, datetime.date(year, month, 5)) for month in range(1, 9)]
    tick(plan=plan, ticks=ticks, by=by, on=datetime.date(year, 10, 12))
    return plan


def make_countries(cast):
    """Return the plan `country_coord` coordinates; beside it a draft, a survey, a stranger’s."""
    by = cast.glc_rome2
    plan = make_plan(cast.cluster, by)
    draft_next(plan=plan, by=by)
    elsewhere = NationalCluster.objects.create(
        slug="elsewhere", name="Another cluster", country="COD"
    )
    make_plan(elsewhere, by)
    record_survey(
        cluster=cast.cluster, by=by, starts_on=datetime.date(2026, 2, 2),
        ends_on=datetime.date(2026, 2, 16), responses={"un": [4, 3], "national_ngo": [5, 2]},
        scores={"agreed_priorities": Decimal("75.5"), "needs_assessment": Decimal(25)},
        at=datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC),
    )  # fmt: skip
    return plan
