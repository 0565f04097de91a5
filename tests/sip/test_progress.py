"""The read side: one row an activity, the rule of the eight quarters, a past day as known then."""

import datetime

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from sip import progress, quarters, sparks
from sip.filters import PlanFilter
from sip.models import Activity
from sip.names import Names
from tests.sip.story import activity, stated

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 20)


def row_of(code, **options):
    return next(row for row in progress.plan_rows(**options) if row.code == code)


def test_a_row_says_everything_of_an_activity():
    row = row_of("3.2.1.2")
    assert (row.pillar.code, row.outcome.code, row.output.code) == ("3", "3.2", "3.2.1")
    assert row.text.in_language("fr") == activity("3.2.1.2").text.original
    assert row.path == reverse("activity", args=["3.2.1.2"])
    assert (row.status, row.prp, row.iati, row.last_reported) == ("none", "No Status", "", "")


def test_the_parents_of_an_irregular_code_are_those_published():
    assert row_of("2.3.2.1").output.code == "2.2.2"
    assert (row_of("2.3.3.1").output.code, row_of("2.3.3.1").outcome.code) == ("2.3.3", "2.2")


@pytest.mark.long
def test_owners_stand_in_the_order_of_the_published_wording():
    for row in progress.plan_rows():
        held = activity(row.code).responsibilities.on().order_by("order")
        assert row.owner_keys == list(dict.fromkeys(held.values_list("owner__key", flat=True)))


def test_the_rows_given_one_by_one_are_the_same():
    assert list(progress.each_plan_row()) == progress.plan_rows(with_sparks=False)


def test_rows_follow_the_filters():
    assert len(progress.plan_rows(PlanFilter(QueryDict("body=training")))) == 2
    assert len(progress.plan_rows(PlanFilter())) == 50


@pytest.mark.long
def test_it_takes_four_queries_for_one_activity_and_for_many(queries):
    assert queries(progress.plan_rows) == 4
    original = activity()
    Activity.objects.bulk_create(
        Activity(
            output=original.output, code=f"1.1.1.{100 + n}", order=100 + n, text=original.text,
            short_title=original.short_title, responsible_as_published="x",
        )
        for n in range(200)
    )  # fmt: skip
    assert queries(progress.plan_rows) == 4
    assert len(progress.plan_rows()) == 250


def test_names_come_in_their_published_order():
    names = Names.load()
    assert [pillar.code for pillar in names.pillars.values()] == ["1", "2", "3", "4"]
    assert (len(names.outcomes), len(names.outputs)) == (11, 20)
    assert [outcome.code for outcome in names.outcomes.values()][:4] == ["1.1", "1.2", "1.3", "2.1"]


class TestTheEightQuarters:
    def test_they_are_those_that_ended(self):
        shown = sparks.spark_quarters(DAY)
        assert [shown[0].key, shown[-1].key] == ["2024-Q4", "2026-Q3"]

    def test_a_quarter_shows_its_last_effective_row_and_nothing_is_carried_on(self):
        stated("1.1.1.3", "at_risk", datetime.date(2026, 1, 10))
        stated("1.1.1.3", "on_track", datetime.date(2026, 3, 31))
        stated("1.1.1.3", "paused", datetime.date(2026, 9, 30))
        assert row_of("1.1.1.3", on=DAY).spark == ("", "", "", "", "", "on_track", "", "paused")

    def test_of_two_rows_of_one_day_the_one_recorded_last_counts(self):
        day = datetime.date(2026, 9, 30)
        stated("1.1.1.3", "on_track", day, recorded=datetime.date(2026, 10, 12))
        stated("1.1.1.3", "blocked", day, recorded=datetime.date(2026, 10, 20))
        assert row_of("1.1.1.3", on=DAY).spark[-1] == "blocked"

    def test_the_quarter_that_still_runs_is_not_among_them(self):
        stated("1.1.1.3", "on_track", datetime.date(2026, 10, 2))
        assert row_of("1.1.1.3", on=DAY).spark == ("",) * 8


class TestFreshness:
    def test_a_status_not_confirmed_in_the_last_quarter_ended_says_since_when(self):
        stated("1.1.1.3", "on_track", datetime.date(2026, 6, 30))
        row = row_of("1.1.1.3", on=DAY)
        assert row.last_reported == "2026-Q2"
        assert row.unconfirmed_since(DAY) == quarters.parse("2026-Q2")

    @pytest.mark.parametrize("day", [datetime.date(2026, 9, 30), datetime.date(2026, 11, 3)])
    def test_one_confirmed_since_says_nothing(self, day):
        stated("1.1.1.3", "on_track", day)
        assert row_of("1.1.1.3", on=DAY).unconfirmed_since(DAY) is None

    def test_what_is_completed_needs_no_confirming_unless_it_needs_upkeep(self):
        stated("1.1.1.3", "completed", datetime.date(2025, 3, 31))
        assert row_of("1.1.1.3").unconfirmed_since(DAY) is None
        assert row_of("1.1.1.1").is_upkeep and row_of("1.1.1.1").unconfirmed_since(DAY)


class TestAPastDay:
    @pytest.mark.long
    def test_it_shows_what_was_recorded_by_the_end_of_it(self):
        stated(
            "1.1.1.3", "on_track", datetime.date(2026, 3, 31), recorded=datetime.date(2026, 4, 12)
        )
        stated("1.1.1.3", "at_risk", datetime.date(2026, 3, 31), recorded=datetime.date(2026, 5, 2))
        for day, status in (("2026-04-11", "none"), ("2026-04-12", "on_track"),
                            ("2026-05-01", "on_track"), ("2026-05-02", "at_risk")):  # fmt: skip
            on = datetime.date.fromisoformat(day)
            assert row_of("1.1.1.3", on=on).status == status, day

    def test_the_latest_effective_day_comes_before_what_was_recorded_last(self):
        stated(
            "1.1.1.3", "on_track", datetime.date(2026, 6, 30), recorded=datetime.date(2026, 7, 1)
        )
        stated("1.1.1.3", "blocked", datetime.date(2026, 3, 31), recorded=datetime.date(2026, 7, 9))
        assert row_of("1.1.1.3", on=datetime.date(2026, 7, 10)).status == "on_track"
        assert row_of("1.1.1.3").status == "on_track"


def test_a_status_without_report_stands_last_in_every_count():
    with translation.override("en"):
        counts = progress.counts_by_status(row.status for row in progress.plan_rows())
    assert list(counts) == [
        "completed", "on_track", "at_risk", "blocked", "paused", "not_started", "none",
    ]  # fmt: skip
    assert (counts["completed"], counts["none"], sum(counts.values())) == (4, 46, 50)
