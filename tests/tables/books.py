"""Workbooks made for tests: honest ones, and the hostile ones of the trust notes."""

import hashlib
import io
import zipfile
from functools import cache

from openpyxl import Workbook

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*rows, name="Sheet", epoch=None):
    """Return the bytes of a workbook with these rows on one sheet."""
    book = Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(content, parts, leave_out=()):
    """Return a workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        kept = {name: old.read(name) for name in old.namelist() if name not in leave_out}
        for name, part in {**kept, **parts}.items():
            new.writestr(name, part)
    return out.getvalue()


def with_sheet(rows, before="", doctype="", parts=None):
    """Return a workbook whose sheet is written by hand."""
    xml = f"{HEAD}{doctype}<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData></worksheet>"
    return with_parts(workbook(["Code"]), {"xl/worksheets/sheet1.xml": xml, **(parts or {})})


# Something that does not compress, so that the whole does not look packed too tightly.
BALLAST = {
    "docProps/ballast.bin": b"".join(
        hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(8_000)
    )
}


def cell(reference, value=1):
    return f'<c r="{reference}"><v>{value}</v></c>'


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def inline(text):
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def amplified():
    """One long shared string that 500,000 cells name."""
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(60))
    strings = f"{HEAD}<sst {MAIN}><si><t>{'a' * 30_000}</t></si></sst>"
    rows = f"<row>{row}</row>" * 8_000
    return with_sheet(rows, parts={"xl/sharedStrings.xml": strings, **BALLAST})


def lying():
    """A part that says it is small and unpacks to 128 MB."""
    honest = with_parts(workbook(["Code"]), {"xl/sharedStrings.xml": b"a" * 2**27})
    return honest.replace((2**27).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def many_rows(count, last=""):
    return "".join(f'<row r="{n}">{last.format(n=n)}</row>' for n in range(1, count + 1))


def encrypted():
    data = bytearray(workbook(["Code"]))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


# What a hostile or unsuitable file is called, and how to make it.
HOSTILE = {
    "one cell at XFD1048576": lambda: with_sheet(f'<row r="1048576">{cell("XFD1048576")}</row>'),
    "one cell at A1048576": lambda: with_sheet(f'<row r="1048576">{cell("A1048576")}</row>'),
    "700,000 tiny rows": lambda: with_sheet("<row><c><v>1</v></c></row>" * 700_000, parts=BALLAST),
    "a workbook packed too tightly": lambda: with_sheet("<row><c><v>1</v></c></row>" * 500_000),
    "400,000 rows in two megabytes": lambda: with_sheet(
        many_rows(400_000, '<c r="A{n}"><v>1</v></c>')
    ),
    "2,000 rows each with a cell in XFD": lambda: with_sheet(
        many_rows(2_000, '<c r="XFD{n}"><v>1</v></c>')
    ),
    "128 MB in one cell": lambda: with_parts(
        workbook(["Code"]), {"xl/sharedStrings.xml": b"a" * 2**27}
    ),
    "18 MB in one cell": lambda: with_sheet(inline("ab" * 9_000_000), parts=BALLAST),
    "billion laughs": lambda: with_sheet(inline("&j;"), doctype=LAUGHS),
    "quadratic blow-up": lambda: with_sheet(inline("&a;" * 20_000), doctype=QUADRATIC),
    "an entity from outside": lambda: with_sheet(inline("&a;"), doctype=OUTSIDE),
    "a zip bomb": lambda: with_parts(workbook(["Code"]), {"xl/media/bomb.bin": b"\0" * 2**27}),
    "a false size": lying,
    "one long text in many cells": amplified,
    "five million empty elements": lambda: with_sheet("<x/>" * 4_500_000, parts=BALLAST),
    "one attribute of many megabytes": lambda: with_sheet(
        f'<row a="{"ab" * 9_000_000}"/>', parts=BALLAST
    ),
    "cells without a place": lambda: with_sheet(f"<row>{'<c/>' * 4_000_000}</row>", parts=BALLAST),
    "a macro": lambda: with_parts(workbook(["Code"]), {"xl/vbaProject.bin": b"x"}),
    "links to other files": lambda: with_parts(
        workbook(["Code"]), {"xl/externalLinks/externalLink1.xml": b"<x/>"}
    ),
    "a password on the parts": encrypted,
    "a password on the whole": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "not a workbook": lambda: b"PK\x03\x04" + b"\x07" * 5000,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "another document in a zip": lambda: with_parts(
        workbook(["Code"]), {"mimetype": b"x"}, leave_out=["xl/workbook.xml"]
    ),
    "a sheet in another encoding": lambda: with_parts(
        workbook(["Code"]),
        {"xl/worksheets/sheet1.xml": f"<worksheet {MAIN}/>".encode("utf-16")},
    ),
    "more than two megabytes": lambda: b"Code\n" + b"1\n" * 1_100_000,
    "a CSV of too many rows": lambda: b"Code\n" + b"1\n" * 10_001,
    "a CSV of too many columns": lambda: b"Code" + b",x" * 100,
    "a CSV cell that never ends": lambda: b'Code\n"' + b"a" * 200_000,
    "nothing": lambda: b"",
}


@cache
def hostile(name):
    return HOSTILE[name]()
