"""What the SAG reads before it writes: the groups' accepted reports, and the decisions."""

import datetime
import re

import pytest

from reporting.consolidation import consolidate
from sip.models import Activity
from sip.registers.actions import record_decision
from sip.translated import Translated
from tests.reporting.acts import accepted, report_of, saved, submitted

PAGE = "/reports/2026-Q3/sag/groups/"


@pytest.fixture
def sag(report, cast, client):
    """A member of the SAG, whose group reports are at different stages."""
    client.force_login(cast.sag)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.long
def test_it_brings_together_what_is_accepted_and_names_what_is_missing(sag, cast):
    accepted(report_of("training"), cast.wg_lead, cast.sag, progress="Two trainings held.")
    submitted(report_of("partnerships"), cast.other_lead, progress="Not yet published.")
    found = consolidate(report_of("sag"))
    assert [told.report.body.key for told in found.accepted] == ["training"]
    assert len(found.lacking) == 5
    page = words(sag.get(PAGE))
    assert "1 of 6 reports are accepted." in page
    assert "A good quarter." in page and "What is missing is not nothing" in page
    assert "/reports/2026-Q3/training/" in sag.get(PAGE).content.decode()


@pytest.mark.long
def test_it_shows_what_changes_and_counts_what_does_not(sag, cast):
    done = accepted(report_of("training"), cast.wg_lead, cast.sag)
    (told,) = consolidate(report_of("sag")).accepted
    assert {each.line.activity.code for each in told.changing} == set(
        done.lines.values_list("activity__code", flat=True)
    )
    assert told.kept == 0


@pytest.mark.long
def test_decisions_asked_for_stand_first_those_of_accepted_reports_and_its_own(sag, cast):
    blocked = {"status": "blocked"}
    accepted(report_of("training"), cast.wg_lead, cast.sag, **blocked, decision_needed="Who pays?")
    submitted(report_of("partnerships"), cast.other_lead, **blocked, decision_needed="Not yet.")
    saved(report_of("sag"), cast.sag, **blocked, decision_needed="Which day?")
    page = words(sag.get(PAGE))
    assert "Who pays?" in page and "Which day?" in page
    assert "Not yet." not in page
    asked = {line.decision_needed for line in consolidate(report_of("sag")).asked}
    assert asked == {"Who pays?", "Which day?"}


@pytest.mark.long
def test_it_lists_the_decisions_that_the_sag_took_during_the_quarter(sag, cast):
    for text, day in (
        ("Open the platform.", datetime.date(2026, 9, 30)),
        ("Another quarter.", datetime.date(2026, 10, 1)),
    ):
        record_decision(
            taken_by="sag", taken_on=day, text=Translated.of(fr=text), by=cast.glc_rome,
            activity=Activity.objects.get(code="1.1.1.1"),
        )  # fmt: skip
    page = words(sag.get(PAGE))
    assert "Open the platform." in page and "Another quarter." not in page


@pytest.mark.long
def test_the_form_and_the_report_lead_there(sag):
    for page in ("", "edit/"):
        assert PAGE in sag.get(f"/reports/2026-Q3/sag/{page}").content.decode()
    assert PAGE not in sag.get("/reports/2026-Q3/training/").content.decode()


@pytest.mark.long
def test_it_costs_the_same_with_one_report_accepted_and_with_three(sag, cast, queries):
    accepted(report_of("training"), cast.wg_lead, cast.sag)
    sag.get(PAGE)
    few = queries(lambda: sag.get(PAGE))
    for body, lead in (("partnerships", cast.other_lead), ("rome", cast.glc_rome)):
        accepted(report_of(body), lead, cast.sag)
    sag.get(PAGE)
    assert queries(lambda: sag.get(PAGE)) == few
