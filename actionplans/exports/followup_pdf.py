"""The follow-up to the HCT as a tagged PDF, from the same parts as the Word document."""

import json

import typst
from django.utils.translation import get_language

from actionplans.exports import followup

CONTENT_TYPE = "application/pdf"
# Every text comes in as data: nothing that people typed is ever read as markup.
SOURCE = b"""
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title)
#set page(paper: "a4", margin: (x: 2cm, y: 1.8cm), numbering: "1 / 1")
#set text(lang: told.language, size: 10pt)
#set table(stroke: 0.5pt + luma(170), inset: 5pt)
#show heading.where(level: 2): set block(above: 1.4em, below: 0.7em)
#heading(level: 1, told.title)
#for part in told.parts {
  if part.kind == "h" { heading(level: 2, part.what) }
  else if part.kind == "p" { par(part.what) }
  else if part.kind == "list" { list(..part.what) }
  else {
    table(
      columns: (5fr, 2fr, 3fr, 4fr),
      table.header(..part.what.first().map(cell => strong(cell))),
      ..part.what.slice(1).flatten(),
    )
  }
}
"""


def content(follow):
    """Return the PDF of a `followup.FollowUp` as bytes, in the reader's language."""
    told = {
        "title": followup.title_of(follow), "language": get_language().split("-")[0],
        "parts": [{"kind": kind, "what": what} for kind, what in followup.parts_of(follow)],
    }  # fmt: skip
    return typst.compile(SOURCE, sys_inputs={"told": json.dumps(told)})
