"""CCPM results: scores, bands, response rates, the gaps that follow, the follow-up to the HCT."""

import datetime
import html
import io
import json
import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pypdf import PdfReader

from actionplans.actions.ccpm import gaps_from_survey, record_survey, response_rates, score_of
from actionplans.actions.writing import Edit, write
from actionplans.exports import document, followup, followup_pdf
from actionplans.followup import FollowUp
from actionplans.functions import FUNCTION_OF, CoreFunction, SubFunction
from actionplans.imports.ccpm import read_answers
from actionplans.models import Action, CcpmSurvey, Gap
from actionplans.models.ccpm import Band
from actionplans.reading import Sheet, uncovered
from sip.quarters import QuarterDays
from tests.actionplans.making import DAY, by_month

ENGLISH = {"accept-language": "en"}
Q3 = QuarterDays(2026, 3)


@pytest.mark.parametrize(
    ("score", "band"),
    [("0", "weak"), ("25", "weak"), ("25.5", "unsatisfactory"), ("50", "unsatisfactory"),
     ("50.01", "satisfactory"), ("75", "satisfactory"), ("75.1", "good"), ("100", "good")],
)  # fmt: skip
def test_bands_have_the_bounds_of_the_tool(score, band):
    assert Band.of(Decimal(score)) == band


def test_every_sub_function_belongs_to_a_function():
    assert set(FUNCTION_OF) == set(SubFunction)
    assert set(FUNCTION_OF.values()) == set(CoreFunction)


def test_a_score_is_the_median_of_its_items_medians():
    items = {
        "1": {"un": [0, 0, 0, 1, 1], "national_ngo": [1, 0, 0, 0, 0]},  # 0, 3, 4: median 3
        "2": {"un": [0, 2, 0, 0, 0]},  # 1
        "3": {"national_ngo": [0, 0, 1, 0, 0]},  # 2
        "4": {"un": [0, 0, 0, 0, 0]},  # nobody: left out
    }
    assert score_of(items) == 50
    assert score_of(items, ["national_ngo"]) == 25  # 0 and 2
    assert score_of({}) is None


def test_rates_show_both_numbers_and_local_actors_apart(plan):
    rates = {label: rest for label, *rest in response_rates(CcpmSurvey.objects.get())}
    assert rates["United Nations"] == [4, 3, 75]
    assert rates["Donors"] == [0, 0, None]
    assert rates["Local and national actors"] == [5, 2, 40]
    assert rates["All"] == [9, 5, 56]


def test_answers_come_from_a_table_and_unsure_ones_are_left_out(cast, plan):
    text = (
        "Sous-fonction;Question;Groupe;Réponse;Combien\nstandards;1;un;3;2\n"
        "standards;1;national_ngo;1;1\nstandards;2;un;4,0;1\nstandards;2;un;ne sait pas;3\n"
        "standards;2;un;9;1\n"
    )
    tallies, problems = read_answers(SimpleUploadedFile("a.csv", text.encode()))
    assert problems == []
    assert tallies == {
        "standards": {"1": {"un": [0, 0, 0, 2, 0], "national_ngo": [0, 1, 0, 0, 0]},
                      "2": {"un": [0, 0, 0, 0, 1]}},
    }  # fmt: skip
    survey = record_survey(
        cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY, tallies=tallies
    )
    score = survey.scores.get()
    assert (score.score, score.local_score, score.is_computed) == (Decimal("87.5"), 25, True)


def test_a_bad_row_of_answers_is_named(plan):
    text = "Sub-function,Item,Group,Answer\ncooking,1,un,3\nstandards,1,friends,3\n"
    _tallies, problems = read_answers(SimpleUploadedFile("a.csv", text.encode()))
    assert [(one.row, one.column) for one in problems] == [(2, "A"), (3, "C")]


