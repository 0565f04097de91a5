"""The table of a Word document, read from its text alone.

Only the part that holds the text is unpacked, and walked once: what stands beside it in the package
(pictures, fonts, embedded files) is neither opened nor asked for.
"""

import io
import zipfile
import zlib
from bisect import bisect
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.plaintable import WIDTH
from sip.tables.limits import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_TEXT,
    MAX_UNPACKED,
    MEGABYTE,
    TableRefused,
)
from sip.tables.sheetxml import MAX_ELEMENTS, Budget, elements, parse

BROKEN = gettext_lazy("The document is damaged: its contents cannot be read.")
PIECE = 65_536
RELATIONS, USUAL_BODY = "_rels/.rels", "word/document.xml"
# What was taken out, is said twice, or was so before.
NOT_READ = {
    "del", "moveFrom", "Fallback", "txbxContent", "pPrChange", "tcPrChange", "trPrChange",
    "tblPrChange", "tblPrExChange", "tblGridChange",
}  # fmt: skip
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class DocumentRefused(TableRefused):
    """A document that is not read."""


class Row(NamedTuple):
    """One row of the table in three columns. `same_as_above` says which cells are the one above,
    merged down; `is_title` that the row is one text across the table; `is_unsure` that our own
    document marked the gap as a reading to be checked."""

    number: int
    cells: tuple
    same_as_above: tuple = (False, False, False)
    is_title: bool = False
    is_unsure: bool = False


def is_document(content):
    """Whether the bytes are a package that holds a Word document."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return any(name.startswith("word/") for name in package.namelist())
    except (zipfile.BadZipFile, ValueError, OverflowError):
        return False


def read_document(content):
    """Return the rows of the document's tables with three columns. Raises DocumentRefused."""
    try:
        tables = _Walk(_body_of(content)).tables
    except DocumentRefused:
        raise
    except TableRefused as refused:  # which speaks of workbooks
        raise DocumentRefused(BROKEN) from refused
    rows = [row for table in tables for row in _rows(table)]
    if not rows:
        raise DocumentRefused(_("The document holds no table with three columns."))
    return rows


# --- the package -----------------------------------------------------------------------------


