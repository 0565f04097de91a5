"""Two coordinators at the same instant: one version wins, and a period is ticked once.

SQLite has writers wait for one another whatever the code does: this proves something only on
PostgreSQL.
"""

import pytest
from django.db import connection

from accounts import trail
from accounts.conflicts import Stale
from actionplans.actions.tracking import Tick, tick
from actionplans.actions.writing import Edit, write
from actionplans.models import Action, Occurrence
from tests.actionplans.making import DAY, make_countries
from tests.cast import make_cast
from tests.threads import at_once, of_kind

pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def test_one_of_two_edits_wins_and_one_of_two_ticks_is_kept():
    cast = make_cast()
    plan = make_countries(cast)
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    people = (cast.country_coord, cast.glc_rome)

    edits = at_once(*(
        lambda by=by: write(plan=plan, by=by, edits=[Edit(action, {"text": by.name}, version=0)])
        for by in people
    ))  # fmt: skip
    assert sorted(map(type, edits), key=str) == sorted([int, Stale], key=str)
    assert Action.objects.get(pk=action.pk).version == 1

    ticks = at_once(*(
        lambda by=by: tick(plan=plan, by=by, ticks=[Tick(action, DAY)]) for by in people
    ))  # fmt: skip
    assert sorted(of_kind(ticks, int)) == [0, 1]
    assert Occurrence.objects.filter(action=action, period_on="2026-10-01").count() == 1
    assert trail.broken_at() is None
