"""How our workbooks look: type, colours, widths, what repeats on each printed page. Every sheet is
written row by row, and every text by the one cell writer."""

import tempfile

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

from accounts.characters import for_xml
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.tables.cells import for_workbook, hold_text

FONT = "Arial"  # on every Windows and macOS; other systems have a twin of the same widths
INK, INK_2, INK_3 = "0F2230", "44545F", "5D6C76"
BAND, WASH, RULE = "0B2F47", "F4F6F7", "C9D2D8"
# Dark words on pale cells: ink, then paper.
STATUS_COLOURS = {
    Status.COMPLETED: ("0B4F6C", "D6E5EC"),
    Status.ON_TRACK: ("1B6293", "E1EFF8"),
    Status.AT_RISK: ("8A4F00", "FBECD5"),
    Status.BLOCKED: ("B3261E", "F9DFDC"),
    Status.PAUSED: ("5B6770", "E4E7E9"),
    Status.NOT_STARTED: (INK_2, "F1F3F4"),
    NOT_REPORTED: (INK_3, None),
}
LINE_HEIGHT, TEXT_WIDTH = 13.5, 1.13  # of 10-point Arial, in points and characters a unit
PAPERS = {"A3": 8, "A4": 9}  # by their numbers in the file: sheets written row by row know no names
HIGHEST = 409  # points: what programs grant a row; the rest of a text is read in its cell
LONGEST_SHEET_NAME = 31
PIECE = 65_536
IN_MEMORY = 1_000_000  # bytes of a finished file; a larger one waits on disk


class Book:
    """A workbook in our look."""

    def __init__(self, title, language):
        self.book = Workbook(write_only=True)
        properties = self.book.properties
        properties.title, properties.language = for_xml(title), language
        properties.creator = _("Logistics Cluster")
        properties.created = properties.modified = timezone.now().replace(tzinfo=None)
        for style in styles():
            self.book.add_named_style(style)

    def sheet(
        self, name, widths, *, freeze=None, repeat=None, tab=None, grid=False, paper="A4", across=1
    ):
        """Begin a sheet: `freeze` is the first cell that scrolls, `repeat` the rows printed on
        each page, such as "6:6". A sheet is printed so many pages `across`: one with many columns
        goes on beside, below its first column again, rather than too small to read."""
        sheet = self.book.create_sheet(self._free_name(name))
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = freeze
        sheet.sheet_view.showGridLines = grid
        sheet.sheet_properties.tabColor = tab
        sheet.print_title_rows = repeat
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = PAPERS[paper]
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
        if across > 1:
            sheet.print_title_cols = "A:A"
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom = 0.6, 0.7
        sheet.oddFooter.left.text = self.book.properties.title
        sheet.oddFooter.right.text = "&A · &P / &N"
        sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8
        return Sheet(sheet, widths)

    def pieces(self):
        """Save, and return the file's bytes in pieces. All errors come now, none half-way."""
        file = Saved()
        self.book.save(file.spool)
        file.spool.seek(0)
        return file

    def _free_name(self, name):
        """A sheet's name: no sign that programs refuse, not too long, not taken."""
        for sign in "[]:*?/\\'":
            name = name.replace(sign, " ")
        name = " ".join(name.split())[:LONGEST_SHEET_NAME] or "–"
        taken = {sheet.title.casefold() for sheet in self.book.worksheets}
        number = 1
        wanted = name
        while name.casefold() in taken:
            number += 1
            name = f"{wanted[: LONGEST_SHEET_NAME - 3]} {number}"
        return name


