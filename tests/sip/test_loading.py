"""The published plan, as loaded: nothing lost, nothing renumbered, nothing loaded twice."""

import pytest

from sip.loading import load_plan
from sip.models import Activity, Outcome, Output, Pillar, Responsibility

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
