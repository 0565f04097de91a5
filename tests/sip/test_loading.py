"""The published plan, as loaded: nothing lost, nothing renumbered, nothing loaded twice."""

import pytest

from sip.loading import load_plan
from sip.models import Activity, Outcome, Output, Owner, Pillar, Responsibility

pytestmark = pytest.mark.django_db


def test_the_plan_has_its_published_size():
    assert Pillar.objects.count() == 4
    assert Outcome.objects.count() == 11
    assert Output.objects.count() == 20
    assert Activity.objects.count() == 50
    assert Responsibility.objects.count() == 53


def test_loading_twice_changes_nothing():
    assert load_plan() == 0
    assert Responsibility.objects.count() == 53


def test_a_change_made_by_hand_stays_when_the_plan_is_loaded_again():
    Owner.objects.filter(key="teams").update(reports_through=None, order=40)
    Activity.objects.filter(code="1.1.1.2").update(is_upkeep=True)
    Responsibility.objects.filter(activity__code="1.1.1.2").update(qualifier="together")

    def held():
        return [list(model.objects.order_by("pk").values()) for model in (
            Pillar, Outcome, Output, Activity, Owner, Responsibility
        )]  # fmt: skip

    before = held()
    load_plan()
    assert held() == before
