"""A plan as a tagged PDF in the three columns of its document, to send or to print."""

import json
from typing import NamedTuple

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.exports import document
from actionplans.plaintable import UNSURE
from sip import fonts

CONTENT_TYPE = "application/pdf"
# Every text comes in as data: nothing that people typed is ever read as markup.
BEGINNING = """
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title, author: told.author)
#set text(font: json(bytes(sys.inputs.fonts)), size: 9.5pt, fallback: false)
#set text(lang: told.language, hyphenate: false)
#set table(stroke: 0.5pt + luma(170), inset: 5pt)
#let lines(string) = string.split("\\n").join(linebreak())
#show heading.where(level: 1): set text(size: 16pt)
#show heading.where(level: 2): set block(above: 1.4em, below: 0.7em)
"""
SOURCE = """
#set page(paper: "a4", flipped: true, margin: (x: 2cm, y: 1.8cm), numbering: "1 / 1")
#let own(body) = text(lang: told.own, body)
#heading(level: 1, own(told.title))
#told.about
#v(0.6em)
#table(
  columns: (8.5fr, 12.5fr, 4fr),
  table.header(..told.titles.map(cell => strong(cell))),
  ..told.sections.map(section => (
    // A header of its own: never alone at the foot of a page.
    table.header(
      level: 2, repeat: false,
      table.cell(colspan: 3, fill: luma(235), own(strong(lines(section.title)))),
    ),
    ..section.rows.map(row => (
      {
        own(lines(row.gap))
        if row.is_unsure { linebreak(); text(size: 8pt, fill: luma(90), told.unsure) }
      },
      ..if row.span > 0 {(
        table.cell(rowspan: row.span, own(row.actions.map(lines).join(parbreak()))),
        table.cell(rowspan: row.span, own(row.deadlines.map(lines).join(parbreak()))),
      )},
    )).flatten(),
  )).flatten(),
)
"""


class Row(NamedTuple):
    """One gap; `span` is how many gaps share its cells of actions and deadline, 0 for those that
    stand in the cells above."""

    gap: str
    is_unsure: bool
    actions: list
    deadlines: list
    span: int


def content(sheet):
    """Return the PDF of a plan (`reading.Sheet`) as bytes: its own words as they are, the headings
    in the reader's language."""
    plan = sheet.plan
    told = {
        "title": plan.title, "own": plan.language, "about": document.about(sheet),
        "titles": document.titles(), "unsure": str(UNSURE),
        "sections": [
            {"title": one.section.title, "rows": [row._asdict() for row in _rows(one)]}
            for one in sheet.sections
        ],
    }  # fmt: skip
    return compiled(SOURCE, told)


def compiled(source, told):
    """Return the PDF of a source that begins with `BEGINNING`, from plain data."""
    language = get_language().split("-")[0]
    told = {**told, "language": language, "author": _("Logistics Cluster")}
    inputs = {"told": json.dumps(_shown(told))}
    source = (BEGINNING + source).encode()
    try:
        return fonts.compiled(source, inputs)
    except typst.TypstError as error:
        if fonts.NOT_DISPLAYED not in str(error):
            raise
        # Signs that each have a glyph but none together: the standard forbids it, readers do not.
        return fonts.compiled(source, inputs, standards=[])


def _rows(section):
    found = []
    for gap in section.gaps:
        texts = [line.action.text for line in gap.lines]
        words = dict.fromkeys(line.action.deadline_as_published for line in gap.lines)
        row = Row(gap.gap.text, gap.gap.is_unsure, texts, [word for word in words if word], 1)
        if gap.gap.shares_cell and found:
            at = max(place for place, above in enumerate(found) if above.span)
            above = found[at]
            found[at] = above._replace(actions=above.actions + texts, span=above.span + 1)
            row = row._replace(actions=[], deadlines=[], span=0)
        found.append(row)
    return found


def _shown(value):
    """Return plain data without the signs that the fonts lack."""
    if isinstance(value, str):
        return fonts.shown(value)
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value
