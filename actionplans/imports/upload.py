"""From what somebody sends (a workbook, CSV, a Word document, a pasted table) to plain lines that
remember where they stood."""

import re
from itertools import zip_longest
from typing import NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actionplans.columns import BY_NAME, NEEDED, keys_by_word, names_by_title
from actionplans.exports.workbook import IDENTITY
from actionplans.imports.document import Row, is_document, read_document
from actionplans.plaintable import IS_NOTHING, NOBODY, UNSURE, WIDTH, actions_in, known_of
from sip.imports.columns import in_languages
from sip.search import fold
from sip.tables.limits import MAX_ROWS, WITH_DOCUMENTS, NoTable, TableRefused
from sip.tables.reading import read_tables

HAS_LETTERS = re.compile(r"\w")


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


class PlanRefused(TableRefused):
    """A file that is not read as a plan, which may be a Word document, too."""

    limits = WITH_DOCUMENTS


class AnotherPlan(PlanRefused):
    """A workbook of another plan than the one it was sent to; `key` says whose (its trail key).
    What a table may hold is not the matter."""

    def __init__(self, reason, key):
        super().__init__(reason)
        self.message, self.key = reason, key


def read(content, plan=None):
    """Return the plan's table in a file. What the `plan` says already is known again in a document,
    whose cells alone leave doubts. Raises PlanRefused, which says why."""
    try:
        return _read(content, plan)
    except NoTable as refused:
        raise PlanRefused(
            _("This is neither an XLSX workbook nor a CSV file, nor a Word document (DOCX).")
        ) from refused
    except TableRefused as refused:
        raise PlanRefused(refused.reason) from refused


def _read(content, plan):
    if is_document(content):
        lines = _DocumentLines(read_document(content), known_of(plan) if plan else NOBODY).found
        return Upload("", lines, [], is_document=True)
    return _from_sheets(read_tables(content))


def read_pasted(text, plan=None):
    """Return the table of a pasted text: cells apart by tabs, as Word and spreadsheets copy them.

    A line without a tab is the title of a section, unless the row above lacks a cell: then it goes
    on with the cell that was broken off, as a paragraph within a cell is copied.
    """
    rows, marks = [], _marks()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        if not any(cells):
            continue
        above = rows[-1][1] if rows else []
        if len(above) == 1 and fold(cells[0]) in marks:  # below the gap, in its cell
            rows[-1] = (rows[-1][0], [f"{above[0]}\n{cells[0]}", *cells[1:]])
        elif 1 < len(above) < WIDTH and len(above) + len(cells) <= WIDTH + 1:
            rows[-1] = (rows[-1][0], [*above[:-1], f"{above[-1]}\n{cells[0]}", *cells[1:]])
        else:
            rows.append((number, cells))
    if text.count("\t") < WIDTH - 1 or not HAS_LETTERS.search(text):
        raise PlanRefused(
            _("No table was found in the text: copy the three columns from your document.")
        )
    if len(rows) > MAX_ROWS:
        raise PlanRefused(_("The file has more rows than allowed."))
    plain = [
        Row(number, (*cells, "", "")[:WIDTH], is_title=len(cells) == 1) for number, cells in rows
    ]
    lines = _DocumentLines(plain, known_of(plan) if plan else NOBODY).found
    return Upload("", lines, [], is_document=True)


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
    asked = {"gap": _("Challenge or gap"), "action": _("Action")}
    if any(sheet.name for sheet in sheets):
        raise TableRefused(_("No sheet has the columns “%(gap)s” and “%(action)s”.") % asked)
    raise TableRefused(
        _("The file is neither a workbook nor a Word document, and holds no table with the columns "
          "“%(gap)s” and “%(action)s”.") % asked
    )  # fmt: skip


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


