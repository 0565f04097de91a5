"""Source 004 word for word, out as a file and in again without a difference."""

import io
from collections import Counter

import pytest
from docx import Document
from pypdf import PdfReader

from accounts import trail
from actionplans.exports import document, pdf, workbook
from actionplans.imports.preview import Preview
from actionplans.imports.upload import read
from actionplans.loading import FILE, load_sample_plan
from actionplans.reading import Sheet
from sip.loading import read as fixture


def test_the_plan_is_loaded_word_for_word(source_plan):
    sheet, data = Sheet(source_plan), fixture(FILE)
    assert [
        (
            section.section.title, section.section.core_function,
            [(gap.gap.text, [line.action.text for line in gap.lines],
              gap.lines[0].action.deadline_as_published) for gap in section.gaps],
        )
        for section in sheet.sections
    ] == [
        (row["title"], row["core_function"],
         [(gap["text"], gap["actions"], gap["deadline"]) for gap in row["gaps"]])
        for row in data["sections"]
    ]  # fmt: skip
    assert (len(sheet.sections), sheet.gap_count, len(sheet.lines)) == (8, 22, 30)
    gaps = [gap for section in sheet.sections for gap in section.gaps]
    words = [gap.lines[0].action.deadline_as_published for gap in gaps]
    assert Counter(words) == {
        "Continue": 11, "Mensuelle": 6, "Août": 2, "": 1, "Hebdomadaire": 1, "Juin": 1,
    }  # fmt: skip
    assert sum(gap.gap.is_unsure for gap in gaps) == 4
    assert sum(gap.gap.shares_cell for gap in gaps) == 2


def test_the_deadlines_mean_what_they_say(source_plan):
    actions = [line.action for line in Sheet(source_plan).lines]
    assert Counter(action.meaning for action in actions) == {
        "continuous": 17, "monthly": 6, "weekly": 1, "by_month": 5, "unspecified": 1,
    }  # fmt: skip
    assert {str(a.due_on) for a in actions if a.due_on} == {"2023-08-31", "2023-06-30"}


def test_loading_again_changes_nothing(source_plan):
    before = trail.head()
    assert load_sample_plan() == 0
    assert trail.head() == before


def test_nothing_is_reported_until_somebody_reports(source_plan):
    assert Sheet(source_plan).counts["none"] == 30


@pytest.mark.long
@pytest.mark.parametrize("made", [workbook, document], ids=["workbook", "Word"])
def test_it_goes_out_and_comes_in_again_without_a_difference(source_plan, made):
    preview = Preview(source_plan, read(made.content(Sheet(source_plan))))
    assert preview.errors == []
    assert (preview.changed, preview.moved, preview.new, preview.questions) == ([], [], [], {})
    assert (len(preview.same), preview.absent) == (30, [])
    assert preview.writes_nothing


@pytest.mark.long
def test_the_document_merges_the_cell_that_three_gaps_share(source_plan):
    table = Document(io.BytesIO(document.content(Sheet(source_plan)))).tables[0]
    row = next(r for r in table.rows if r.cells[0].text.startswith("Faible participation"))
    assert row.cells[2].text == "Mensuelle"
    assert [p.text for p in row.cells[1].paragraphs][-1].startswith("Rédiger la note")
    shared = [r.cells[1]._tc for r in table.rows if "Rédiger la note" in r.cells[1].text]
    assert (len(shared), len(set(shared))) == (3, 1)


@pytest.mark.long
def test_the_pdf_says_the_same_in_its_own_words(source_plan):
    made = PdfReader(io.BytesIO(pdf.content(Sheet(source_plan))))
    text = " ".join(" ".join(page.extract_text() for page in made.pages).split())
    for section in Sheet(source_plan).sections:
        for gap in section.gaps:
            assert text.count(gap.gap.text.replace("\n", " ")[:40]) >= 1
            assert all(line.action.text[:40] in text for line in gap.lines)
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert text.count("Mensuelle") == 6 - 2  # three gaps share one cell
    assert "unverified reconstruction" in text
