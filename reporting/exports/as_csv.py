"""A table as CSV (RFC 4180): UTF-8 with the mark that Excel wants, titles, hashtags, rows."""

import codecs
import csv
import io

from sip.tables.cells import for_csv

ROWS_IN_A_PIECE = 50


def pieces(table):
    """Yield the file in pieces of some dozen rows."""
    page = io.StringIO(newline="")
    write = csv.writer(page).writerow
    yield codecs.BOM_UTF8
    write(map(for_csv, table.titles))
    if table.hashtags:
        write(table.hashtags)
    for number, row in enumerate(table.rows, start=1):
        write(map(for_csv, row))
        if number % ROWS_IN_A_PIECE == 0:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()
