"""The follow-up to the HCT as a tagged PDF, from the same parts as the Word document."""

from actionplans.exports import followup, pdf

CONTENT_TYPE = pdf.CONTENT_TYPE
SOURCE = """
#set page(paper: "a4", margin: (x: 2cm, y: 1.8cm), numbering: "1 / 1")
// No row is broken across two pages, as in the Word document, but one that might fill a whole page.
#let fits(cell) = cell.split("\\n").len() + cell.len() / 20 < 50
#let whole(row) = row.map(cell => table.cell(breakable: not row.all(fits), lines(cell)))
#let widths = (table: (5fr, 2fr, 4fr, 4fr), functions: (4.6fr, 4fr, 1.4fr, 5fr))
#heading(level: 1, told.title)
#for part in told.parts {
  if part.kind == "h" { heading(level: 2, part.what) }
  else if part.kind == "p" { par(part.what) }
  else if part.kind == "list" { list(..part.what) }
  else {
    table(
      columns: widths.at(part.kind),
      table.header(..part.what.first().map(cell => strong(cell))),
      ..part.what.slice(1).map(whole).flatten(),
    )
  }
}
"""


def content(follow):
    """Return the PDF of a `followup.FollowUp` as bytes, in the reader's language."""
    parts = [{"kind": kind, "what": what} for kind, what in followup.parts_of(follow)]
    return pdf.compiled(SOURCE, {"title": followup.title_of(follow), "parts": parts})
