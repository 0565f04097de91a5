"""From what somebody sends (a workbook, CSV, a Word document, a pasted table) to plain lines that
remember where they stood."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actionplans.columns import NEEDED, names_by_title
from actionplans.exports.workbook import IDENTITY
from actionplans.imports.document import is_document, read_document
from sip.search import fold
from sip.tables.limits import TableRefused
from sip.tables.reading import read_tables

HAS_LETTERS = re.compile(r"\w")
WIDTH = 3  # columns of a plain document


class Line(NamedTuple):
    """One row for one action. `letters` gives the column of each value that the file has; `asks`
    says what the reader is unsure of."""

    row: int
    values: dict
    letters: dict
    asks: str = ""


class Upload(NamedTuple):
    sheet: str
    lines: list
    problems: list  # (row, column letter, message)
    identity: str = ""  # whose plan the workbook says it is
    unknown: tuple = ()  # titles that mean nothing here
    is_document: bool = False


def read(content):
    """Return the plan's table in a file. Raises TableRefused, which says why."""
    if is_document(content):
        rows = read_document(content)
        return Upload("", _document_lines(rows), [], is_document=True)
    return _from_sheets(read_tables(content))


def read_pasted(text):
    """Return the table of a pasted text: cells apart by tabs, as Word and spreadsheets copy them.

    A line without a tab is the title of a section, unless the row above lacks a cell: then it goes
    on with the cell that was broken off, as a paragraph within a cell is copied.
    """
    rows = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        if not any(cells):
            continue
        above = rows[-1][1] if rows else []
        if 1 < len(above) < WIDTH and len(above) + len(cells) <= WIDTH + 1:
            rows[-1] = (rows[-1][0], [*above[:-1], f"{above[-1]}\n{cells[0]}", *cells[1:]])
        else:
            rows.append((number, cells))
    if text.count("\t") < WIDTH - 1 or not HAS_LETTERS.search(text):
        raise TableRefused(
            _("No table was found in the text: copy the three columns from your document.")
        )
    return Upload("", _document_lines(_PlainRow.all_of(rows)), [], is_document=True)


class _PlainRow(NamedTuple):
    """A pasted row, alike to those of a document."""

    number: int
    cells: tuple
    same_as_above: tuple
    is_title: bool

    @classmethod
    def all_of(cls, rows):
        for number, cells in rows:
            three = (*cells, "", "", "")[:3]
            yield cls(number, three, (False, False, False), not three[1] and not three[2])


def _from_sheets(sheets):
    identity = ""
    for sheet in sheets:
        if sheet.header and sheet.header[0] == IDENTITY and len(sheet.header) > 1:
            identity = sheet.header[1]
    titles = names_by_title()
    for sheet in sheets:
        names = [titles.get(fold(title)) if title else None for title in sheet.header]
        if set(NEEDED) <= set(names):
            return _lines_of(sheet, names, identity)
    raise TableRefused(
        _("No sheet has the columns “%(gap)s” and “%(action)s”.")
        % {"gap": _("Challenge or gap"), "action": _("Action")}
    )


def _lines_of(sheet, names, identity):
    known = [name for name in names if name]
    if twice := next((name for name in known if known.count(name) > 1), None):
        titles = [title for title, name in zip(sheet.header, names, strict=True) if name == twice]
        raise TableRefused(
            _("Two columns of the file mean the same: %(columns)s.")
            % {"columns": ", ".join(titles)}
        )
    letters = {name: get_column_letter(place + 1) for place, name in enumerate(names) if name}
    places = [(name, place) for place, name in enumerate(names) if name]
    lines = [
        Line(row.number, {name: row.values[place] for name, place in places}, letters)
        for row in sheet.rows
    ]
    unknown = [t for t, name in zip(sheet.header, names, strict=True) if t and not name]
    problems = [(one.row, one.column, one.message) for one in sheet.problems]
    return Upload(sheet.name, lines, problems, identity, tuple(unknown))


# --- documents in three columns --------------------------------------------------------------

LETTERS = {"gap": "A", "text": "B", "deadline": "C"}


def _document_lines(rows):
    """Return the lines of a three-column table: cells filled down, actions of a cell apart."""
    lines, section, block = [], "", []
    for row in rows:
        if _is_header(row):
            continue
        if row.is_title:
            lines += _block_lines(section, block)
            section, block = row.cells[0], []
        elif block and row.same_as_above[1]:
            block.append(row)
        else:
            lines += _block_lines(section, block)
            block = [row]
    return lines + _block_lines(section, block)


def _is_header(row):
    titles = names_by_title()
    names = ("gap", "text", "deadline")
    return sum(titles.get(fold(c)) == name for c, name in zip(row.cells, names, strict=True)) > 1


def _block_lines(section, block):
    """Return the lines of gaps that share one cell of actions (most often a single gap)."""
    if not block:
        return []
    texts, is_sure = actions_in(block[0].cells[1])
    deadline = block[0].cells[2]
    gaps = [(row.number, row.cells[0]) for row in block if not row.same_as_above[0]]
    if len(gaps) == 1:
        asks = "" if is_sure else _("The cell was split at its line breaks: check the actions.")
        number, gap = gaps[0]
        return [_line(number, section, gap, text, deadline, asks) for text in texts or [""]]
    return _shared_lines(section, gaps, texts, deadline)


def _shared_lines(section, gaps, texts, deadline):
    """Several gaps beside one cell: as many actions as gaps are paired one to one, else all are
    given to the first gap. Either way it is a reading, and asked about."""
    if len(texts) == len(gaps):
        asks = _("Several gaps share this cell: actions are paired with them one by one.")
        pairs = [(number, gap, text) for (number, gap), text in zip(gaps, texts, strict=True)]
    else:
        asks = _("Several gaps share this cell: all its actions are put under the first one.")
        number, gap = gaps[0]
        pairs = [(number, gap, text) for text in texts or [""]]
        pairs += [(number, gap, "") for number, gap in gaps[1:]]
    return [
        _line(number, section, gap, text, deadline, asks, shares=gap != gaps[0][1])
        for number, gap, text in pairs
    ]


def actions_in(cell):
    """Return the actions of one cell, apart at semicolons and line breaks, and whether the cell
    leaves no doubt: each but the last ends with a semicolon or a full stop."""
    found = [part.strip() for part in re.split(r"(?<=;)\s+|(?<=;)$|\n+", cell) if part.strip()]
    return found, all(part.endswith((";", ".")) for part in found[:-1])


def _line(number, section, gap, text, deadline, asks="", *, shares=False):
    values = {"section": section, "gap": gap, "text": text, "deadline": deadline or None}
    if asks:
        values |= {"is_unsure": True, "shares_cell": shares}
    return Line(number, values, LETTERS, asks)
