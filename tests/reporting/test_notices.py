"""Mails about the moves of a report: who is to act hears of it, and who handed it over hears how
it went."""

import pytest

from accounts.models import OutboxMail
from reporting import actions
from reporting.reminding import remind
from tests.reporting.acts import OCTOBER, accepted, report_of, saved, submitted
from workinggroups.models import Seat


def told(kind):
    """Return who was told of one kind of move, by name."""
    mails = OutboxMail.objects.filter(kind=kind)
    return sorted(mails.values_list("person__name", flat=True))


@pytest.mark.long
def test_the_focal_point_in_the_sag_hears_of_a_report_to_decide_on(report, cast):
    submitted(report, cast.wg_lead)
    assert told("report_submitted") == [cast.sag_training.name]
    mail = OutboxMail.objects.get()
    assert "/reports/2026-Q3/training/review/" in mail.text
    assert "/account/#mails" in mail.text  # the way to do without


def test_whoever_does_without_copies_is_not_written_to(report, cast):
    cast.sag_training.wants_copies = False
    cast.sag_training.save()
    submitted(report, cast.wg_lead)
    assert not told("report_submitted")


def test_a_group_without_a_focal_point_asks_the_whole_sag(report, cast):
    points = Seat.objects.filter(body=report.body, role=Seat.Role.SAG_FOCAL_POINT)
    points.update(ends_on="2026-09-01")
    submitted(report, cast.wg_lead)
    assert told("report_submitted") == sorted({cast.sag.name, cast.sag_training.name})


def test_the_report_of_the_sag_waits_for_rome(report, cast):
    submitted(report_of("sag"), cast.sag)
    assert told("report_submitted") == sorted([cast.glc_rome.name, cast.glc_rome2.name])


def test_who_filed_hears_that_the_report_was_accepted_and_what_was_said(report, cast):
    report = submitted(report, cast.wg_lead)
    actions.accept(report=report, by=cast.sag, version=report.version, comment="Well told.")
    assert told("report_accepted") == sorted([cast.deputy.name, cast.wg_lead.name])
    assert "Well told." in OutboxMail.objects.filter(kind="report_accepted").first().text


@pytest.mark.long
def test_who_filed_hears_that_the_report_is_theirs_again_and_why(report, cast):
    report = accepted(report, cast.wg_lead, cast.sag)
    actions.reopen(report=report, by=cast.glc_rome, version=report.version, reason="Two sites.")
    assert told("report_reopened") == sorted([cast.deputy.name, cast.wg_lead.name])
    mail = OutboxMail.objects.filter(kind="report_reopened").first()
    assert "Two sites." in mail.text and "/reports/2026-Q3/training/edit/" in mail.text


@pytest.mark.long
@pytest.mark.parametrize(("language", "words"), [("en", "was returned"), ("fr", "a été renvoyé")])
def test_a_reminder_says_that_the_report_was_returned(report, cast, language, words):
    cast.wg_lead.language = language
    cast.wg_lead.save()
    report = submitted(report, cast.wg_lead)
    actions.return_report(report=report, by=cast.sag, version=report.version, comment="Where?")
    remind(quarter=report.quarter, reports=[report], by=cast.glc_rome)
    assert words in OutboxMail.objects.get(kind="reminder", person=cast.wg_lead).text


def test_what_is_told_of_the_past_is_news_to_nobody(report, cast):
    report = saved(report, cast.wg_lead)
    actions.submit(report=report, by=cast.wg_lead, version=report.version, at=OCTOBER)
    assert not OutboxMail.objects.exists()
