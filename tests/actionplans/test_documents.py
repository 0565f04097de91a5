"""Word documents as people make them, and as nobody should: what is read of them, how fast."""

import io
import time
import tracemalloc
import zipfile

import docx
import pytest

from actionplans.exports import document
from actionplans.imports.document import read_document
from actionplans.imports.preview import Preview
from actionplans.imports.upload import read, read_pasted
from actionplans.models import Action, ActionPlan, Gap
from actionplans.plaintable import actions_in
from actionplans.reading import Sheet
from sip.tables.limits import MAX_ROWS, TableRefused
from tests.actionplans.test_imports import document_of

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
SECONDS, MEGABYTES = 2, 150


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows):
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def packed(body, name="word/document.xml"):
    """A package whose document is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/officeDocument" Target="/{name}"/></Relationships>'
        ))  # fmt: skip
        package.writestr(name, f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def plain(number):
    return "".join(cell(text) for text in (f"Gap {number}", f"Action {number}", "Mensuelle"))


HOSTILE = {
    "one cell across millions of columns": table(cell("x", '<w:gridSpan w:val="20000000"/>')),
    "a number of any length": table(cell("x", f'<w:gridSpan w:val="{"9" * 5000}"/>')),
    "columns left out by millions": table(
        '<w:trPr><w:gridBefore w:val="20000000"/></w:trPr>' + cell("x")
    ),
    "a row of a thousand cells": table(plain(1), cell("x") * 1000),
    "a row more than three wide": table(plain(1), plain(2), cell("x") * 4),
    "more rows than allowed": table(*[plain(1)] * (MAX_ROWS + 1)),
    "a million empty rows": "<w:tbl>" + "<w:tr/>" * 1_000_000 + "</w:tbl>",
    "a cell without end": table(cell("x" * 100_000), plain(1)),
    "tables within tables": "<w:tbl><w:tr><w:tc>" * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_at_once_and_says_the_limits(body):
    content, began = packed(body), time.process_time()
    tracemalloc.start()
    with pytest.raises(TableRefused) as refused:
        read(content)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - began < 4 * SECONDS  # tracing takes its time, too
    assert used < MEGABYTES * 1_000_000
    assert "Word document (DOCX)" in str(refused.value)
    assert "orkbook" not in str(refused.value.reason)


@pytest.mark.long
def test_a_document_of_five_thousand_rows_is_read_in_no_time():
    content, began = packed(table(*map(plain, range(5000)))), time.process_time()
    lines = read(content).lines
    assert len(lines) == 5000
    assert lines[-1].values["text"] == "Action 4999"
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "name",
    ["media/image1.wmf", "media/image1.svg", "media/image1.tiff", "embeddings/oleObject1.bin",
     "embeddings/Book1.xlsx", "fonts/font1.odttf"],
)  # fmt: skip
def test_what_stands_beside_the_text_is_no_reason_to_refuse_it(name):
    """As Word saves it: the part, and the relationship that names it."""
    source, out = io.BytesIO(document_of([("Peu de fonds", "Voir les bailleurs", "juin")])), None
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            part = old.read(entry)
            if entry == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="r99" Type="http://x/image" Target="{name}"/>'
                part = part.replace(b"</Relationships>", f"{link}</Relationships>".encode())
            new.writestr(entry, part)
        new.writestr(f"word/{name}", bytes(100_000))
    assert [row.cells for row in read_document(out.getvalue())] == [
        ("Peu de fonds", "Voir les bailleurs", "juin")
    ]


def test_the_document_has_the_name_that_its_package_gives_it():
    rows = read_document(packed(table(plain(1)), "word/document2.xml"))
    assert [row.cells for row in rows] == [("Gap 1", "Action 1", "Mensuelle")]


def test_only_what_stands_in_the_document_now_is_read():
    struck = "<w:del><w:r><w:delText>Before</w:delText><w:t>Before</w:t></w:r></w:del>"
    added = "<w:ins><w:r><w:t>Now</w:t><w:br/><w:t>here</w:t><w:tab/></w:r></w:ins>"
    nested = table(cell("Within") * 3)
    twice = (
        "<mc:AlternateContent><mc:Choice><w:t>Once</w:t></mc:Choice>"
        "<mc:Fallback><w:t>Twice</w:t></mc:Fallback></mc:AlternateContent>"
    )
    was = "<w:tcPrChange><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr></w:tcPrChange>"
    row = (
        f"<w:tc><w:p>{struck}{added}</w:p></w:tc>"
        f"<w:tc><w:p><w:r>{twice}</w:r></w:p>{nested}<w:p><w:r><w:t>After</w:t></w:r></w:p></w:tc>"
        + cell("juin", was)
    )
    assert [one.cells for one in read_document(packed(table(plain(1), row)))][1] == (
        "Now\nhere", "Once\nAfter", "juin",
    )  # fmt: skip


@pytest.mark.long
def test_a_gap_beside_several_rows_of_actions_goes_on(plan):
    """Its cell merged down, or left empty below, each action with a deadline of its own."""
    merged = read(document_of([
        ("Plaidoyer",), ("Peu de fonds", "Un", "juin"), (None, "Deux", "août"),
    ]))  # fmt: skip
    empty = read_pasted("Plaidoyer\nPeu de fonds\tUn\tjuin\n\tDeux\taoût\n")
    for upload in (merged, empty):
        preview = Preview(plan, upload)
        assert preview.errors == preview.asks == []
        assert [(one.gap_text, one.values["text"], one.values["deadline"])
                for one in preview.additions] == [
            ("Peu de fonds", "Un", "juin"), ("Peu de fonds", "Deux", "août"),
        ]  # fmt: skip


@pytest.mark.long
def test_a_gap_without_an_action_is_no_section(plan):
    """A dash says so; without one it is asked about, unless titles reach across the table."""
    rows = [("Gap un", "Agir", "juin"), ("Gap deux", "–", "–"), ("Gap trois", "Voir", "août")]
    asked = [("Gap un", "Agir", "juin"), ("Gap deux", "", ""), ("Gap trois", "Voir", "août")]
    for table_rows, asks in (
        ([("Plaidoyer",), *rows], 0), ([("Plaidoyer",), *asked], 1),
        ([("Plaidoyer", "", ""), *rows], 1),
    ):  # fmt: skip
        preview = Preview(plan, read(document_of(table_rows)))
        assert [(one.section_title, one.gap_text) for one in preview.additions] == [
            ("Plaidoyer", "Gap un"), ("Plaidoyer", "Gap deux"), ("Plaidoyer", "Gap trois"),
        ]  # fmt: skip
        assert len(preview.asks) == asks
    # No title reaches across: the text alone is taken for one, and that is asked.
    preview = Preview(plan, read(document_of([("Plaidoyer", "", ""), *asked])))
    assert [one.section_title for one in preview.additions] == ["Plaidoyer", "Gap deux"]
    assert "“Gap deux” stands alone" in preview.asks[1]["text"]
    # What the plan knows, or a core function, is no question.
    for title in ("Strategy", "Support service delivery"):
        known = read(document_of([(title, "", ""), rows[0]]), plan)
        assert Preview(plan, known).asks == []


def test_the_last_text_alone_is_not_lost(plan):
    upload = read(document_of([
        ("Plaidoyer", "", ""), ("Gap un", "Agir", "juin"), ("Gap deux", "", ""),
    ]))  # fmt: skip
    assert [line.values["gap"] for line in upload.lines] == ["Gap un", "Gap deux"]


@pytest.mark.parametrize(
    ("text", "found", "is_sure"),
    [
        ("Un;\nDeux", ["Un;", "Deux"], True), ("Un\nDeux", ["Un", "Deux"], False),
        ("Un; Deux", ["Un;", "Deux"], True), ("–", [], True), ("", [], True),
        ("Un; deux\nTrois", ["Un; deux", "Trois"], True),
        ("Un; deuxième\nTrois", ["Un;", "deuxième", "Trois"], False),
    ],
)  # fmt: skip
def test_actions_of_a_cell_stand_apart(text, found, is_sure):
    assert actions_in(text, ["Un; deux", "Un"][: 1 if "deux" in text else 0]) == (found, is_sure)


@pytest.mark.long
def test_the_document_marks_what_nobody_has_confirmed_and_is_read_without_the_mark(plan):
    Gap.objects.filter(section__plan=plan, text="No strategy").update(is_unsure=True)
    content = document.content(Sheet(plan))
    [marked] = [
        row.cells[0].text for row in docx.Document(io.BytesIO(content)).tables[0].rows
        if "No strategy" in row.cells[0].text
    ]  # fmt: skip
    assert marked == "No strategy\nunverified reconstruction"
    assert [line.values["gap"] for line in read(content).lines] == [
        "Reports come late", "No strategy",
    ]  # fmt: skip
    Gap.objects.filter(text="No strategy").update(text="Another")
    new = Preview(plan, read(content)).additions
    assert [(one.gap_text, one.is_unsure) for one in new] == [("No strategy", True)]


@pytest.mark.long
@pytest.mark.parametrize("format_", ["xlsx", "docx", "pdf"])
def test_what_xml_cannot_hold_breaks_no_file(coordinator, plan, format_):
    """As it may be stored from before such characters were left out where words come in."""
    unfit = "\ufffe\uffff\x0b\x01"
    ActionPlan.objects.filter(pk=plan.pk).update(title=f"Plan{unfit} 2026")
    Gap.objects.filter(section__plan=plan).update(text=f"Gap{unfit}")
    Action.objects.of_plan(plan).update(
        text=f"Act{unfit}", responsible=f"Us{unfit}", deadline_as_published=f"juin{unfit}"
    )
    paths = [f"/countries/sample/2026/file/{format_}/"]
    if format_ != "xlsx":
        paths.append(f"/countries/sample/2026/follow-up/3/{format_}/")
    for path in paths:
        answer = coordinator.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) > 1000
        if format_ == "docx":
            assert docx.Document(io.BytesIO(answer.content)).tables
        elif format_ == "xlsx":
            assert Preview(plan, read(answer.content)).errors == []
