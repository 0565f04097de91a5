"""How much an uploaded table may hold, and the refusal that says so."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1_000_000
MAX_BYTES = 2 * MEGABYTE
MAX_UNPACKED = 20 * MEGABYTE
MAX_RATIO = 100  # unpacked to packed, for workbooks above a megabyte; honest ones stay below 50
MAX_ENTRIES = 500  # files inside a workbook
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_TEXT = 32_767  # characters in one cell: what spreadsheet programs hold

_NUMBERS = {
    "megabytes": MAX_BYTES // MEGABYTE,
    "rows": f"{MAX_ROWS:_}".replace("_", "\N{NO-BREAK SPACE}"),
    "columns": MAX_COLUMNS,
}
LIMITS = format_lazy(
    _(
        "A table may have at most {megabytes} MB, {rows} rows and {columns} columns, as an XLSX "
        "workbook or a CSV file."
    ),
    **_NUMBERS,
)
WITH_DOCUMENTS = format_lazy(
    _(
        "A table may have at most {megabytes} MB, {rows} rows and {columns} columns, as an XLSX "
        "workbook, a CSV file or a Word document (DOCX)."
    ),
    **_NUMBERS,
)


class TableRefused(Exception):
    """An uploaded file that is not read. The message says why and what the limits are."""

    limits = LIMITS

    def __init__(self, reason):
        self.reason = reason
        self.message = format_lazy("{} {}", reason, self.limits)
        super().__init__(str(reason))

    def __str__(self):
        return str(self.message)
