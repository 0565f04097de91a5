"""Read an uploaded table: a workbook (XLSX) or a CSV file, into plain rows that remember where
they stood, so that every message can name the sheet, the row and the column."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from sip.tables.delimited import read_records
from sip.tables.limits import MAX_BYTES, MAX_TEXT, TableRefused
from sip.tables.package import Workbook
from sip.tables.sheetxml import BROKEN

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
HASHTAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*\s*\Z")
ROWS_BEFORE_DATA = 25  # HXL: the hashtag row stands within the first 25
# The tags of HXL 1.1 (hxlstandard.org). A row of other words behind “#” is data: people write so.
HXL_TAG = re.compile(
    r"#(?:"
    r"access|activity|adm[1-5]|affected|beneficiary|capacity|cause|channel|contact|"
    r"country|crisis|currency|date|delivery|description|event|frequency|geo|group|"
    r"impact|indicator|inneed|item|loc|meta|modality|need|operations|org|output|"
    r"population|reached|region|respondent|response|sector|service|severity|status|"
    r"subsector|targeted|theme|value"
    r")\b",
    re.IGNORECASE,
)


class Problem(NamedTuple):
    """A cell that cannot be taken, and why."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self):
        return f"{place(self.sheet, self.row, self.column)} {self.message}"


class Row(NamedTuple):
    """One row of data. `number` is the row's number as the spreadsheet program shows it."""

    sheet: str
    number: int
    values: tuple

    def problem(self, index, message):
        """Return what is wrong with the cell in the column of that index (0 is column A)."""
        return Problem(self.sheet, self.number, get_column_letter(index + 1), message)


class Sheet(NamedTuple):
    """One table: the titles of its columns, its hashtags (HXL) if any, its rows of data."""

    name: str
    header: tuple
    hashtags: tuple
    rows: list
    problems: list


def place(sheet, row, column):
    """Say where a cell stands, in the reader's language."""
    if sheet:
        return _("Sheet “%(sheet)s”, row %(row)s, column %(column)s:") % {
            "sheet": sheet, "row": row, "column": column,
        }  # fmt: skip
    return _("Row %(row)s, column %(column)s:") % {"row": row, "column": column}


def content_of(upload):
    """Return what an uploaded file (anything with `size` and `read`) holds; one that is too large
    is refused unread."""
    if upload.size > MAX_BYTES:
        raise TableRefused(gettext_lazy("The file is too large."))
    return upload.read(MAX_BYTES + 1)


def read_upload(upload):
    """Return the sheets of an uploaded file."""
    return read_tables(content_of(upload))


def read_tables(content):
    """Return the sheets of an XLSX workbook, or the one table of a CSV file, as `Sheet`s.

    Empty rows are left out, empty cells are None; numbers, days and instants have their types in
    a workbook and are texts in CSV. Raises TableRefused, which says why and gives the limits, for
    whatever should not be opened; what is wrong with single cells stands in `Sheet.problems`.
    """
    if len(content) > MAX_BYTES:
        raise TableRefused(gettext_lazy("The file is too large."))
    if content.startswith(OLE):
        raise TableRefused(
            gettext_lazy("The workbook is in an old format or protected by a password.")
        )
    if content.startswith(ZIP):
        sheets = _read_workbook(content)
    else:
        sheets = [_sheet("", list(enumerate(read_records(content), 1)), [])]
    sheets = [sheet for sheet in sheets if sheet]
    if not sheets:
        raise TableRefused(gettext_lazy("The file holds no table."))
    return sheets


def _read_workbook(content):
    book = Workbook(content)
    unreadable = book.unreadable
    sheets = []
    for name, grid in _grids(book.content):
        rows = [(number, [_plain(value) for value in row]) for number, row in enumerate(grid, 1)]
        sheets.append(_sheet(name, rows, unreadable.get(name, ())))
    return sheets


def _grids(content):
    """Return (name, rows) for each sheet, as the reader gives them."""
    try:
        book = CalamineWorkbook.from_filelike(content)
        return [
            (about.name, book.get_sheet_by_name(about.name).to_python(skip_empty_area=False))
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ValueError, OSError) as error:
        raise TableRefused(BROKEN) from error
    except BaseException as error:
        # A panic of the reader's is no Exception; anything else goes its way.
        if type(error).__name__ != "PanicException":
            raise
        raise TableRefused(BROKEN) from error


def _plain(value):
    """Return a cell's value: None when empty, a whole number as int."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise TableRefused(gettext_lazy("A cell holds more text than spreadsheet programs allow."))
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return None if value == "" else value


def _sheet(name, numbered, unreadable):
    """Sort (number, cells) into header, hashtags and data; None for a sheet without a table."""
    filled = [(number, cells) for number, cells in numbered if any(c is not None for c in cells)]
    if not filled:
        return None
    tags_at = next(
        (at for at, (number, cells) in enumerate(filled)
         if number <= ROWS_BEFORE_DATA and _is_hashtag_row(cells, filled[at - 1][1] if at else ())),
        None,
    )  # fmt: skip
    header_at = max(0, (tags_at or 0) - 1)
    header = _titles(name, *filled[header_at])
    hashtags = _tags(filled[tags_at][1], len(header)) if tags_at is not None else ()
    first = header_at + 1 if tags_at is None else tags_at + 1
    rows, problems = [], _problems(name, filled[header_at][0], unreadable)
    for number, cells in filled[first:]:
        row = Row(name, number, _fitted(cells, len(header)))
        problems += [
            row.problem(at, _("This cell stands outside the table: its column has no title."))
            for at in range(len(header), len(cells))
            if cells[at] is not None
        ]
        rows.append(row)
    return Sheet(name, header, hashtags, rows, problems)


def _is_hashtag_row(cells, titles):
    """Whether a row is HXL's: nothing but tags, one of them at least of the standard's own, below
    half of the titles or more. In doubt it is data: what is shown and refused is not lost."""
    texts = [cell for cell in cells if cell is not None]
    if not all(isinstance(text, str) and HASHTAG.match(text.strip()) for text in texts):
        return False
    known = any(HXL_TAG.match(text.strip()) for text in texts)
    return known and 2 * len(texts) >= sum(title is not None for title in titles)


def _titles(sheet, number, cells):
    titles = ["" if cell is None else str(cell).strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    named = [title for title in titles if title]
    if twice := next((title for title in named if named.count(title) > 1), None):
        raise TableRefused(
            _("Two columns have the same title, “%(title)s” (row %(row)s).")
            % {"title": twice[:60], "row": number}
        )
    return tuple(titles)


def _tags(cells, width):
    return tuple("" if cell is None else "".join(cell.split()) for cell in _fitted(cells, width))


def _fitted(cells, width):
    return tuple(cells[:width]) + (None,) * (width - len(cells))


def _problems(sheet, header_row, unreadable):
    return [
        Problem(
            sheet, cell.row, get_column_letter(cell.column),
            _("The cell holds an error instead of a value.") if cell.is_error
            else _("The cell holds a formula whose result is not in the file."),
        )
        for cell in unreadable
        if cell.row > header_row
    ]  # fmt: skip
