"""The four files of a pack, opened again by readers that are not ours: the figures of the frozen
content, to the digit, in both languages."""

import io

import pytest
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from reporting.models import Quarter
from reporting.pack import wording
from reporting.pack.parts import by_body, by_pillar
from reporting.reception import Reception
from sip.progress import STATUS_KEYS
from tests.edges import edges
from tests.pack.readers import (
    charts_of_docx,
    charts_of_pptx,
    tables_of_docx,
    text_of,
)
from tests.pack.scene import CANARY, OCTOBER

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en")
# Figures are French in every run: test_texts.py reads the English files.
every_language = pytest.mark.parametrize("language", edges(LANGUAGES, "fr"))


def counted(pack, codes=None, at="status"):
    """Count the frozen activities once more, from nothing but the frozen content."""
    counts = dict.fromkeys(STATUS_KEYS, 0)
    for activity in pack.frozen["activities"]:
        if codes is None or activity["code"] in codes:
            counts[activity[at]] += 1
    return counts


def parts_of(pack, tree):
    """Return every part of the plan as {name: (then, now)}: pillars, then bodies."""
    with override(tree["meta"]["language"]):
        return _parts_of(pack, tree["cells"])


def _parts_of(pack, cells):
    plan = pack.frozen
    outcomes = {one["code"]: one["pillar"] for one in plan["outcomes"]}
    outputs = {one["code"]: outcomes[one["outcome"]] for one in plan["outputs"]}
    activities = plan["activities"]
    found = []
    for pillar, part in zip(plan["pillars"], by_pillar(cells), strict=True):
        codes = {one["code"] for one in activities if outputs[one["output"]] == pillar["code"]}
        found.append((part.name, codes))
    for part in by_body(cells):
        codes = {
            one["code"] for one in activities
            if part.name in map(cells.name, one["owners"])
            or (not one["owners"] and part.name == cells.owners(one))
        }  # fmt: skip
        found.append((part.name, codes))
    return {name: (counted(pack, codes, "before"), counted(pack, codes)) for name, codes in found}


def numbers(counts, tree):
    return {tree["statuses"][key]["label"]: number for key, number in counts.items()}


@every_language
def test_the_workbook_counts_as_the_frozen_content_does(scene, trees, files, language):
    tree = trees[language]
    sheet = load_workbook(io.BytesIO(files["xlsx", language])).worksheets[0]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    labels = tree["labels"]
    then, now = counted(scene.pack, at="before"), counted(scene.pack)
    assert rows[f"{labels['whole']}, {labels['before']}"] == (50, *then.values())
    assert rows[f"{labels['whole']}, {labels['now']}"] == (50, *now.values())
    for name, (before, after) in parts_of(scene.pack, tree).items():
        assert rows[f"{name}, {labels['before']}"] == (sum(before.values()), *before.values())
        assert rows[f"{name}, {labels['now']}"] == (sum(after.values()), *after.values())


@pytest.mark.long
@every_language
def test_the_charts_of_the_document_count_the_same(scene, trees, files, language):
    tree = trees[language]
    labels, charts = tree["labels"], charts_of_docx(files["docx", language])
    whole = {
        labels["before"]: numbers(counted(scene.pack, at="before"), tree),
        labels["now"]: numbers(counted(scene.pack), tree),
    }
    assert charts[0] == whole
    bars = charts[1] | charts[2]
    for name, (before, after) in parts_of(scene.pack, tree).items():
        assert bars[f"{name} · {labels['before']}"] == numbers(before, tree)
        assert bars[f"{name} · {labels['now']}"] == numbers(after, tree)


@every_language
def test_the_tables_of_the_document_say_the_numbers_of_its_charts(scene, trees, files, language):
    tree = trees[language]
    rows = [row for table in tables_of_docx(files["docx", language]) for row in table]
    for name, (before, after) in parts_of(scene.pack, tree).items():
        at = rows.index([name, str(sum(after.values())), *map(said, after.values())])
        assert rows[at + 1][1:] == [str(sum(before.values())), *map(said, before.values())]


def said(number):
    return str(number) if number else "–"


