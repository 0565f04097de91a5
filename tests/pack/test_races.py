"""Two people freeze at the same instant, and one while statuses change: on PostgreSQL."""

import datetime

import pytest
from django.db import connection

from accounts.conflicts import Refused
from reporting.pack.actions import freeze
from reporting.pack.models import Pack
from sip.actions import set_status
from sip.models import Activity, Meeting
from tests.threads import at_once, of_kind

pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


@pytest.fixture
def meeting(cast):
    return Meeting.objects.create(key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26")


def test_two_people_freezing_at_once_make_one_version(meeting, cast):
    results = at_once(*[
        lambda who=who: freeze(meeting=meeting, by=who, number=1)
        for who in (cast.glc_rome, cast.glc_rome2)
    ])  # fmt: skip
    assert len(of_kind(results, Pack)) == 1
    [refused] = of_kind(results, Refused)
    assert of_kind(results, Pack)[0].frozen_by.name in str(refused)


def test_a_pack_frozen_while_statuses_change_is_one_state(meeting, cast):
    """Both activities are set in one act each; a pack holds the first alone, or both."""
    codes = ("1.1.1.2", "1.1.1.3")

    def change():
        for code in codes:
            activity = Activity.objects.get(code=code)
            set_status(
                activity=activity, status="on_track", by=cast.glc_rome, version=activity.version,
                motive="Seen in the field.", effective_on=datetime.date(2026, 9, 30),
            )  # fmt: skip

    results = at_once(change, lambda: freeze(meeting=meeting, by=cast.glc_rome2, number=1))
    [pack] = of_kind(results, Pack)
    status = {one["code"]: one["status"] for one in pack.frozen["activities"]}
    assert [status[code] for code in codes] in (
        ["none", "none"], ["on_track", "none"], ["on_track", "on_track"],
    )  # fmt: skip
    for activity in pack.frozen["activities"]:
        last = pack.frozen["quarters"][-1]
        assert activity["series"][last] == activity["status"]