class _DocumentLines:
    """The lines of a three-column table: cells filled down, actions of a cell apart. `known` is
    what the plan says already (`plaintable.Known`)."""

    def __init__(self, rows, known):
        self.known, self.found = known, []
        self.section, self.gap = "", ""
        self.block = []  # the rows whose actions share one cell
        self.doubt = ""  # about the title that was read last
        self.functions = keys_by_word(BY_NAME["core_function"])
        titles = names_by_title()
        marks = _marks()
        rows = [_without_mark(row, marks) for row in rows if not _is_header(row, titles)]
        self.has_titles = any(row.is_title for row in rows)
        for row, below in zip_longest(rows, rows[1:]):
            self._take(row, below)
        self._finish_block()

    def _take(self, row, below):
        if not row.cells[0] and self.gap:  # as a merged cell is copied
            row = row._replace(
                cells=(self.gap, *row.cells[1:]), same_as_above=(True, *row.same_as_above[1:])
            )
        if row.is_title or (_is_lone(row) and self._is_section(row, below)):
            self._finish_block()
            self.section, self.gap = row.cells[0], ""
            self.doubt = "" if row.is_title or self._names_a_section(row) else _(
                "“%(title)s” stands alone in its row: it was taken for the title of this section. "
                "Put a dash beside it where it is a gap without an action."
            ) % {"title": row.cells[0][:80]}  # fmt: skip
            return
        self.gap = row.cells[0]
        if not (self.block and (row.same_as_above[1] or self._shares(row))):
            self._finish_block()
        self.block.append(row)

    def _shares(self, row):
        """Whether it is a gap of the plan whose actions stand in the cell above, copied once."""
        return _is_lone(row) and bool(self.known.actions.get((self.section, row.cells[0])))

    def _is_section(self, row, below):
        """Whether a text alone in its row is the title of a section, not a gap without action.
        Where titles reach across the table nothing else is one."""
        if (self.section, row.cells[0]) in self.known.actions:
            return False
        if self._names_a_section(row):
            return True
        has_rows = below is not None and not below.is_title and not _is_lone(below)
        return not self.has_titles and (has_rows or not self.section)

    def _names_a_section(self, row):
        return row.cells[0] in self.known.sections or fold(row.cells[0]) in self.functions

    def _finish_block(self):
        block, self.block = self.block, []
        if not block:
            return
        # A gap beside several cells of actions, each with its deadline, goes on from row to row.
        gaps = [row for at, row in enumerate(block) if at == 0 or not row.same_as_above[0]]
        known = [self.known.actions.get((self.section, row.cells[0]), ()) for row in gaps]
        texts, is_sure = actions_in(block[0].cells[1], [text for some in known for text in some])
        if len(gaps) == 1:
            asks = self._asks_of(gaps[0], texts, is_sure=is_sure)
            self.found += [self._line(gaps[0], text, asks) for text in texts or [""]]
        else:
            self._share(gaps, known, texts)

    def _asks_of(self, row, texts, *, is_sure):
        """What to ask about the lines of one gap."""
        doubt, self.doubt = self.doubt, ""
        if _is_lone(row):
            return _(
                "Nothing stands beside this text: it was taken for a gap without an action, not "
                "for the title of a section or a gap that shares the cell above."
            )
        return doubt or (
            "" if is_sure else _("The cell was split at its line breaks: check the actions.")
        )

    def _share(self, gaps, known, texts):
        """Several gaps beside one cell: as many actions as gaps are paired one to one, else all are
        given to the first gap. Either way it is a reading, and asked about."""
        if texts == [text for some in known for text in some]:  # as the plan has it already
            asks = ""
            pairs = [(row, text) for row, some in zip(gaps, known, strict=True)
                     for text in some or [""]]  # fmt: skip
        elif len(texts) == len(gaps):
            asks = _("Several gaps share this cell: actions are paired with them one by one.")
            pairs = list(zip(gaps, texts, strict=True))
        else:
            asks = _("Several gaps share this cell: all its actions are put under the first one.")
            pairs = [(gaps[0], text) for text in texts or [""]] + [(row, "") for row in gaps[1:]]
        self.found += [
            self._line(row, text, asks, above=gaps[0] if row is not gaps[0] else None)
            for row, text in pairs
        ]

    def _line(self, row, text, asks="", above=None):
        """Return one line; `above` is the row whose cell it shares."""
        deadline = row.cells[2] or (above.cells[2] if above else "")
        if not text and IS_NOTHING.fullmatch(deadline):
            deadline = ""
        values = {
            "section": self.section, "gap": row.cells[0], "text": text,
            "deadline": deadline or None,
        }  # fmt: skip
        if asks or row.is_unsure:
            values |= {"is_unsure": True, "shares_cell": above is not None}
        return Line(row.number, values, LETTERS, asks)


def _is_header(row, titles):
    names = ("gap", "text", "deadline")
    return sum(titles.get(fold(c)) == name for c, name in zip(row.cells, names, strict=True)) > 1


def _marks():
    """Return how our own document marks a gap that is to be checked, in each language."""
    return in_languages(UNSURE)


def _without_mark(row, marks):
    """Leave out what our own document says below a gap that is to be checked."""
    gap, _break, last = row.cells[0].rpartition("\n")
    if not gap or fold(last) not in marks:
        return row
    return row._replace(cells=(gap, *row.cells[1:]), is_unsure=True)


def _is_lone(row):
    """Whether a row has a text in its first cell alone; a dash says that nothing is meant."""
    return bool(row.cells[0]) and not any((*row.cells[1:], *row.same_as_above))
