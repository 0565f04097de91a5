"""Open an exported file again: the same table out of every format."""

import csv
import datetime
import io
import json

from openpyxl import load_workbook


def body(response):
    return b"".join(response) if response.streaming else response.content


def from_csv(content):
    """Return (titles, hashtags, rows)."""
    titles, hashtags, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return titles, hashtags, rows


def from_xlsx(content):
    titles, hashtags, *rows = load_workbook(io.BytesIO(content))["Data"].iter_rows(values_only=True)
    return list(titles), list(hashtags), [list(map(_text, row)) for row in rows]


def from_json(content):
    data = json.loads(content)
    names = [column["name"] for column in data["columns"]]
    return (
        [column["title"] for column in data["columns"]],
        [column["hxl"] for column in data["columns"]],
        [[_text(row[name]) for name in names] for row in data["rows"]],
    )


READERS = {"csv": from_csv, "xlsx": from_xlsx, "json": from_json}


def _text(value):
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    return "" if value is None else str(value)


def cells(content):
    """Return every cell of a workbook, sheet by sheet."""
    book = load_workbook(io.BytesIO(content))
    return [(sheet, cell) for sheet in book for row in sheet.iter_rows() for cell in row]


def texts(content):
    return "\n".join(str(cell.value) for _sheet, cell in cells(content) if cell.value is not None)