@pytest.mark.long
def test_results_are_the_coordinators_to_record(cast, plan):
    given = {"cluster": plan.cluster, "starts_on": DAY, "ends_on": DAY}
    with pytest.raises(PermissionDenied):
        record_survey(by=cast.partner, scores={"standards": Decimal(50)}, **given)
    for wrong in (
        {"scores": {}}, {"scores": {"standards": Decimal(101)}},
        {"scores": {"standards": Decimal(50)}, "responses": {"un": [1, 2]}},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            record_survey(by=cast.country_coord, **given, **wrong)


def test_an_exercise_is_recorded_once_it_has_ended(cast, plan, coordinator):
    ahead = {"starts_on": DAY, "ends_on": DAY + datetime.timedelta(days=1)}
    with pytest.raises(ValidationError, match="once it has ended"):
        record_survey(cluster=plan.cluster, by=cast.country_coord, **ahead,
                      scores={"standards": Decimal(50)})  # fmt: skip
    sent = {"starts_on": "1/12/2026", "ends_on": "1/9/2027", "standards": "x", "invited_un": "1",
            "responded_un": "5"}  # fmt: skip
    told = errors_of_form(coordinator.post("/countries/sample/ccpm/", sent, headers=ENGLISH))
    assert "Survey until: An exercise is recorded once it has ended." in told
    assert f"{SubFunction('standards').label}: Enter a number." in told
    assert any(one.endswith("responded: More answers than people invited: correct one of them.")
               for one in told)  # fmt: skip


def test_the_form_says_once_that_an_exercise_ends_before_it_starts(coordinator, plan):
    sent = {"starts_on": "2/2/2026", "ends_on": "1/2/2026"}
    told = errors_of_form(coordinator.post("/countries/sample/ccpm/", sent, headers=ENGLISH))
    assert told == [
        "Give the score of one sub-function at least.",
        "Survey until: The survey cannot end before it starts.",
    ]


def errors_of_form(response):
    return [one.text for one in response.context["errors"]]


def test_gaps_begin_from_what_is_weak_once_each(cast, plan):
    survey = CcpmSurvey.objects.get()
    assert gaps_from_survey(plan=plan, survey=survey, by=cast.country_coord) == 1
    assert gaps_from_survey(plan=plan, survey=survey, by=cast.country_coord) == 0
    gap = Gap.objects.get(section__plan=plan, subfunction="needs_assessment")
    assert gap.section.core_function == "inform_strategic_decisions"
    assert "Faible" in gap.text and "25" in gap.text  # in the language of the plan


def test_a_weak_function_without_action_is_warned_of(cast, plan):
    survey = CcpmSurvey.objects.get()
    found = uncovered(Sheet(plan), survey)
    assert found == [(CoreFunction.INFORM_STRATEGIC_DECISIONS, Band.WEAK)]


@pytest.mark.long
def test_the_form_takes_a_decimal_comma_and_keeps_what_was_typed(coordinator, plan):
    page = "/countries/sample/ccpm/"
    sent = {"starts_on": "1/9/2026", "ends_on": "15/9/2026", "standards": "62,5",
            "invited_un": "4", "responded_un": "5"}  # fmt: skip
    response = coordinator.post(page, sent, headers={"accept-language": "en"})
    assert "62,5" in response.content.decode()
    assert "More answers than people invited" in response.content.decode()
    assert coordinator.post(page, {**sent, "responded_un": "3"}).status_code == 302
    assert CcpmSurvey.objects.latest("pk").scores.get().score == Decimal("62.5")


def test_the_follow_up_counts_as_of_the_quarters_end(cast, plan):
    done = {"status": "completed", "evidence": "PV", "completed_on": datetime.date(2026, 10, 2)}
    action = Action.objects.of_plan(plan).get(schedule="by_month")
    write(plan=plan, by=cast.country_coord, edits=[Edit(action, done)])
    third = FollowUp(plan, Q3, DAY)
    assert third.on == datetime.date(2026, 9, 30)
    assert third.done == 2  # July and August
    assert third.completed == []
    fourth = FollowUp(plan, QuarterDays(2026, 4), DAY)
    assert [line.action.pk for line in fourth.completed] == [action.pk]
    assert [line.function for line in third.uncovered] == [CoreFunction.INFORM_STRATEGIC_DECISIONS]


@pytest.mark.long
def test_no_row_of_the_pdf_is_broken_across_two_pages(cast, plan):
    texts = [
        f"Begin{n} " + "and so on with all partners " * (3 + n % 9) + f"End{n}" for n in range(40)
    ]
    texts.append("Begin40 " + "a remark without end " * 220 + "End40")  # longer than a page
    write(plan=plan, by=cast.country_coord, at=datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC),
          additions=[by_month(text, 8) for text in texts])  # fmt: skip
    pdf = PdfReader(io.BytesIO(followup_pdf.content(FollowUp(plan, Q3, DAY))))
    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    assert len(pages) > 3
    for n in range(40):
        begins = [at for at, page in enumerate(pages) if f"Begin{n} " in page]
        ends = [at for at, page in enumerate(pages) if re.search(rf"End{n}\b", page)]
        assert begins == ends and len(begins) == 1, n
    # What no page can hold goes on over the next ones: none of it is lost.
    assert " ".join(pages).count("a remark") + " ".join(pages).count("remark without") >= 220
    assert any("End40" in page for page in pages)


