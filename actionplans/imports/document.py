"""The table of a Word document, read after its package was checked as a workbook's is."""

import io
import zipfile
import zlib
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from sip.tables.limits import (
    MAX_BYTES,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    MEGABYTE,
    TableRefused,
)
from sip.tables.sheetxml import Budget, parse

BROKEN = gettext_lazy("The document is damaged: its contents cannot be read.")
PIECE = 65_536
BODY = "word/document.xml"


class Row(NamedTuple):
    """One row of the table in three columns. `same_as_above` says which cells are the one above,
    merged down; `is_title` that the row is one text across the table."""

    number: int
    cells: tuple
    same_as_above: tuple
    is_title: bool


def is_document(content):
    """Whether the bytes are a package that holds a Word document."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return BODY in package.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError):
        return False


def read_document(content):
    """Return the rows of the document's first table with three columns. Raises TableRefused."""
    try:
        document = Document(_checked(content))
    except (PackageNotFoundError, KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise TableRefused(BROKEN) from error
    rows = [row for table in document.tables for row in _rows(table)]
    if not rows:
        raise TableRefused(_("The document holds no table with three columns."))
    if len(rows) > MAX_ROWS:
        raise TableRefused(_("The file has more rows than allowed."))
    return rows


def _rows(table):
    above = (None, None, None)
    for number, row in enumerate(table.rows, start=1):
        cells = list(row.cells)
        own = list(dict.fromkeys(cell._tc for cell in cells))
        if len(own) == 1 and len(cells) > 1:
            yield Row(number, (_text(cells[0]), "", ""), (False, False, False), is_title=True)
            above = (None, None, None)
        elif len(cells) == 3:
            here = tuple(cell._tc for cell in cells)
            same = tuple(one is two for one, two in zip(here, above, strict=True))
            texts = tuple(_text(cell) for cell in cells)
            is_title = bool(texts[0]) and not texts[1] and not texts[2] and not any(same)
            yield Row(number, texts, same, is_title)
            above = here


def _text(cell):
    return "\n".join(paragraph.text for paragraph in cell.paragraphs).strip()


def _checked(content):
    """Return the package made again of the very bytes that were checked: small enough, not
    encrypted, without macros, no document type in any part."""
    if len(content) > MAX_BYTES:
        raise TableRefused(gettext_lazy("The file is too large."))
    clean, left, budget = io.BytesIO(), MAX_UNPACKED, Budget()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as package,
            zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as copy,
        ):
            _refuse_what_is_told(package.infolist(), len(content))
            for entry in package.infolist():
                part, left = _unpacked(package, entry, left)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    parse(part, lambda name, attributes: budget.spend_elements(1))
                    copy.writestr(entry.filename, part)
                elif entry.filename.lower().endswith((".jpeg", ".jpg", ".png", ".gif", ".emf")):
                    copy.writestr(entry.filename, b"")  # pictures: named by the rest, never read
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise TableRefused(BROKEN) from error
    clean.seek(0)
    return clean


def _refuse_what_is_told(entries, packed_size):
    names = [entry.filename.lower() for entry in entries]
    total = sum(entry.file_size for entry in entries)
    if len(names) > MAX_ENTRIES or len(set(names)) < len(names):
        raise TableRefused(BROKEN)
    if total > MAX_UNPACKED or (total > MEGABYTE and total > MAX_RATIO * packed_size):
        raise TableRefused(_("The document is packed more tightly than any honest one."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise TableRefused(_("The document is protected by a password."))
    if any("vbaproject" in name for name in names):
        raise TableRefused(_("The document holds macros: save it as an ordinary DOCX."))


def _unpacked(package, entry, left):
    pieces = []
    with package.open(entry) as source:
        while piece := source.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise TableRefused(_("The document is packed more tightly than any honest one."))
            pieces.append(piece)
    return b"".join(pieces), left
