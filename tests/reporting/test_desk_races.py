"""Two acts at the desk at the same instant. Each race is shown to be there first: without the
quarter held, both acts pass their checks; with it, one of them comes second."""

import datetime
import threading

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection

from accounts import outbox, trail
from accounts.conflicts import Refused, Stale
from accounts.models import OutboxMail, TrailRow
from reporting import actions, moving, settling
from reporting.models import Quarter, Reminder, Report
from reporting.reminding import remind, send_due
from sip.models import Activity, StatusRow
from tests.reporting.acts import accepted, report_of, saved
from tests.threads import at_once, of_kind

pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


@pytest.fixture
def draft(report, cast):
    return saved(report, cast.wg_lead)


@pytest.fixture
def without_holding(monkeypatch):
    """Let both acts read the quarter, unheld, before either goes on."""
    barrier = threading.Barrier(2)

    def read(quarter):
        found = Quarter.objects.get(pk=quarter.pk)
        barrier.wait(10)
        return found

    monkeypatch.setattr(moving, "held", read)


def submit_and_close(report, quarter, cast):
    return at_once(
        lambda: actions.submit(report=report, by=cast.wg_lead, version=report.version),
        lambda: actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="Over."),
    )


def close_twice(quarter, cast):
    works = [
        lambda who=who: actions.close_quarter(quarter=quarter, by=who, reason="Over.")
        for who in (cast.glc_rome, cast.glc_rome2)
    ]
    return at_once(*works)


def remind_twice(report, cast):
    works = [
        lambda who=who: remind(quarter=report.quarter, reports=[report], by=who)
        for who in (cast.glc_rome, cast.glc_rome2)
    ]
    return at_once(*works)


def settle_twice(activity, quarter, cast):
    works = [
        lambda who=who, body=body: settling.settle(
            quarter=quarter, activity=activity, body=body, by=who, version=activity.version,
            motive="Heard both.",
        )
        for who, body in ((cast.glc_rome, "training"), (cast.glc_rome2, "rome"))
    ]  # fmt: skip
    return at_once(*works)


@pytest.fixture
def contested(report, cast):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report, cast.wg_lead, cast.sag_training, status="not_started")
    return Activity.objects.get(code="3.1.2.1")


def closings():
    return TrailRow.objects.filter(verb="quarter_closed")


def test_a_report_would_be_submitted_to_a_quarter_that_froze_it_as_missing(
    draft, cast, quarter, without_holding
):
    """The control of submitting and closing at once."""
    results = submit_and_close(draft, quarter, cast)
    assert of_kind(results, Report) and of_kind(results, Quarter)
    assert "training" in closings().get().after["not_accepted"]


def test_a_report_comes_before_the_quarter_closes_or_is_refused(draft, cast, quarter):
    results = submit_and_close(draft, quarter, cast)
    assert of_kind(results, Quarter)
    if of_kind(results, Report):
        sent = trail.rows_about(draft).filter(verb="report_submitted").get()
        assert sent.number < closings().get().number
    else:
        assert of_kind(results, Refused)


def test_two_closings_would_both_freeze(cast, quarter, without_holding):
    """The control of closing twice: only the constraint on frozen rows stops the second."""
    assert of_kind(close_twice(quarter, cast), IntegrityError)


def test_a_quarter_is_closed_once(cast, quarter):
    results = close_twice(quarter, cast)
    assert (len(of_kind(results, Quarter)), len(of_kind(results, Refused))) == (1, 1)
    assert closings().count() == 1
    assert quarter.frozen_rows.count() == Activity.objects.current().count()


def test_two_reminders_would_both_be_sent(report, cast, without_holding):
    """The control of reminding twice: only the constraint stops the second."""
    assert of_kind(remind_twice(report, cast), IntegrityError)


def test_a_body_is_reminded_once(report, cast):
    results = remind_twice(report, cast)
    assert len(of_kind(results, Refused)) == 1
    assert Reminder.objects.count() == 1
    assert len([each for each in mail.outbox if each.to == [cast.wg_lead.email]]) == 1


def test_two_runs_of_the_command_send_each_mail_once(report, cast):
    with time_machine.travel(datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC), tick=True):
        results = at_once(send_due, send_due, send_due)
        outbox.deliver()
    assert sorted(len(result.owed) for result in results) == [0, 0, 4]
    assert len(mail.outbox) == OutboxMail.objects.count()
    assert len({tuple(message.to) for message in mail.outbox}) == len(mail.outbox)


def test_two_settlements_would_both_count(contested, cast, quarter, without_holding, monkeypatch):
    """The control of settling twice."""
    monkeypatch.setattr(
        settling, "claim", lambda queryset, *, pk, version: queryset.get(pk=pk)
    )  # fmt: skip
    settle_twice(contested, quarter, cast)
    assert StatusRow.objects.filter(origin="settlement").count() == 2


def test_a_disagreement_is_settled_once(contested, cast, quarter):
    results = settle_twice(contested, quarter, cast)
    assert (len(of_kind(results, StatusRow)), len(of_kind(results, Stale, Refused))) == (1, 1)
    assert StatusRow.objects.filter(origin="settlement").count() == 1
    assert trail.broken_at() is None