def _body_of(content):
    """Return the part that holds the text: small enough, not encrypted, beside no macros."""
    if len(content) > MAX_BYTES:
        raise DocumentRefused(gettext_lazy("The file is too large."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = {entry.filename: entry for entry in package.infolist()}
            _refuse_what_is_told(package.infolist())
            relations = entries.get(RELATIONS)
            body = _named(_unpacked(package, relations)) if relations else USUAL_BODY
            if body not in entries:
                raise DocumentRefused(BROKEN)
            return _unpacked(package, entries[body])
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
        OverflowError, OSError,
    ) as error:  # fmt: skip
        raise DocumentRefused(BROKEN) from error


def _named(relations):
    """Return the name of the part that the package calls its document."""
    for link in elements(relations, "Relationship", Budget()):
        if link.get("Type", "").endswith("/officeDocument"):
            return link.get("Target", "").lstrip("/")
    return USUAL_BODY


def _refuse_what_is_told(entries):
    names = [entry.filename.lower() for entry in entries]
    if len(names) > MAX_ENTRIES or len(set(names)) < len(names):
        raise DocumentRefused(BROKEN)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise DocumentRefused(_("The document is protected by a password."))
    if any("vbaproject" in name for name in names):
        raise DocumentRefused(_("The document holds macros: save it as an ordinary DOCX."))


def _unpacked(package, entry):
    left = MAX_UNPACKED
    if entry.file_size > MEGABYTE:
        left = min(left, MAX_RATIO * entry.compress_size)
    pieces = []
    with package.open(entry) as source:
        while piece := source.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise DocumentRefused(_("The document is packed more tightly than any honest one."))
            pieces.append(piece)
    return b"".join(pieces)


# --- its text --------------------------------------------------------------------------------


class _Cell:
    """One cell: its paragraphs, how many columns of the grid it takes, whether it goes on with the
    one above."""

    def __init__(self):
        self.pieces, self.span, self.goes_on = [], 1, False

    @property
    def text(self):
        return "".join(self.pieces).strip()


class _Walk:
    """Reads the tables of a document's text, one list of `_Cell`s for each row; what is nested in
    a cell belongs to no table of ours. Stops at the first thing too many."""

    def __init__(self, body):
        self.tables, self.rows = [], 0
        self.depth = 0  # tables within tables
        self.path, self.skipped = [], 0
        self.cell, self.begins, self.in_text, self.length = None, False, False, 0
        self.elements = 0
        parse(body, self._start, self._text, self._end)

    def _start(self, name, attributes):
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise DocumentRefused(_("The document holds more than a table of this size needs."))
        name = name.rpartition(":")[2]
        self.path.append(name)
        if self.skipped or name in NOT_READ:
            self.skipped += 1
        elif name == "tbl":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif self.depth == 1:
            self._within(name, attributes)

    def _within(self, name, attributes):
        if name == "tr":
            self._begin_row()
        elif name == "tc" and self.tables[-1]:
            self._begin_cell()
        elif name in ("gridBefore", "gridAfter") and self.tables[-1]:
            self._leave_out(_whole(attributes))
        elif self.cell is None:
            return
        elif name == "gridSpan":
            self.cell.span = min(_whole(attributes), MAX_COLUMNS + 1) or 1
            self._refuse_width()
        elif name == "vMerge":
            self.cell.goes_on = _value(attributes) != "restart"
        elif name == "p":
            self.begins = True
        elif name in SIGNS and self.path[-2] == "r":
            self._say(SIGNS[name])
        elif name == "t":
            self.in_text = True

    def _begin_row(self):
        self.rows += 1
        if self.rows > MAX_ROWS:
            raise DocumentRefused(_("The file has more rows than allowed."))
        self.tables[-1].append([])

    def _begin_cell(self):
        self.cell, self.begins, self.length = _Cell(), False, 0
        self.tables[-1][-1].append(self.cell)
        self._refuse_width()

    def _leave_out(self, number):
        """Columns of the grid in which a row has no cell."""
        if number and self.path[-2] == "trPr":
            left_out = _Cell()
            left_out.span = min(number, MAX_COLUMNS + 1)
            self.tables[-1][-1].append(left_out)
            self._refuse_width()

    def _refuse_width(self):
        if sum(cell.span for cell in self.tables[-1][-1]) > MAX_COLUMNS:
            raise DocumentRefused(_("A table of the document has more columns than allowed."))

    def _text(self, piece):
        if self.in_text and not self.skipped:
            self._say(piece)

    def _say(self, text):
        pieces = self.cell.pieces
        if self.begins and pieces:
            pieces.append("\n")
        self.begins = False
        pieces.append(text)
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise DocumentRefused(gettext_lazy("A cell of the document holds too much text."))

    def _end(self, name):
        name = name.rpartition(":")[2]
        self.path.pop()
        if self.skipped:
            self.skipped -= 1
        elif name == "tbl":
            self.depth -= 1
        elif name == "t":
            self.in_text = False
        elif name == "tc" and self.depth == 1:
            self.cell = None


def _value(attributes):
    return next((value for key, value in attributes.items() if key.endswith("val")), "")


def _whole(attributes):
    """Return a number of columns; 0 for what is none. A hostile one may have any length."""
    value = _value(attributes)
    return int(value[:4]) if value.isascii() and value.isdigit() else 0


# --- rows in three columns -------------------------------------------------------------------


def _rows(table):
    """Yield the rows of a table most of whose rows have three cells; nothing of any other one."""
    widths = Counter(len(cells) for cells in table if len(cells) > 1)
    if not widths or widths.most_common(1)[0][0] != WIDTH:
        return
    starts = next(_starts(cells) for cells in table if len(cells) == WIDTH)
    above = {}  # the cell at each column of the grid
    for number, cells in enumerate(table, start=1):
        if len(cells) > WIDTH:
            raise DocumentRefused(
                _("Row %(row)d of the table has %(has)d cells: three are read (gap, actions, "
                  "deadline).") % {"row": number, "has": len(cells)}
            )  # fmt: skip
        here = {
            at: above.get(at, cell) if cell.goes_on else cell
            for at, cell in zip(_starts(cells), cells, strict=True)
        }
        if any(cell.text for cell in here.values()):
            texts, same = [""] * WIDTH, [False] * WIDTH
            for place, (at, cell) in enumerate(here.items()):
                column = place if len(here) == WIDTH else bisect(starts, at) - 1
                texts[column], same[column] = cell.text, above.get(at) is cell
            is_title = len(cells) == 1 and cells[0].span > 1
            yield Row(number, tuple(texts), tuple(same), is_title)
        above = here


def _starts(cells):
    """Return the column of the grid at which each cell begins."""
    return [0, *accumulate(cell.span for cell in cells[:-1])]
