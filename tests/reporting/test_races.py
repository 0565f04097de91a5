"""Two people at the same instant: on PostgreSQL, where writers truly run side by side."""

import time

import pytest
from django.db import connection

from accounts import trail
from accounts.conflicts import Refused, Stale
from accounts.models import OutboxMail, TrailRow
from reporting import actions
from reporting.commenting import comment
from reporting.editing import edit_words
from reporting.models import Comment, Quarter, Report
from sip.models import Activity, StatusRow
from tests.reporting.acts import full, report_of, saved, submitted
from tests.threads import at_once, of_kind

pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def save(report, by, words):
    return lambda: actions.save_report(
        report=report, by=by, version=report.version, summary=words, lines=full(report)
    )


def test_two_first_drafts_make_one_and_hand_the_other_its_words_back(report, cast):
    works = [save(report, who, who.name) for who in (cast.wg_lead, cast.deputy, cast.wg_member)]
    results = at_once(*works)
    assert len(of_kind(results, Report)) == 1
    assert len(of_kind(results, Stale)) == 2
    kept = of_kind(results, Report)[0]
    assert report_of("training").summary == kept.summary
    assert trail.rows_about(report).count() == 1


def test_a_double_submission_is_one(report, cast):
    report = saved(report, cast.wg_lead)
    works = [
        lambda who=who: actions.submit(report=report, by=who, version=report.version)
        for who in (cast.wg_lead, cast.deputy, cast.wg_lead)
    ]
    results = at_once(*works)
    assert len(of_kind(results, Report)) == 1
    assert len(of_kind(results, Refused, Stale)) == 2
    assert report.transitions.count() == 1


def test_a_submission_comes_before_the_close_or_not_at_all(report, cast, quarter):
    report = saved(report, cast.wg_lead)
    results = at_once(
        lambda: actions.submit(report=report, by=cast.wg_lead, version=report.version),
        lambda: actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="Over."),
    )
    assert of_kind(results, Quarter)
    closing = trail.rows_about(quarter).first()
    came = of_kind(results, Report)
    if came:
        sent = trail.rows_about(report).first()
        assert sent.number < closing.number
    else:
        assert of_kind(results, Refused)
        assert report_of("training").state == "draft"


def test_an_acceptance_and_a_return_are_one_decision(report, cast):
    report = submitted(report, cast.wg_lead)
    results = at_once(
        lambda: actions.accept(report=report, by=cast.sag, version=report.version),
        lambda: actions.return_report(
            report=report, by=cast.sag_training, version=report.version, comment="Places?"
        ),
        lambda: actions.accept(report=report, by=cast.sag_training, version=report.version),
    )
    assert len(of_kind(results, Report)) == 1
    assert len(of_kind(results, Refused, Stale)) == 2
    state = report_of("training").state
    assert StatusRow.objects.filter(origin="report").count() == (2 if state == "accepted" else 0)


def test_what_is_accepted_is_what_was_read_though_somebody_edits(report, cast):
    report = submitted(report, cast.wg_lead)
    shown = report.version
    actions.return_report(report=report, by=cast.glc_rome, version=shown, comment="Places?")
    returned = report_of("training")
    results = at_once(
        lambda: actions.accept(report=returned, by=cast.sag, version=shown),
        save(returned, cast.wg_lead, "Other words."),
    )
    assert len(of_kind(results, Refused, Stale)) == 1
    assert report_of("training").summary == "Other words."
    assert not StatusRow.objects.filter(origin="report").exists()


def test_bodies_accepted_at_once_leave_the_one_named_first(report, cast):
    rome = submitted(report_of("rome"), cast.glc_rome)
    training = submitted(report, cast.wg_lead, status="not_started")
    results = at_once(
        lambda: actions.accept(report=rome, by=cast.sag, version=rome.version),
        lambda: actions.accept(report=training, by=cast.sag_training, version=training.version),
    )
    assert len(of_kind(results, Report)) == 2
    assert Activity.objects.get(code="3.1.2.1").status == "on_track"
    assert trail.broken_at() is None


def test_twelve_writers_leave_as_many_versions_as_rows(report, cast):
    def write(number):
        def work():
            current = report_of("training")
            return save(current, cast.wg_lead, f"Words {number}")()

        return work

    results = at_once(*(write(number) for number in range(12)))
    taken = len(of_kind(results, Report))
    assert taken + len(of_kind(results, Stale)) == 12
    assert report_of("training").version == taken
    assert TrailRow.objects.filter(verb="report_saved").count() == taken
    assert trail.broken_at() is None


def test_two_openings_make_each_report_once(cast, october):
    results = at_once(*[lambda: actions.open_quarter(key="2026-Q3", by=None) for _turn in range(3)])
    assert len(of_kind(results, Quarter)) == 3
    assert Report.objects.count() == 7


def test_an_edit_of_words_and_an_acceptance_are_never_both_of_one_version(report, cast):
    report = submitted(report, cast.wg_lead)
    results = at_once(
        lambda: actions.accept(report=report, by=cast.sag, version=report.version),
        lambda: edit_words(
            report=report, by=cast.glc_rome, version=report.version, summary="Edited.",
            words={}, reason="For the pack.",
        ),
    )  # fmt: skip
    assert len(of_kind(results, Report)) == 1
    fresh = report_of("training")
    assert (fresh.state == "accepted") == (fresh.summary == "A good quarter.")
    assert trail.broken_at() is None


def test_two_who_accept_several_in_any_order_meet_no_deadlock(report, cast):
    reports = [submitted(report, cast.wg_lead), submitted(report_of("rome"), cast.glc_rome)]
    shown = [(each, each.version) for each in reports]
    results = at_once(
        lambda: actions.accept_several(shown=shown, by=cast.sag),
        lambda: actions.accept_several(shown=shown[::-1], by=cast.sag_training),
    )
    assert len(of_kind(results, list)) == 1
    assert len(of_kind(results, Refused, Stale)) == 1
    assert Report.objects.filter(state="accepted").count() == 2


def test_one_comment_pressed_three_times_is_one(report, cast):
    results = at_once(
        *[lambda: comment(report=report, by=cast.sag, text="How many? @lead") for _turn in range(3)]
    )
    assert len(of_kind(results, Comment)) == 3
    assert Comment.objects.count() == OutboxMail.objects.count() == 1


def test_the_control_without_its_guard_lets_both_through(report, cast):
    """Read, look, write: were this to hold, the tests above would prove nothing."""
    report = submitted(report, cast.wg_lead)

    def decide(state):
        def work():
            found = Report.objects.get(pk=report.pk)
            time.sleep(0.2)
            if found.state == "submitted":
                Report.objects.filter(pk=report.pk).update(summary=state)
                return found
            return None

        return work

    results = at_once(decide("Accepted."), decide("Returned."))
    assert len(of_kind(results, Report)) == 2