class Sheet:
    """One sheet, written from top to bottom. `row` is the number of the row written last."""

    def __init__(self, sheet, widths):
        self.sheet, self.row = sheet, 0
        self.rooms = [max(int(width * TEXT_WIDTH), 1) for width in widths]  # letters on a line
        self.looks = {}  # of a cell, by style: one for all its cells, none of which changes it

    def heading(self, title, *sentences, note=""):
        """Write a title, what it says, and a remark, each in a row of its own."""
        self.line(title, "title", height=27)
        for sentence in sentences:
            self.line(sentence, "lead", height=18)
        self.line(note, "note")

    def line(self, text="", style="note", height=None):
        """Write one text in the first column; it may run over the empty cells beside it."""
        self.cells([text], [style], height=height)

    def pair(self, term, value):
        """Write a term and what it is."""
        self.cells([term, value], ["note", "fact"])

    def titles(self, titles, *, centred=()):
        self.cells(
            titles, ["centred title" if at in centred else "column title"
                     for at in range(len(titles))], height=32,
        )  # fmt: skip

    def cells(self, values, styles, *, height=None):
        """Write one row, each value in its style (a name of the house's)."""
        self.row += 1
        if height:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append([
            self._cell(value, style) if value not in (None, "") or style else None
            for value, style in zip(values, styles, strict=True)
        ])  # fmt: skip

    def body(self, values, styles):
        """Write one row of a table, as high as its longest text needs: programs do not measure the
        rows that a library writes."""
        lines = max(
            (_lines(value, room) for value, room in zip(values, self.rooms, strict=False)),
            default=1,
        )
        self.cells(values, styles, height=min(max(18, lines * LINE_HEIGHT + 5), HIGHEST))

    def plain(self, values):
        """Write one row of data: the values, their types, and no style."""
        self.row += 1
        self.sheet.append([for_workbook(self.sheet, value) for value in values])

    def filter_from(self, row, columns):
        """Offer filters on a table's row of titles, once all its rows are written."""
        self.sheet.auto_filter.ref = f"A{row}:{get_column_letter(columns)}{max(self.row, row)}"

    def _cell(self, value, style):
        cell = WriteOnlyCell(self.sheet)
        if style in self.looks:
            cell._style = self.looks[style]
        else:
            cell.style = f"SIP {style}"
            self.looks[style] = cell._style
        if value is None:
            return cell
        if isinstance(value, (str, list, tuple)) or not isinstance(value, (int, float)):
            return hold_text(cell, str(value))
        cell.value = value
        return cell


class Saved:
    """A finished file, to be read once in pieces; gone when it is read, closed or forgotten."""

    def __init__(self):
        self.spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115

    def __iter__(self):
        while piece := self.spool.read(PIECE):
            yield piece
        self.close()

    def close(self):
        self.spool.close()

    __del__ = close


def _lines(value, room):
    if not isinstance(value, str) or (len(value) <= room and "\n" not in value):
        return 1
    return sum(_wrapped(part, room) for part in value.split("\n"))


def _wrapped(text, room):
    """Return how many lines a paragraph takes; a word too long for one begins on a new one."""
    lines = max(1, -(-len(text) // room))
    return lines + sum(len(word) > room for word in text.split()) if lines > 1 else lines


def styles():
    rule = Border(bottom=Side(style="thin", color=RULE))
    yield _style("title", 18, bold=True, wrap=False)
    yield _style("lead", 12, wrap=False)
    yield _style("section", 13, bold=True, wrap=False)
    yield _style("note", 9, INK_3, wrap=False)
    yield _style("fact", wrap=False)
    band = {"colour": "FFFFFF", "bold": True, "paper": BAND, "vertical": "center"}
    yield _style("column title", indent=1, **band)
    yield _style("centred title", across="center", **band)
    yield _style("hashtag", 9, INK_2, paper=WASH, wrap=False)
    yield _style("text", border=rule, indent=1)
    yield _style("strong", bold=True, border=rule, indent=1)
    yield _style("number", border=rule, across="center", number='0;-0;"–"')
    yield _style("strong number", bold=True, border=rule, across="center", number='0;-0;"–"')
    for key, (ink, paper) in STATUS_COLOURS.items():
        yield _style(key, colour=ink, bold=True, paper=paper, border=rule, indent=1)


def _style(
    name, size=10, colour=INK, *, bold=False, paper=None, wrap=True, border=None, across="left",
    vertical="top", indent=0, number="General",
):  # fmt: skip
    style = NamedStyle(name=f"SIP {name}", number_format=number)
    style.font = Font(name=FONT, size=size, color=colour, bold=bold)
    style.alignment = Alignment(wrap_text=wrap, vertical=vertical, horizontal=across, indent=indent)
    if paper:
        style.fill = PatternFill("solid", fgColor=paper)
    if border:
        style.border = border
    return style
