"""What people write, in files that must hold it: whole, readable, and never alive."""

import copy
import io

import pytest
from django.conf import settings
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from reporting.pack import slides, text
from reporting.pack.blocks import p, section
from reporting.pack.cells import Cells
from reporting.pack.content import Edition, build
from reporting.pack.files import FORMATS
from reporting.pack.frozen import Frozen
from reporting.pack.parts import blocked_since
from reporting.pack.unset import unset
from reporting.pack.wording import label_of
from sip import fonts
from tests.edges import edges
from tests.pack import scene as written
from tests.pack.readers import glyphs_of_pdf, runs_off, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.long
@pytest.mark.parametrize("name", ["pdf", "docx", "xlsx"])
def test_markdown_gives_way_to_what_it_means(files, name):
    found = text_of(files[name, "en"], name)
    if name == "xlsx":  # the last sheet is data: as it was written
        found = "\n".join(map(str, answers_of(files[name, "en"])))
    found = " ".join(found.split())
    assert "Two trainings, see the list (https://example.org/list)" in found
    assert "**" not in found and "– one" in found


def answers_of(content):
    rows = load_workbook(io.BytesIO(content))["Training WG"].iter_rows(values_only=True)
    return [row[2] for row in rows if row[1] == "Progress"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("| Pays | N |\n|------|--:|\n| RDC | 3 |\n| Mali | 4 |", "Pays · N\nRDC · 3\nMali · 4"),
        ("Voir\n```python\nx = 1\n```\nfin", "Voir\nx = 1\nfin"),
        ("1. Premier\n2) Deuxième\n   - sous", "1. Premier\n2. Deuxième\n– sous"),
        ("Titre\n=====\nTexte\n\n* * *\n\n\n\nSuite", "Titre\nTexte\n\nSuite"),
        ("~~non~~ _oui_, a_b_c, 5 * 3 * 2, 2 | 3", "non oui, a_b_c, 5 * 3 * 2, 2 | 3"),
        ("![plan](https://a.b/c_d_e.png)", "plan (https://a.b/c_d_e.png)"),
        ("En 2026. Puis – rien", "En 2026. Puis – rien"),
    ],
)
def test_tables_fences_and_numbers_read_as_plain_text(written, read):
    assert text.plain(written) == read


