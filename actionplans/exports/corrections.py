"""A refused file given back as a workbook: what was typed, the cells at fault marked, what to do
written beside them, and one sheet that lists it all. Corrected, it can be put up as it is."""

from collections import defaultdict

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from actionplans.columns import BY_NAME, COLUMNS, REMARKS
from actionplans.exports import workbook
from sip.tables.cells import hold_text

CONTENT_TYPE = workbook.CONTENT_TYPE
WITH_REMARKS = (*COLUMNS, REMARKS)
LETTERS = {column.name: get_column_letter(at) for at, column in enumerate(COLUMNS, start=1)}
WIDTHS = (8, 10, 26, 40, 60)


def content(plan, upload, errors, questions=()):
    """Return the workbook as bytes: of a plan, an `imports.upload.Upload`, and the errors that its
    preview found; what it asks of deadlines (`questions`, as in its data) stands beside them. Rows
    without any content are left out, so numbers may differ from the file's."""
    numbers = defaultdict(list)
    for number, line in enumerate(upload.lines, start=2):
        numbers[line.row].append(number)
    names = {letter: name for line in upload.lines[:1] for name, letter in line.letters.items()}
    remarks, marked = defaultdict(list), set()
    for error in errors:
        for number in numbers[error["row"]]:
            remarks[number].append(_said(error))
            marked.add((number, names.get(error["column"])))
    for asked in questions:
        for number in [number for row in asked["rows"] for number in numbers[row]]:
            remarks[number].append(_asked(asked["words"]))
            marked.add((number, "meaning"))
    rows = (
        {**line.values, REMARKS.name: "\n".join(remarks[number])}
        for number, line in enumerate(upload.lines, start=2)
    )
    book = Workbook(write_only=True)
    workbook.add_table(book, plan, rows, WITH_REMARKS, marked)
    _list(book.create_sheet(_("Errors")), errors, numbers, names)
    return workbook.finished(book, plan)


def _said(error):
    return f"{error['title']}: {error['text']}" if error["title"] else error["text"]


def _asked(words):
    return _("%(column)s: choose what the deadline “%(words)s” means.") % {
        "column": BY_NAME["meaning"].title, "words": words,
    }  # fmt: skip


def _list(sheet, errors, numbers, names):
    for at, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    titles = (_("Row"), _("Column"), _("Title"), _("In the file"), REMARKS.title)
    sheet.append([workbook.title_cell(sheet, title) for title in titles])
    for error in errors:
        name = names.get(error["column"])
        row = next(iter(numbers[error["row"]]), error["row"])
        column = LETTERS.get(name, error["column"])
        texts = (column, error["title"], error["value"] or "", error["text"])
        sheet.append([row, *(hold_text(WriteOnlyCell(sheet), str(text)) for text in texts)])
