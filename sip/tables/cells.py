"""The one cell writer: what a value becomes in a workbook, in CSV and in JSON.

A text is never a formula, whatever it begins with, and comes back unchanged. A workbook says so
by the type of the cell; CSV has no types, so there a leading apostrophe neutralises what a
spreadsheet program would calculate, and `restored` takes it off again.
"""

import datetime
import math
import re

from django.utils import timezone
from openpyxl.cell import WriteOnlyCell

from sip.tables.limits import MAX_TEXT

# = + - @, tab, carriage return and NUL (ASVS 1.2.10), line feed and the bar of older programs,
# and the full-width forms that some programs take for the same. The apostrophes before them are
# part of the pattern, so that a text which has one already comes back with it.
CALCULATED = re.compile("'*[=+\\-@|\t\r\n\0＝＋－＠｜]")
ESCAPED = re.compile("''*[=+\\-@|\t\r\n\0＝＋－＠｜]")

# What XML cannot hold (or reads back otherwise) is written _xHHHH_, the workbook format's own way.
CONTROL = "\0-\x08\x0b-\x1f\ufffe\uffff"  # the carriage return, too, is read otherwise
NOT_IN_XML = re.compile(f"[{CONTROL}]|_(?=x[0-9A-Fa-f]{{4}}[_{CONTROL}])|\\A\\s(?=\\s*\\Z)")
SURROGATE = re.compile("[\ud800-\udfff]")
# Texts that openpyxl would take for something else: formulas, error values, all of the above.
SPECIAL = re.compile(f"\\A[=#]|{NOT_IN_XML.pattern}|{SURROGATE.pattern}")

LOOK_TWICE = ("=", "#", " ", "")  # what a special text may begin with, if all of it is printable

FIRST_DAY = datetime.date(1900, 3, 1)  # workbooks count a 29 February 1900


def for_workbook(sheet, value):
    """Return what to append to a write-only sheet: the value itself where it is safe, else a cell
    made safe. Texts stay texts, numbers and days keep their types, None stays empty."""
    if value is None:
        return None
    if type(value) is str:
        return (value or None) if _is_ordinary(value) else text_cell(sheet, value)
    if isinstance(value, float) and not math.isfinite(value):
        return text_cell(sheet, str(value))
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime.date):
        return _day_or_instant(sheet, value)
    return for_workbook(sheet, _in_words(value))


def text_cell(sheet, text=""):
    """Return a cell of a write-only sheet that holds a text and nothing but a text."""
    return hold_text(WriteOnlyCell(sheet), text)


def hold_text(cell, text):
    """Let a workbook's cell hold `text`, as text; without any it stays empty. Returns the cell."""
    if text and _is_ordinary(text):
        cell._value, cell.data_type = text, "s"
        return cell
    safe = NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", SURROGATE.sub("\ufffd", text))
    cell.value = None
    if not safe:
        return cell
    # Past `value`, which would look for a formula: the type is what keeps a text a text.
    cell._value = _cut(safe)
    cell.data_type = "s"
    return cell


def for_csv(value):
    """Return the text of a CSV cell: ISO days, plain numbers, and texts that nothing calculates."""
    if value is None:
        return ""
    if type(value) is not str:
        if isinstance(value, (bool, int, float)):
            return str(value)
        if isinstance(value, datetime.date):
            return _rome(value).isoformat()
        value = _in_words(value)
    value = SURROGATE.sub("\ufffd", value)
    return f"'{value}" if CALCULATED.match(value) else value


def restored(text):
    """Take off the apostrophe that `for_csv` put before a text."""
    return text[1:] if ESCAPED.match(text) else text


def for_json(value):
    """Return what JSON holds: texts, numbers, booleans, null; days and instants in ISO 8601."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime.date):
        return _rome(value).isoformat()
    if isinstance(value, (list, tuple)):
        return [for_json(part) for part in value]
    return str(value)


def _in_words(value):
    """Several values in one cell stand with commas between them (HXL's +list)."""
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _is_ordinary(text):
    """Whether the library takes the text for what it is. Most are seen to be fine at a glance."""
    if len(text) > MAX_TEXT:
        return False
    if text[:1] not in LOOK_TWICE and text.isprintable() and "_x" not in text:
        return True
    return not SPECIAL.search(text)


def _day_or_instant(sheet, value):
    value = _rome(value)
    day = value.date() if isinstance(value, datetime.datetime) else value
    return value if day >= FIRST_DAY else text_cell(sheet, value.isoformat())


def _rome(value):
    """Workbooks know no time zones: an instant is written as the clock in Rome showed it."""
    if isinstance(value, datetime.datetime) and value.tzinfo:
        return timezone.make_naive(value)
    return value


def _cut(text):
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
