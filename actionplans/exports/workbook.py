"""A plan as a workbook that a coordinator fills in and sends back: lists to choose from, locked
numbers, and a sheet that says whose plan it is."""

import io

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.characters import for_xml
from actionplans.columns import COLUMNS
from actionplans.exports.rows import values_of
from sip.tables.cells import hold_text

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IDENTITY = "sip_plan"
SPARE_ROWS = 2_000  # below the last row, for what is new
DAY = "DD/MM/YYYY"
MARKED = PatternFill("solid", fgColor="FBE3D6")
OPEN = Protection(locked=False)
TOP = Alignment(wrap_text=True, vertical="top")


def content(sheet):
    """Return the workbook of a plan (`reading.Sheet`) as bytes, in the reader's language."""
    book = Workbook(write_only=True)
    add_table(book, sheet.plan, _rows(sheet))
    return finished(book, sheet.plan)


def add_table(book, plan, rows, columns=COLUMNS, marked=frozenset()):
    """Add the sheet to fill in, with its lists. `rows` gives the values of each row by name;
    `marked` are the cells to be seen first, as (number of the row, name of the column)."""
    book.properties.title = for_xml(plan.title)
    book.properties.creator = _("Logistics Cluster")
    table = book.create_sheet(_("Plan"))
    lists = book.create_sheet(_("Lists"))
    _prepare(table, columns)
    table.append([title_cell(table, column.title) for column in columns])
    number = 1
    for number, values in enumerate(rows, start=2):
        table.append([
            _cell(table, column, values.get(column.name), is_marked=(number, column.name) in marked)
            for column in columns
        ])  # fmt: skip
    table.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{number}"
    _offer_lists(table, lists, number + SPARE_ROWS)


def finished(book, plan):
    """Add the sheet that says whose plan it is, and return the workbook as bytes."""
    _say_whose(book.create_sheet(_("About")), plan)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(sheet):
    """Yield the values of each action, and of each gap that has none yet."""
    for section in sheet.sections:
        for gap in section.gaps:
            for line in gap.lines:
                yield values_of(line.action, gap.gap, section.section)
            if not gap.lines:
                yield {
                    "section": section.section.title, "gap": gap.gap.text,
                    "core_function": section.section.core_function,
                }  # fmt: skip


def _prepare(table, columns):
    table.freeze_panes = "C2"
    for place, column in enumerate(columns, start=1):
        dimension = table.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        dimension.alignment = TOP
        dimension.hidden = column.name == "mark"
        if not column.is_locked:
            dimension.protection = OPEN  # the empty cells below the table, too
    protection = table.protection
    protection.sheet = True  # without a password: against slips, not against people
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.sort = protection.autoFilter = protection.insertRows = protection.deleteRows = False
    table.page_setup.orientation = "landscape"
    table.page_setup.fitToWidth, table.page_setup.fitToHeight = 1, 0
    table.sheet_properties.pageSetUpPr.fitToPage = True
    table.print_title_rows = "1:1"


def title_cell(table, text):
    """Return a cell of the row of titles."""
    cell = hold_text(WriteOnlyCell(table), str(text))
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="0B2F47")
    cell.alignment = TOP
    return cell


def _cell(table, column, value, *, is_marked=False):
    if value in (None, "") and not is_marked:
        return None  # its column says how it looks: half the cells of a plan are never read
    cell = WriteOnlyCell(table)
    if is_marked:
        cell.fill = MARKED
    if column.choices and value:
        value = str(dict(column.choices).get(value, value))
    if value is None or value == "":
        pass
    elif isinstance(value, str):
        hold_text(cell, value)
    else:
        cell.value = value
        if hasattr(value, "year"):
            cell.number_format = DAY
    cell.alignment = TOP
    if not column.is_locked:
        cell.protection = OPEN
    return cell


def _offer_lists(table, lists, last):
    """Write the choices on a sheet of their own, and point the columns to them: words of any
    length and with any comma."""
    offered = [(place, column) for place, column in enumerate(COLUMNS, 1) if column.choices]
    longest = max(len(column.choices) for _place, column in offered)
    lists.append([str(column.title) for _place, column in offered])
    for row in range(longest):
        lists.append([
            str(column.choices[row][1]) if row < len(column.choices) else None
            for _place, column in offered
        ])  # fmt: skip
    for at, (place, column) in enumerate(offered, start=1):
        letter, here = get_column_letter(at), get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"'{lists.title}'!${letter}$2:${letter}${len(column.choices) + 1}",
            allow_blank=True, showErrorMessage=True, errorTitle=str(column.title),
            error=_("Choose one of the list."),
        )  # fmt: skip
        rule.add(f"{here}2:{here}{last}")
        table.data_validations.append(rule)


def _say_whose(sheet, plan):
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 70
    sheet.append([IDENTITY, plan.trail_key])
    for term, text in (
        (_("Cluster"), plan.cluster.name),
        (_("Plan"), plan.title),
        (_("Made on"), timezone.localtime().strftime("%d/%m/%Y %H:%M")),
        (_("How to fill it in"), _("Change the white cells. Add what is new below the last row, "
                                   "without a number. Rows left out stay in the tracker as they "
                                   "are.")),
    ):  # fmt: skip
        sheet.append([hold_text(WriteOnlyCell(sheet), str(part)) for part in (term, text)])