@pytest.mark.long
def test_a_formula_is_a_text_in_the_workbook(files):
    book = load_workbook(io.BytesIO(files["xlsx", "en"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell for cell in cells if cell.value == written.FORMULA]
    # The state of a report may be a whole sentence: its sheet ends none twice.
    assert not [
        cell for cell in cells if ".. " in str(cell.value) and "... " not in str(cell.value)
    ]


@pytest.mark.long
def test_no_row_of_the_workbook_is_higher_than_programs_grant(files):
    book = load_workbook(io.BytesIO(files["xlsx", "en"]))
    heights = [row.height or 0 for sheet in book for row in sheet.row_dimensions.values()]
    assert max(heights) == 409  # that of the 20,000 characters


@pytest.mark.long
@pytest.mark.parametrize("name", ["pdf", "docx", "pptx"])
def test_a_formula_is_printed_as_it_was_typed(files, name):
    assert written.FORMULA in text_of(files[name, "fr"], name).replace("\n", "")


@pytest.mark.long
def test_long_narratives_stand_whole_in_the_document_and_the_workbook(files):
    long = written.LONG.strip()
    assert long in text_of(files["docx", "fr"], "docx")
    assert long in text_of(files["xlsx", "fr"], "xlsx")
    assert text_of(files["pdf", "fr"], "pdf").count("another one") > 800
    assert max(map(len, text_of(files["pptx", "fr"], "pptx").split("\n"))) < 5000


@pytest.mark.long
def test_arabic_runs_from_right_to_left(files):
    document = Document(io.BytesIO(files["docx", "en"]))
    paragraphs = [one for one in document.paragraphs if "مرحبا" in one.text]
    assert paragraphs
    assert all(one._p.pPr.find(qn("w:bidi")) is not None for one in paragraphs)
    # Readers of PDF return the letters in the order in which they were drawn.
    assert set(written.ARABIC) - {" "} <= set(text_of(files["pdf", "en"], "pdf"))
    slides = Presentation(io.BytesIO(files["pptx", "en"])).slides
    cells = [
        cell
        for slide in slides
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
        for row in shape.table.rows
        for cell in row.cells
        if "مرحبا" in cell.text
    ]
    assert cells
    assert cells[0].text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"


@pytest.mark.long
@pytest.mark.parametrize("language", edges(["fr", "en"], "en"))
def test_emoji_are_set_and_no_box_stands_for_a_sign(files, language):
    content = files["pdf", language]
    found = text_of(content, "pdf")
    assert all(sign in found for sign in "\U0001f680\U0001f469\U0001f692\u2714")
    assert 0 not in glyphs_of_pdf(content)


def test_a_sign_that_no_font_has_would_be_seen():
    source = b'#set text(font: "Noto Sans", fallback: false)\n#sys.inputs.text'
    assert 0 in glyphs_of_pdf(fonts.typeset(source, {"text": "\u4f60"}, standards=[]))


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_word_runs_off_its_page_however_long(files, language):
    """In paragraphs and in tables alike; whoever copies it still finds one word."""
    content = files["pdf", language]
    assert runs_off(content) == []
    assert written.UNBROKEN in text_of(content, "pdf").replace("\n", "")


def test_every_pdf_of_the_product_is_typeset_where_long_words_break():
    sources = [
        path for path in settings.BASE_DIR.glob("[!.]*/**/*.py")
        if not path.is_relative_to(settings.BASE_DIR / "tests")
        and "typst.compile(" in path.read_text()
    ]  # fmt: skip
    assert [path.name for path in sources] == ["fonts.py"]


def test_what_people_write_in_twenty_scripts_is_set_as_it_is():
    text = "🚚✅ 12 → 15, ≥ 3 ☐ − ✓ שלום አማርኛ မြန်မာ हिन्दी ไทย ქართული"
    assert fonts.shown(text) == text


def test_a_sign_that_no_font_has_fails_no_file_and_is_not_lost_in_silence(monkeypatch):
    assert fonts.shown("plain") == "plain"
    with override("en"):
        lacking = "[2 signs (CJK) that the fonts of this file lack]"
        assert fonts.shown("a \u4f60\u597d b") == f"a {lacking} b"
        sentence = fonts.shown("a \u4f60\u3001 \u3072\u3089\u3002 b")
        assert sentence == "a [5 signs (CJK, Hiragana) that the fonts of this file lack] b"
    with override("fr"):
        assert fonts.shown("\u4f60") == "[1 signe (CJK) absent des polices de ce fichier]"
    monkeypatch.setattr(fonts, "_known", dict.fromkeys("🚚\u200d", False))
    assert fonts.shown("In \u200d🚚 time") == "In [delivery truck] time"


def test_what_no_file_can_hold_is_left_out():
    assert text.printable("a\0b\x0bc\u202ed\ud800e\r\nf") == "ab\ncde\nf"
    assert text.plain("2 * 3 * 4 = 24, a_b_c") == "2 * 3 * 4 = 24, a_b_c"
    assert text.plain("the `code` of ``") == "the code of ``"
    assert text.short("one two three", 9) == "one two…"
    assert text.typeset("Quoi ? « Oui »", "fr") == "Quoi\xa0? «\xa0Oui\xa0»"
    assert text.typeset("What?", "en") == "What?"


def test_a_group_dissolved_since_keeps_its_part_only_if_it_reported(scene, files):
    groups = {group["key"]: group for group in scene.pack.frozen["groups"]}
    assert groups["procurement"]["dissolved_on"] == "2026-10-06"
    assert "6 October 2026" in text_of(files["pdf", "en"], "pdf")


def test_work_is_endorsed_only_where_a_vote_says_so(trees, files):
    boxes = {
        section["key"]: section["blocks"][-1]["text"]
        for section in trees["en"]["sections"]
        if section["key"].startswith("body-") and section["blocks"][-1]["kind"] == "box"
    }
    assert "26 for, 0 against, 3 abstained" in boxes.pop("body-preparedness")
    assert set(boxes.values()) == {"Work not endorsed by the GLM, unless by a dedicated vote."}


def test_registers_are_told(files):
    found = " ".join(text_of(files["pdf", "en"], "pdf").split())
    assert "0 decisions of 2 are applied. 1 is under way and 1 is not started." in found
    assert "1 lesson of 2 is applied. 1 is not started." in found
    assert "Translate the modules." in found
    assert "Interim decisions of the SAG" in found


@pytest.mark.long
@pytest.mark.parametrize("name", ["pdf", "docx", "pptx", "xlsx"])
def test_what_the_plenary_is_asked_stands_in_each_file(files, name):
    found = " ".join(text_of(files[name, "en"], name).replace("\xa0", " ").split())
    assert "P1" in found and "Endosser le guide ?" in found
    assert "1 decision is asked of the plenary" in found


def test_a_pack_frozen_before_errata_and_motions_were_told_is_still_printed(scene):
    old = {name: told for name, told in scene.pack.frozen.items() if name != "motions"}
    del old["errata"]
    tree = build(Edition.of(scene.pack)._replace(data=old), "en")
    assert "asked of the plenary" not in str(tree["sections"])


def test_what_was_blocked_at_the_last_meeting_is_not_said_to_be_new(trees):
    frozen = trees["en"]["frozen"]
    one = dict(frozen.has_status("blocked")[0])
    with override("en"):
        assert blocked_since(frozen, one) == "since Q3 2026"
        assert blocked_since(frozen, one | {"blocked_since": "2025-Q2"}) == "since Q2 2025"
        told = blocked_since(frozen, one | {"before": "blocked", "blocked_since": None})
    assert told == "since the GLM of June 2026 or before"


def test_what_was_reported_for_the_first_time_has_its_slide(trees):
    frozen = trees["en"]["frozen"]
    assert frozen.first_reported
    with override("en"):
        shown = list(slides.changes(trees["en"]["cells"]))
    [first] = [one for one in shown if "for the first time" in one["title"]]
    assert [row[0] for row in first["rows"]] == [one["code"] for one in frozen.first_reported]
    assert not [one for one in shown if "No status has changed" in one["title"]]


def test_words_in_another_language_than_the_pack_s_are_marked(trees):
    def part(language, key):
        found = next(one for one in trees[language]["sections"] if one["key"] == key)
        return str(found).replace("\\xa0", " ")

    assert "texte original en anglais" in part("fr", "body-training")  # “A good quarter.”
    assert "texte original" not in part("fr", "body-preparedness")
    assert "original text in French" in part("en", "decisions")  # “Endosser le guide ?”
    assert "texte original en français" not in part("fr", "decisions")
    with override("en"):
        asked = str(list(slides.decisions(trees["en"]["cells"]))).replace("\\xa0", " ")
    assert "Endosser le guide ? (original text in French)" in asked


def test_the_revision_stands_on_the_cover_as_a_name(trees):
    cover = str(trees["fr"]["meta"]["facts"]).replace("\\xa0", " ")
    assert "« Projet de révision du novembre 2023 »" in cover


OWED = {"left_behind_on": None, "is_after": False, "is_uncounted": False, "is_started": True}


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ({"state": "accepted"}, "Accepted"),
        ({"state": "accepted", "is_after": True}, "Accepted too late"),
        ({"state": "submitted"}, "Received, not accepted yet"),
        ({"state": "submitted", "is_uncounted": True}, "Not accepted, does not count"),
        ({"state": "returned", "is_uncounted": True}, "Returned, does not count"),
        ({"state": "draft", "is_uncounted": True}, "Draft, does not count"),
        ({"state": "draft", "is_uncounted": True, "is_started": False}, "Not received"),
        ({"state": "draft", "left_behind_on": "2026-10-06"}, "Not awaited"),
    ],
)
def test_a_slide_says_in_a_few_words_how_far_a_report_has_got(report, words):
    with override("en"):
        assert label_of(OWED | report) == words


