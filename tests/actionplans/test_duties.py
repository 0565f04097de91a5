"""What awaits a coordinator, by plan."""

import datetime

import pytest

from actionplans import duties
from actionplans.actions.tracking import Tick, tick
from actionplans.models import Action
from tests.actionplans.making import DAY


def test_a_coordinator_is_told_what_their_own_plan_asks_for(cast, plan, queries):
    (own,) = duties.of_coordinator(cast.country_coord)
    assert own.plan == plan
    assert [line.action.text for line in own.to_tick] == ["Remind the members"]
    assert [line.action.text for line in own.overdue] == ["Revise the strategy"]
    assert (own.lapsed, own.to_review) == (own.to_tick, [])
    assert own.next_on == datetime.date(2026, 10, 31)
    assert duties.of_coordinator(cast.partner) == []
    assert queries(lambda: duties.of_coordinator(cast.country_coord)) == 3


@pytest.mark.long
def test_what_is_ticked_off_waits_no_longer(cast, plan):
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    ticks = [Tick(monthly, DAY, day) for day in (datetime.date(2026, 9, 1), DAY)]
    tick(plan=plan, by=cast.country_coord, ticks=ticks)
    (own,) = duties.of_coordinator(cast.country_coord)
    assert (own.to_tick, own.next_on) == ([], None)
