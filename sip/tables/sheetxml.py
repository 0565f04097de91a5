"""A first look at a workbook's XML, before any reader opens it: where cells stand, how much text
they draw on, what would be lost. Stops at the first thing too many.

One cell at XFD1048576 makes a reader ask for 549 GB; a long shared string named by many cells
multiplies in memory. So positions and lengths are counted here, in one pass and flat in memory.
"""

import re
from typing import NamedTuple
from xml.parsers import expat  # document types are refused below, and with them every entity

from django.utils.translation import gettext_lazy as _

from sip.tables.limits import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, MAX_UNPACKED, TableRefused

MAX_ELEMENTS = 1_300_000  # over all parts: 10,000 rows of 60 cells need fewer in 20 MB
MAX_NOTES = 200  # cells remembered as unreadable; a person mends them in turn
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
BROKEN = _("The workbook is damaged: its contents cannot be read.")


class Unreadable(NamedTuple):
    """A cell without a value that could be taken: an error, or a formula never calculated."""

    row: int
    column: int
    is_error: bool


class Budget:
    """What a whole workbook may still use up: elements of XML, and characters of text."""

    def __init__(self):
        self.elements = MAX_ELEMENTS
        self.characters = MAX_UNPACKED

    def spend_elements(self, count):
        self.elements -= count
        if self.elements < 0:
            raise TableRefused(_("The workbook holds more than a table of this size needs."))

    def spend_characters(self, count):
        self.characters -= count
        if self.characters < 0:
            raise TableRefused(_("The cells of this workbook hold too much text together."))


def column_number(letters):
    """Return 1 for A, 27 for AA, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def parse(content, start, text=None, end=None):
    """Walk one part of XML, handing each element to `start(name, attributes)`, its characters to
    `text`, its name once more to `end`. Refuses document types, other encodings than UTF-8, and
    what is not XML."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        raise TableRefused(BROKEN)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_encoding
    parser.StartElementHandler = start
    if text:
        parser.CharacterDataHandler = text
    if end:
        parser.EndElementHandler = end
    try:
        # In one piece: fed by chunks, one long token would be scanned again with each of them.
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise TableRefused(BROKEN) from error


def string_lengths(content, budget):
    """Return the length of each shared string, in order."""
    lengths = []

    def start(name, attributes):
        budget.spend_elements(1)
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(piece):
        if lengths:
            lengths[-1] += len(piece)
            if lengths[-1] > MAX_TEXT:
                raise TableRefused(_("A cell holds more text than spreadsheet programs allow."))

    parse(content, start, text)
    return lengths


def elements(content, wanted, budget):
    """Return the attributes of each element of that name, prefixes of attributes left out."""
    found = []

    def start(name, attributes):
        budget.spend_elements(1)
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parse(content, start)
    return found


class SheetScan:
    """Walk one sheet as the reader will, and refuse it at the first cell out of bounds."""

    def __init__(self, content, lengths, budget):
        self.lengths, self.budget = lengths, budget
        self.row = self.column = self.cells = 0
        self.is_value = self.awaits_value = False
        self.kind = self.digits = ""
        self.unreadable = []
        parse(content, self.start, self.text)
        self._finish_cell()

    def start(self, name, attributes):
        self.budget.spend_elements(1)
        name = name.rpartition(":")[2]
        self.is_value = name == "v"
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self.awaits_value = True
        elif self.is_value and self.kind == "str":
            self.awaits_value = False  # a formula may well come to an empty text

    def text(self, piece):
        if self.is_value and piece.strip():
            self.awaits_value = False
            if self.kind == "s":
                self.digits += piece

    def _start_row(self, attributes):
        self._finish_cell()
        given = attributes.get("r")
        self.row = _whole(given) if given is not None else self.row + 1
        self.column = 0
        self._refuse_out_of_bounds()

    def _start_cell(self, attributes):
        self._finish_cell()
        if given := attributes.get("r"):
            if not (match := REFERENCE.match(given)):
                raise TableRefused(BROKEN)
            self.column, self.row = column_number(match[1]), int(match[2])
        else:
            self.column += 1
        self._refuse_out_of_bounds()
        self.cells += 1
        if self.cells > MAX_ROWS * MAX_COLUMNS:
            raise TableRefused(BROKEN)
        self.kind = attributes.get("t")
        if self.kind == "e":
            self._note(is_error=True)

    def _finish_cell(self):
        if self.awaits_value:
            self._note(is_error=False)
            self.awaits_value = False
        if self.digits:
            place = _whole(self.digits.strip())
            self.digits = ""
            if place >= len(self.lengths):
                raise TableRefused(BROKEN)
            self.budget.spend_characters(self.lengths[place])

    def _note(self, *, is_error):
        if len(self.unreadable) < MAX_NOTES:
            self.unreadable.append(Unreadable(self.row, self.column, is_error))

    def _refuse_out_of_bounds(self):
        if self.row > MAX_ROWS:
            raise TableRefused(_("The sheet has cells below the last row allowed."))
        if self.column > MAX_COLUMNS:
            raise TableRefused(_("The sheet has cells beyond the last column allowed."))


def _whole(digits):
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        raise TableRefused(BROKEN)
    return int(digits)


def _refuse_doctype(*args):
    raise TableRefused(_("The workbook holds a document type or entities, which no table needs."))


def _refuse_encoding(version, encoding, standalone):
    if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
        raise TableRefused(BROKEN)