@every_language
def test_the_slides_count_the_same(scene, trees, files, language):
    tree = trees[language]
    labels, charts = tree["labels"], charts_of_pptx(files["pptx", language])
    assert charts[0][labels["now"]] == numbers(counted(scene.pack), tree)
    bars = charts[1] | charts[2]
    pillars = len(scene.pack.frozen["pillars"])
    for at, (name, (before, after)) in enumerate(parts_of(scene.pack, tree).items()):
        if at < pillars:
            assert bars[f"{name} · {labels['before']}"] == numbers(before, tree)
            assert bars[f"{name} · {labels['now']}"] == numbers(after, tree)
        else:
            assert bars[f"{name} ({sum(after.values())})"] == numbers(after, tree)
    for number in counted(scene.pack).values():
        assert f"\n{number}\n" in text_of(files["pptx", language], "pptx")


@pytest.mark.long
@every_language
def test_the_pdf_prints_every_number_of_every_row(scene, trees, files, language):
    tree = trees[language]
    text = " ".join(text_of(files["pdf", language], "pdf").split())
    labels = tree["labels"]
    for name, (before, after) in parts_of(scene.pack, tree).items():
        start = text.index(f"{name} {sum(after.values())} ")
        then, now = (" ".join(map(said, counts.values())) for counts in (before, after))
        told = f"{labels['before']} {then} {labels['now']} {now}".replace("\xa0", " ")
        assert told in text[start : start + 200]


@every_language
def test_every_activity_has_its_status_in_each_file(scene, trees, files, language):
    tree = trees[language]
    sheet = load_workbook(io.BytesIO(files["xlsx", language])).worksheets[1]
    plan = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    listed = {}
    for table in tables_of_docx(files["docx", language]):
        listed |= {row[0]: row for row in table if len(row) == 6}
    for activity in scene.pack.frozen["activities"]:
        label = tree["statuses"][activity["status"]]["label"]
        assert plan[activity["code"]][-2] == label
        assert listed[activity["code"]][-1].strip().startswith(label)


@pytest.mark.long
@every_language
@pytest.mark.parametrize("name", ["pdf", "docx", "pptx", "xlsx"])
def test_every_file_carries_the_hash_and_names_what_is_missing(scene, trees, files, name, language):
    text = " ".join(text_of(files[name, language], name).split())
    assert scene.pack.content_hash[:12] in text
    with override(language):
        sentence = wording.not_accepted(trees[language]["frozen"], trees[language]["cells"].name)
    assert " ".join(sentence.split()[:8]) in text
    assert CANARY not in text


@pytest.mark.long
def test_the_pdf_is_tagged_with_its_bookmarks_and_fonts_inside(files):
    reader = PdfReader(io.BytesIO(files["pdf", "fr"]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "fr"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert len(reader.outline) > 8
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object())


@every_language
def test_a_report_that_a_dissolved_group_left_behind_is_owed_by_nobody(scene, trees, language):
    """The rule of the reception desk: nobody waits for it, so that it is counted nowhere."""
    tree = trees[language]
    frozen, cells = tree["frozen"], tree["cells"]
    [report] = frozen.reports_of("procurement")
    desk = Reception(Quarter.objects.get(), at=OCTOBER)
    assert frozen.reports_due == desk.owed == len(frozen.data["reports"]) - 1
    assert report not in frozen.not_accepted
    with override(language):
        words = {"fr": "Non attendu : le groupe a été dissous le 6 octobre 2026",
                 "en": "Not awaited: the group was dissolved on 6 October 2026"}  # fmt: skip
        assert wording.state_of(report).replace("\xa0", " ") == words[language]
        assert cells.name("procurement") not in wording.not_accepted(frozen, cells.name)
        assert f" {frozen.reports_due} " in wording.reports(frozen).replace("\xa0", " ")
    part = next(one for one in tree["sections"] if one["key"] == "body-procurement")
    assert {"fr": "Aucun rapport n’était attendu", "en": "No report was due"}[language] in str(part)
    states = next(block for block in part["blocks"] if block and block["kind"] == "states")
    assert not any(item["is_missing"] for item in states["items"])
