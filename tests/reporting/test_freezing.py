"""A closed quarter stays as it was closed: its rows, its texts, its owners, what never came."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.conflicts import Refused
from reporting import actions
from reporting.models import FrozenRow
from sip import actions as plan
from sip import assigning, moments, progress, quarters
from sip.models import Activity, Owner, Responsibility
from tests.reporting.acts import accepted, report_of
from tests.sip.story import stated

pytestmark = pytest.mark.usefixtures("english")
Q3 = quarters.parse("2026-Q3")


@pytest.fixture
def closed(october, cast, quarter):
    """The third quarter, closed with one report accepted and six that never came."""
    accepted(report_of("training"), cast.wg_lead, cast.sag)
    return actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="Six are missing.")


def row_of(code):
    return FrozenRow.objects.get(code=code)


def read_again():
    rows = progress.plan_rows(on=moments.now().at_end_of(Q3), with_sparks=False)
    return {row.code: (row.status, str(row.short_title), row.owner_keys) for row in rows}


@pytest.mark.long
def test_closing_writes_one_row_for_each_activity_of_the_plan_in_its_order(closed):
    assert FrozenRow.objects.filter(quarter=closed).count() == 50
    in_order = Activity.objects.in_plan_order().values_list("code", flat=True)
    assert list(FrozenRow.objects.order_by("order").values_list("code", flat=True)) == [*in_order]


def test_a_row_says_status_day_body_and_owners(closed):
    row = row_of("3.1.1.2")
    assert (row.status, row.effective_on, row.body.key) == ("on_track", Q3.ends_on, "training")
    assert (row.owner_keys, row.is_confirmed, row.not_received) == (["training"], True, [])
    assert row.short_title == row.activity.short_title and row.text == row.activity.text


def test_what_nobody_reported_is_empty_and_says_whose_report_never_came(closed):
    row = row_of("1.1.1.3")
    assert (row.status, row.effective_on, row.body, row.status_row) == ("", None, None, None)
    assert row.not_received and set(row.not_received) <= set(
        closed.reports.exclude(state="accepted").values_list("body__key", flat=True)
    )


def test_a_status_that_no_report_confirmed_is_frozen_as_not_confirmed(closed):
    row = row_of("1.1.1.1")  # completed according to the SIP itself
    assert (row.status, row.is_confirmed, row.body) == ("completed", False, None)


def test_rows_are_neither_changed_nor_deleted_nor_written_twice(closed):
    row = row_of("3.1.1.2")
    row.status = "completed"
    for attempt in (row.save, row.delete):
        with pytest.raises(ValidationError):
            attempt()
    for attempt in (
        lambda: FrozenRow.objects.update(status=""),
        lambda: FrozenRow.objects.all().delete(),
        lambda: FrozenRow.objects.bulk_update([row], ["status"]),
    ):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenRow.objects.create(quarter=closed, activity=row.activity, code="x", order=1)
    with pytest.raises(Refused):
        actions.close_quarter(quarter=closed, by=None, reason="Again.")


@pytest.mark.long
def test_nothing_that_happens_later_reaches_a_closed_quarter(closed, cast, october):
    """A status told of the same day, a new title, a new owner: each shows today, none in Q3."""
    october.shift(datetime.timedelta(days=40))
    before, activity = read_again(), Activity.objects.get(code="3.1.1.2")
    stated("3.1.1.2", "blocked", Q3.ends_on, recorded=datetime.date(2026, 11, 12))
    plan.revise_wording(
        element=activity, by=cast.glc_rome, changes={"short_title": {"fr": "Un autre titre"}}
    )
    held = Responsibility.objects.get(activity=activity)
    assigning.end_responsibility(
        responsibility=held, ends_on=datetime.date(2026, 8, 1), by=cast.glc_rome
    )
    assigning.make_responsible(
        activity=activity, owner=Owner.objects.get(key="rome"), by=cast.glc_rome,
        starts_on=datetime.date(2026, 8, 2),
    )  # fmt: skip
    assert read_again() == before
    today = next(row for row in progress.plan_rows() if row.code == "3.1.1.2")
    assert (today.status, today.owner_keys) == ("blocked", ["rome"])
    assert today.short_title.original == "Un autre titre"


def test_a_quarter_that_is_not_closed_is_read_from_what_is_recorded_of_it(october, cast, quarter):
    accepted(report_of("training"), cast.wg_lead, cast.sag)
    moment = moments.now().at_end_of(Q3)
    assert moment.frozen is None
    assert read_again()["3.1.1.2"][0] == "on_track"


@pytest.mark.long
def test_somebody_who_looked_before_the_closing_saw_no_frozen_rows(closed):
    before = moments.moment(datetime.date(2026, 10, 1)).at_end_of(Q3)
    after = moments.Moment(closed.ends_on, closed.closed_at).at_end_of(Q3)
    assert before.frozen is None and after.frozen == closed.pk


@pytest.mark.long
def test_the_migration_gives_quarters_closed_before_it_the_same_rows(closed):
    """It cannot call the code of today, so it is held against it."""
    fields = [field.attname for field in FrozenRow._meta.concrete_fields if field.name != "id"]

    def rows():
        return list(FrozenRow.objects.order_by("order").values(*fields))

    written = rows()
    FrozenRow.objects.all()._raw_delete(using="default")
    migration = import_module("reporting.migrations.0003_freeze_closed_quarters")
    migration.freeze_closed_quarters(apps, None)
    assert rows() == written
