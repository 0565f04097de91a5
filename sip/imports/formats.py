"""CSV and XLSX, the only two formats of the back office's tables: one writer makes every cell."""

import csv
import io
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from sip.tables.cells import for_csv, for_workbook

WIDTH = 28  # characters; texts wrap by hand


class Format(NamedTuple):
    """A kind of file; `write` makes its content of a dataset with headers and a title."""

    label: str
    content_type: str
    write: Callable


def as_csv(dataset):
    """Return the table as CSV that spreadsheet programs open with its accents."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([for_csv(title) for title in dataset.headers])
    writer.writerows([for_csv(value) for value in row] for row in dataset)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(dataset):
    """Return the table as a workbook of one sheet, its titles frozen."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(dataset.title)
    sheet.freeze_panes = "B2"
    for place in range(len(dataset.headers)):
        sheet.column_dimensions[get_column_letter(place + 1)].width = WIDTH
    sheet.append([for_workbook(sheet, title) for title in dataset.headers])
    for row in dataset:
        sheet.append([for_workbook(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By the ending of the file's name.
FORMATS = {
    "csv": Format(_("CSV"), "text/csv; charset=utf-8", as_csv),
    "xlsx": Format(_("XLSX workbook"), XLSX, as_xlsx),
}
