"""A table as a workbook: one sheet with titles, hashtags and rows, ready to filter and to print."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from reporting.exports.house import BAND, Book

A_PAGE = 500  # the widths that A3 holds at nearly half their size
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pieces(table):
    """Yield the file in pieces. Rows go to disk as they come: memory does not grow with them."""
    with override(table.language):
        book = Book(table.title, table.language)
        add_data(book, table)
    return book.pieces()


def add_data(book, table):
    """Add the sheet of a table: titles, hashtags directly above the data (HXL), rows."""
    widths = [column.width for column in table.columns]
    heads = 2 if table.hashtags else 1
    sheet = book.sheet(
        _("Data"), widths, freeze=f"A{heads + 1}", repeat=f"1:{heads}", tab=BAND, grid=True,
        paper="A3", across=-(-sum(widths) // A_PAGE),
    )  # fmt: skip
    sheet.titles(table.titles)
    if table.hashtags:
        sheet.cells(table.hashtags, ["hashtag"] * len(widths))
    for row in table.rows:
        sheet.plain(row)
    sheet.filter_from(heads, len(widths))
