"""The pack of a GLM over eight quarters: each writer against its library writing the same rows
bare, and all four files in a process of their own (targets 8 and 10)."""

import contextlib
import datetime
import io
import json
import secrets
import subprocess
import sys
from xml.sax.saxutils import escape

from django.db import transaction
from django.utils import timezone
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook, load_workbook
from pptx import Presentation
from pptx.util import Mm

from accounts.models import User
from benchmarks.environment import switch, url_of
from benchmarks.measure import Subject, interleave
from reporting.models import Quarter, Report, ReportLine
from reporting.pack import charts
from reporting.pack.content import Edition, build
from reporting.pack.files import FORMATS
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, canonical, hash_of
from reporting.pack.slides import slides
from reporting.quarters import due_at, opens_on
from sip import fonts, quarters
from sip.models import Activity, Meeting, Owner

QUARTERS = 8
# What the looks may cost: styles, signs and charts are what a pack is made for.
MOST = {"xlsx": 3.5, "docx": 3.5, "pptx": 4, "pdf": 2}
WORDS = "Three more trainers were found in two countries; the next session is in spring. " * 3
PLAIN = b"""
#let d = json(bytes(sys.inputs.content))
#set document(title: "-")
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#for s in d [
  = #s.title
  #for b in s.blocks {
    if "rows" in b { table(columns: b.rows.at(0).len(), ..b.rows.flatten()) } else { par(b.text) }
  }
]
"""


@contextlib.contextmanager
def told():
    """Let eight quarters of accepted reports stand, and give the meeting that takes them up; all of
    it is taken back."""
    with transaction.atomic():
        yield _tell()
        transaction.set_rollback(True)


def _tell():
    starts_on = timezone.localdate() + datetime.timedelta(days=20)
    meeting = Meeting.objects.create(
        key=f"{starts_on:%Y-%m}", starts_on=starts_on, ends_on=starts_on
    )
    meeting.refresh_from_db()
    by, at = User.objects.get(email="glc@example.org"), timezone.now()
    for days in quarters.latest(QUARTERS, quarters.last_ended(starts_on)):
        quarter = Quarter.objects.create(
            key=days.key, starts_on=days.starts_on, ends_on=days.ends_on, due_at=due_at(days),
            opens_on=opens_on(days), state=Quarter.State.OPEN,
        )  # fmt: skip
        for body in Owner.objects.reporting():
            report = Report.objects.create(
                quarter=quarter, body=body, state="accepted", summary=WORDS, submitted_at=at,
                submitted_by=by, accepted_at=at, accepted_by=by, version=1,
            )  # fmt: skip
            ReportLine.objects.bulk_create(
                ReportLine(
                    report=report, activity=activity, order=order, status="on_track",
                    progress=WORDS, next_steps=WORDS,
                )
                for order, activity in enumerate(Activity.objects.reported_by(body))
            )  # fmt: skip
    return meeting


def frozen(meeting):
    """Return the edition that a freeze would make now."""
    now = timezone.now() + datetime.timedelta(seconds=1)
    covered = quarters.latest(QUARTERS, quarters.last_ended(meeting.starts_on))
    content = canonical(snapshot(meeting, now=now, covered=covered, sections=SECTIONS))
    return Edition(json.loads(content), 1, hash_of(content), now)


def measure(report, rounds):
    switch(1)
    with told() as meeting:
        edition = frozen(meeting)
        tree = build(edition, "fr")
        floors = {
            "xlsx": _bare_xlsx(FORMATS["xlsx"].write(tree)), "docx": _bare_docx(tree),
            "pptx": _bare_pptx(tree), "pdf": _bare_pdf(tree),
        }  # fmt: skip
        subjects = [Subject("the content in words", lambda: build(edition, "fr"))]
        for name, floor in floors.items():
            subjects.append(Subject(f"{name}, the same rows bare", floor))
            subjects.append(Subject(name, lambda name=name: FORMATS[name].write(_anew(tree))))
        taken = interleave(subjects, rounds, warmups=1)
    report.times(taken)
    for name, most in MOST.items():
        ratio = taken[name].cpu / taken[f"{name}, the same rows bare"].cpu
        report.target("10", f"{name} to the same rows bare, cpu", ratio, most)