def test_the_notes_of_a_slide_say_why_a_report_is_not_accepted(trees):
    with override("en"):
        [groups] = [one for one in slides.slides(trees["en"]["cells"])
                    if "working group" in one["title"]]  # fmt: skip
    assert "Partnerships WG, Q3 2026: Not received." in groups["notes"].replace("\xa0", " ")


def test_words_that_the_pdf_cannot_print_are_named_with_their_place(scene):
    with override("en"):
        assert unset(Cells(Frozen(scene.pack.frozen), "en")) == []
        data = copy.deepcopy(scene.pack.frozen)
        told = next(one for one in data["reports"] if one["lines"])
        told["lines"][0]["next_steps"] = "\u4f60\u597d"
        [found] = unset(Cells(Frozen(data), "en"))
    assert found.scripts == ["CJK"]
    assert found.url == f"/reports/{told['quarter']}/{told['body']}/"


@pytest.mark.long
def test_a_body_with_little_to_say_begins_below_the_one_before(trees):
    summary, *_others = trees["en"]["sections"]
    with override("en"):
        short = section("body-sag", "A short part", [p("Nothing yet.")], brief=True)
    tree = {**trees["en"], "sections": [summary, short]}
    pdf = PdfReader(io.BytesIO(FORMATS["pdf"].write(tree)))
    assert "A short part" in pdf.pages[2].extract_text() and len(pdf.pages) == 3
    document = Document(io.BytesIO(FORMATS["docx"].write(tree)))
    [title] = [one for one in document.paragraphs if one._p.pPr.find(qn("w:pStyle")) is not None
               and one.style.name == "SIP Heading below"]  # fmt: skip
    assert title.style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "0"


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_column_of_a_slide_s_table_has_a_heading(files, language):
    slides_of = Presentation(io.BytesIO(files["pptx", language])).slides
    tables = [shape.table for slide in slides_of for shape in slide.shapes if shape.has_table]
    # Facts have none at all: each begins with its own name.
    tables = [one for one in tables if any(cell.text.strip() for cell in one.rows[0].cells)]
    assert len(tables) > 4
    assert not [table.rows[1].cells[0].text for table in tables
                if not all(cell.text.strip() for cell in table.rows[0].cells)]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Texte du mandat : traduction automatique."),
     ("en", "Text of the mandate: translation of a machine translation.")],
)  # fmt: skip
def test_a_mandate_that_a_machine_translated_says_so(trees, language, words):
    part = next(one for one in trees[language]["sections"] if one["key"] == "body-training")
    notes = [block["text"] for block in part["blocks"] if block and block["kind"] == "note"]
    assert words in [note.replace("\xa0", " ") for note in notes]
