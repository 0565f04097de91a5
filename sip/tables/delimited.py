"""CSV files as people send them: from Excel in French, from a script, from our own export."""

import csv
import io

from django.utils.translation import gettext_lazy as _

from sip.tables.cells import restored
from sip.tables.limits import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, NoTable, TableRefused

DELIMITERS = (";", ",", "\t")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_records(content):
    """Return the records of a CSV file as lists of texts, empty cells as None.

    UTF-8 with or without its mark, UTF-16 with it, else cp1252; the delimiter that splits the
    first record most. Texts lose the apostrophe that our export puts before a formula's sign.
    """
    text = _decoded(content)
    if "\0" in text:
        raise NoTable(_("This is neither an XLSX workbook nor a CSV file."))
    delimiter = max(DELIMITERS, key=lambda mark: len(_first_record(text, mark)))
    records = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records.append(_cells(record))
            if len(records) > MAX_ROWS:
                raise TableRefused(_("The file has more rows than allowed."))
    except csv.Error as error:
        raise TableRefused(_("The file is damaged: a cell never ends.")) from error
    return records


def _decoded(content):
    if content.startswith(UTF16_MARKS):
        return _decoded_as(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(content, "cp1252")


def _decoded_as(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NoTable(_("This is neither an XLSX workbook nor a CSV file.")) from error


def _first_record(text, delimiter):
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _cells(record):
    if len(record) > MAX_COLUMNS and any(record[MAX_COLUMNS:]):
        raise TableRefused(_("The file has more columns than allowed."))
    if any(len(cell) > MAX_TEXT for cell in record):
        raise TableRefused(_("A cell holds more text than spreadsheet programs allow."))
    return [restored(cell) or None for cell in record[:MAX_COLUMNS]]