def _anew(tree):
    """Return the tree with another hash: typst remembers what it has set before."""
    return {**tree, "meta": {**tree["meta"], "hash": secrets.token_hex(32)}}


def measure_alone(report, postgres):
    """All four files by a process that has done nothing before: its seconds and its peak."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pack_files", url_of(1, postgres)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, peak = map(float, done.stdout.split())
    report.target("10", "freezing and four files, first time, elapsed", seconds, 5, " s")
    report.target("10", "peak of that process", peak, 250, " MB")


# ---- The floors: the library, the same texts and numbers, and nothing of how they look -----------
def _bare_xlsx(content):
    book = load_workbook(io.BytesIO(content))
    sheets = [
        (sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book
    ]

    def write():
        book = Workbook(write_only=True)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return write


def _plain(tree):
    """Return the tree without its looks: sections of paragraphs and tables of texts."""
    return [
        {"title": section["title"], "blocks": [
            {"rows": _rows(block, tree)} if block["kind"] in ("table", "progress")
            else {"text": " ".join(_texts(block))}
            for block in section["blocks"]
        ]}
        for section in tree["sections"]
    ]  # fmt: skip


def _rows(block, tree):
    if block["kind"] == "progress":
        return [
            [part["name"], *map(str, counts.values())]
            for part in block["parts"]
            for counts in (part["before"], part["now"])
            if counts
        ]
    label = {key: told["label"] for key, told in tree["statuses"].items()}
    titles = [column["title"] for column in block["columns"]]
    return [titles, *([" ".join(_texts(one, label)) for one in row] for row in block["rows"])]


def _texts(value, label=None):
    if isinstance(value, str):
        return [(label or {}).get(value, value)] if value else []
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one, label)]
    return [text for one in value for text in _texts(one, label)] if isinstance(value, list) else []


def _bare_docx(tree):
    plain = _plain(tree)
    blocks = [block for section in tree["sections"] for block in section["blocks"]]
    bars = [block["parts"] for block in blocks if block["kind"] == "progress"]

    def write():
        pieces = []
        for section in plain:
            pieces.append(_paragraph(section["title"]))
            pieces += [
                _table(block["rows"]) if "rows" in block else _paragraph(block["text"])
                for block in section["blocks"]
            ]
        document = Document()
        for parts in bars:
            data = charts.data_of(parts, tree)
            charts.xml_of(data), charts.workbook_of(data)
        for element in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(pieces)}</w:body>")):
            document.element.body.insert(0, element)
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()

    return write


def _paragraph(text):
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _table(rows):
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(text)}</w:tc>" for text in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def _bare_pdf(tree):
    plain = _plain(tree)

    def write():
        content = json.dumps([{"title": secrets.token_hex(32), "blocks": []}, *plain])
        return fonts.compiled(PLAIN, {"content": fonts.shown(content)})

    return write


def _bare_pptx(tree):
    told_slides = slides(tree["cells"])

    def write():
        deck = Presentation()
        for told_slide in told_slides:
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = told_slide["title"]
            slide.notes_slide.notes_text_frame.text = told_slide["notes"]
            if rows := told_slide.get("rows"):
                area = (Mm(10), Mm(30), Mm(200), Mm(100))
                table = slide.shapes.add_table(len(rows), len(rows[0]), *area).table
                for at, row in enumerate(rows):
                    for place, value in enumerate(row):
                        table.cell(at, place).text = str(value)
            else:
                parts = told_slide.get("parts") or [told_slide["part"]]
                data = charts.data_of(parts, tree)
                slide.shapes.add_chart(charts.KIND, Mm(10), Mm(30), Mm(200), Mm(100), data)
        file = io.BytesIO()
        deck.save(file)
        return file.getvalue()

    return write
