"""CCPM results recorded by mistake: every exercise is listed, corrected or withdrawn."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.conflicts import Refused, Stale
from accounts.models import TrailRow
from actionplans.actions.ccpm import record_survey
from actionplans.actions.correcting import correct_survey, withdraw_survey
from actionplans.followup import FollowUp
from actionplans.models import CcpmSurvey
from reporting.exports.datasets.countries import scores
from reporting.localfacts import Facts
from sip.quarters import QuarterDays
from tests.actionplans.making import DAY
from tests.merging.tabs import answers

HELD = datetime.date(2026, 2, 2)
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def survey(plan):
    return CcpmSurvey.objects.get()


def said(survey, **values):
    """What the form of that exercise sends."""
    return {
        "version": survey.version, "starts_on": "2/2/2026", "ends_on": "16/2/2026",
        "agreed_priorities": "75,5", "needs_assessment": "25", "invited_un": "4",
        "responded_un": "3", "invited_national_ngo": "5", "responded_national_ngo": "2", **values,
    }  # fmt: skip


def correct(survey, by, **values):
    given = {
        "version": survey.version, "starts_on": survey.starts_on, "ends_on": survey.ends_on,
        "responses": survey.responses,
        "scores": {"agreed_priorities": Decimal("75.5"), "needs_assessment": Decimal(25)}, **values,
    }  # fmt: skip
    return correct_survey(survey=survey, by=by, **given)


@pytest.mark.long
def test_a_new_exercise_hides_no_earlier_one(cast, plan, survey, coordinator):
    later = record_survey(cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY,
                          scores={"standards": Decimal(50)})  # fmt: skip
    page = coordinator.get("/countries/sample/", headers=ENGLISH).content.decode()
    for one in (survey, later):
        assert f"/countries/sample/ccpm/{one.pk}/" in page


def test_no_visitor_reads_the_list_of_exercises(cast, plan, survey, client):
    record_survey(cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY,
                  scores={"standards": Decimal(50)})  # fmt: skip
    assert f"/ccpm/{survey.pk}/" not in client.get("/countries/sample/").content.decode()


@pytest.mark.long
def test_the_list_of_exercises_costs_one_query_however_long(cast, plan, survey, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as held:
            coordinator.get("/countries/sample/")
        return len(held)

    queries()
    before = queries()
    for day in range(1, 9):
        on = datetime.date(2025, 1, day)
        record_survey(cluster=plan.cluster, by=cast.country_coord, starts_on=on, ends_on=on,
                      scores={"standards": Decimal(50)})  # fmt: skip
    queries()  # what is kept for everybody is read anew after an act
    assert queries() == before


def test_a_correction_is_told_with_what_stood_before(cast, survey):
    scores = {"agreed_priorities": Decimal("57.5"), "needs_assessment": Decimal(25)}
    assert correct(survey, cast.country_coord, scores=scores) is True
    survey.refresh_from_db()
    assert {row.subfunction: row.score for row in survey.scores.all()} == scores
    told = TrailRow.objects.latest("number")
    assert told.verb == "ccpm_corrected"
    assert (told.before, told.after) == (
        {"agreed_priorities": "75.50"}, {"agreed_priorities": "57.50"}
    )  # fmt: skip


def test_where_nothing_differs_nothing_is_written(cast, survey):
    assert correct(survey, cast.country_coord, version=99) is False
    assert TrailRow.objects.latest("number").verb != "ccpm_corrected"


def test_a_correction_stands_on_the_version_it_was_made_from(cast, survey):
    correct(survey, cast.country_coord, scores={"standards": Decimal(40)})
    with pytest.raises(Stale):
        correct(survey, cast.country_coord, scores={"standards": Decimal(60)})
    assert survey.scores.get().score == 40


@pytest.mark.long
def test_results_are_put_right_by_whoever_may_record_them(cast, survey):
    for nobody in (cast.partner, cast.sag, cast.admin):
        with pytest.raises(PermissionDenied):
            correct(survey, nobody, scores={"standards": Decimal(40)})
        with pytest.raises(PermissionDenied):
            withdraw_survey(survey=survey, version=0, reason="No.", by=nobody)
    assert correct(survey, cast.glc_rome, scores={"standards": Decimal(40)})


def test_a_correction_moves_no_exercise_onto_another(cast, plan, survey):
    record_survey(cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY,
                  scores={"standards": Decimal(50)})  # fmt: skip
    with pytest.raises(ValidationError, match="recorded already"):
        correct(survey, cast.country_coord, starts_on=DAY, ends_on=DAY)


@pytest.mark.long
def test_a_withdrawn_exercise_counts_nowhere_and_stays_readable(cast, plan, survey, coordinator):
    with pytest.raises(ValidationError):
        withdraw_survey(survey=survey, version=0, reason=" ", by=cast.country_coord)
    withdraw_survey(survey=survey, version=0, reason="Another country’s.", by=cast.country_coord)
    assert FollowUp(plan, QuarterDays(2026, 3), DAY).survey is None
    assert not scores(None).exists()
    assert Facts.read().surveys == []
    for address in ("/countries/sample/", f"/countries/sample/ccpm/{survey.pk}/"):
        assert "Another country’s." in coordinator.get(address, headers=ENGLISH).content.decode()
    survey.refresh_from_db()
    with pytest.raises(Refused):
        correct(survey, cast.country_coord, scores={"standards": Decimal(40)})
    answer = coordinator.post("/countries/sample/2026/begin/", headers=ENGLISH)
    assert [str(told) for told in get_messages(answer.wsgi_request)] == [
        "No CCPM results are recorded for this cluster."
    ]


def test_the_right_exercise_is_recorded_after_the_wrong_one_was_withdrawn(cast, plan, survey):
    withdraw_survey(survey=survey, version=0, reason="Another country’s.", by=cast.country_coord)
    record_survey(cluster=plan.cluster, by=cast.country_coord, starts_on=HELD, ends_on=HELD,
                  scores={"standards": Decimal(50)})  # fmt: skip
    assert plan.cluster.surveys.standing().count() == 1


def test_nobody_withdraws_what_somebody_just_corrected(cast, survey, coordinator):
    correct(survey, cast.glc_rome, scores={"standards": Decimal(40)})
    page = f"/countries/sample/ccpm/{survey.pk}/withdraw/"
    answer = coordinator.post(page, {"reason": "Wrong.", "version": 0}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "corrected this exercise in between" in answer.content.decode()
    assert coordinator.post(page, {"reason": "Wrong.", "version": 1}).status_code == 302
    survey.refresh_from_db()
    assert survey.withdrawn_because == "Wrong."


@pytest.mark.long
def test_the_form_shows_what_is_recorded_and_keeps_what_was_typed(cast, survey, coordinator):
    page = f"/countries/sample/ccpm/{survey.pk}/correct/"
    form = coordinator.get(page, headers=ENGLISH).content.decode()
    assert 'value="75.5"' in form and 'value="2/2/2026"' in form.replace("02/02", "2/2")
    survey.scores.filter(subfunction="needs_assessment").update(score=50)
    assert 'value="50"' in coordinator.get(page, headers=ENGLISH).content.decode()  # not 5E+1
    survey.scores.filter(subfunction="needs_assessment").update(score=25)
    assert coordinator.post(page, said(survey)).status_code == 302  # nothing had changed
    survey.refresh_from_db()
    assert survey.version == 0


@pytest.mark.long
def test_two_corrections_of_one_exercise_both_stand_and_what_both_changed_is_asked(
    cast, survey, coordinator
):
    page = f"/countries/sample/ccpm/{survey.pk}/correct/"
    tab = answers(coordinator.get(page, headers=ENGLISH))
    theirs = {"needs_assessment": Decimal(30), "agreed_priorities": Decimal("80.5")}
    correct(survey, cast.glc_rome, scores=theirs)
    sent = {**tab, "standards": "62,5", "agreed_priorities": "70", "invited_un": "6"}
    shown = coordinator.post(page, sent, headers=ENGLISH)
    assert shown.status_code == 409
    chosen = answers(shown)
    assert (chosen["keep-needs_assessment"], chosen["keep-standards"]) == (["saved"], ["mine"])
    assert chosen["keep-invited_un"] == ["mine"] and "keep-agreed_priorities" not in chosen
    assert "Invited" in shown.content.decode()
    again = coordinator.post(page, chosen, headers=ENGLISH)
    assert again.status_code == 409 and "Choose what to keep." in again.content.decode()
    done = coordinator.post(page, answers(again) | {"keep-agreed_priorities": "mine"})
    assert done.status_code == 302
    assert {one.subfunction: one.score for one in survey.scores.all()} == {
        "needs_assessment": 30, "agreed_priorities": 70, "standards": Decimal("62.5"),
    }  # fmt: skip
    survey.refresh_from_db()
    assert survey.responses["un"] == [6, 3]


def test_what_is_computed_changes_with_new_answers_alone(cast, plan, coordinator):
    tallies = {"standards": {"1": {"un": [0, 0, 0, 1, 0]}}}
    survey = record_survey(cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY,
                           tallies=tallies)  # fmt: skip
    page = f"/countries/sample/ccpm/{survey.pk}/correct/"
    sent = {"version": 0, "starts_on": "11/10/2026", "ends_on": "12/10/2026", "standards": "10"}
    assert coordinator.post(page, sent).status_code == 302
    survey.refresh_from_db()
    assert (survey.starts_on.day, survey.scores.get().score) == (11, 75)
    file = SimpleUploadedFile("a.csv", b"Sub-function,Item,Group,Answer\nmonitoring,1,un,4\n")
    assert coordinator.post(page, {**sent, "version": 1, "file": file}).status_code == 302
    assert [(row.subfunction, row.score) for row in survey.scores.all()] == [("monitoring", 100)]
    told = TrailRow.objects.latest("number")
    assert "tallies" not in told.after  # groups too small to be told of stand in it