@pytest.mark.long
def test_the_follow_up_is_one_text_in_word_and_pdf(plan):
    follow = FollowUp(plan, Q3, DAY)
    document = Document(io.BytesIO(followup.content(follow)))
    words = [p.text for p in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    pdf = PdfReader(io.BytesIO(followup_pdf.content(follow)))
    printed = " ".join(page.extract_text() for page in pdf.pages)
    for told in ("Follow-up of the action plan, Q3 2026", "Support service delivery", "Weak"):
        assert any(told in text for text in words)
        assert told in " ".join(printed.split())


def test_a_score_just_above_a_bound_is_not_rounded_to_it(cast, plan, coordinator):
    survey = record_survey(
        cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY,
        scores={"standards": Decimal("50.04"), "monitoring": Decimal("25.40")},
    )  # fmt: skip
    text = coordinator.get(
        f"/countries/sample/ccpm/{survey.pk}/", headers={"accept-language": "en"}
    ).content.decode()
    assert "50.04 %" in text and "25.4 %" in text
    gaps_from_survey(plan=plan, survey=survey, by=cast.country_coord)
    assert "25,4" in Gap.objects.get(section__plan=plan, subfunction="monitoring").text


@pytest.mark.long
@pytest.mark.parametrize(("local", "shown"), [(4, False), (5, True)])
def test_the_score_of_few_local_actors_is_told_nowhere(cast, plan, coordinator, local, shown):
    tally = {"un": [0, 0, 0, 9, 0], "national_ngo": [0, local - 1, 0, 0, 0],
             "national_authority": [0, 1, 0, 0, 0]}  # fmt: skip
    survey = record_survey(
        cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY,
        tallies={"standards": {"1": tally}},
    )  # fmt: skip
    score = survey.scores.get()
    assert (score.told_of_local, score.is_suppressed) == ((25, False) if shown else (None, True))
    text = coordinator.get(
        f"/countries/sample/ccpm/{survey.pk}/", headers={"accept-language": "en"}
    ).content.decode()
    assert ("25 %" in text, "hidden, fewer than 5" in text) == (shown, not shown)
    given = json.loads(coordinator.get("/exports/ccpm_results/json/").getvalue())
    told = [
        row["local_score_pct"] for row in given["rows"] if row["survey_start"] == DAY.isoformat()
    ]
    assert told == [25 if shown else None]


@pytest.mark.long
def test_no_title_is_left_alone_at_the_foot_of_a_page_in_word(plan):
    """Titles, what is said between one and its table, and the first row go with what follows."""
    for made in (document.content(Sheet(plan)), followup.content(FollowUp(plan, Q3, DAY))):
        held = Document(io.BytesIO(made))
        for table in held.tables:
            assert all(one.paragraphs[0].paragraph_format.keep_with_next for one in
                       table.rows[0].cells)  # fmt: skip
            before = table._tbl.getprevious()
            said = next((one for one in held.paragraphs if one._p is before), None)
            if said is not None and said.text.startswith("CCPM of"):
                assert said.paragraph_format.keep_with_next
        for title in (one for one in held.paragraphs if one.style.name.startswith("Heading")):
            assert title.style.paragraph_format.keep_with_next
        sections = {one.title for one in plan.sections.all()}
        for row in (row for table in held.tables for row in table.rows):
            if row.cells[0].text in sections:
                assert row.cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_the_follow_up_says_by_which_sub_function_a_function_is_read(cast, plan, coordinator):
    """The weakest: a median of them would call the function satisfactory."""
    scores = {"agreed_priorities": Decimal("55.5"), "no_duplication": Decimal(20),
              "needs_assessment": Decimal(60)}  # fmt: skip
    record_survey(
        cluster=plan.cluster, by=cast.country_coord, starts_on=DAY, ends_on=DAY, scores=scores
    )
    text = html.unescape(
        coordinator.get(
            "/countries/sample/2026/follow-up/4/", headers={"accept-language": "en"}
        ).content.decode()
    )
    assert "Weak (20 %), by “Duplication eliminated”, the weakest of its 2 sub-functions" in text
    assert "Satisfactory (60 %)" in text
    assert "A function reads as the weakest of its sub-functions" in text
