"""The package around a workbook: unpacked under a cap, checked, and packed again.

What the reader gets afterwards is made of the very bytes that were checked, so that nothing an
archive says twice or says falsely (sizes, names, overlaps) can mean one thing here and another
there.
"""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from sip.tables.limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, MEGABYTE, NoTable, TableRefused
from sip.tables.sheetxml import BROKEN, Budget, SheetScan, elements, string_lengths

# The parts a reader of values needs; pictures, charts, macros and the rest stay behind.
NEEDED = re.compile(
    r"(\[content_types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels"
    r"|xl/worksheets/[^/]+\.xml)\Z"
)
PIECE = 65_536
TOO_BIG = _("Unpacked, the workbook is larger than a table may be.")


class Workbook:
    """A workbook found harmless: `content` is what the reader may open, `unreadable` lists by
    sheet name the cells without a value that could be taken."""

    def __init__(self, content):
        self.parts, names = _parts_of(content)
        self.budget = Budget()
        lengths = string_lengths(self._part("xl/sharedstrings.xml"), self.budget)
        self.scans = {
            name: SheetScan(part, lengths, self.budget)
            for name, part in self.parts.items()
            if name.startswith("xl/worksheets/")
        }
        self.content = _packed(self.parts, names)

    @property
    def unreadable(self):
        targets = {
            link.get("Id"): link.get("Target", "").lower().removeprefix("/xl/")
            for link in elements(
                self._part("xl/_rels/workbook.xml.rels"), "Relationship", self.budget
            )
        }
        sheets = elements(self._part("xl/workbook.xml"), "sheet", self.budget)
        return {
            sheet.get("name"): self.scans[part].unreadable
            for sheet in sheets
            if (part := f"xl/{targets.get(sheet.get('id'))}") in self.scans
        }

    def _part(self, name):
        return self.parts.get(name) or b"<none/>"


def _parts_of(content):
    """Return the needed parts by their names in lower case, and those names as written; or refuse
    the package."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _refuse_what_is_told(entries, len(content))
            names = {entry.filename.lower(): entry.filename for entry in entries}
            return _unpacked(package, entries), names
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise TableRefused(BROKEN) from error


def _refuse_what_is_told(entries, packed_size):
    """Refuse by what the package says of itself, before anything is unpacked."""
    names = [entry.filename.lower() for entry in entries]
    if len(names) > MAX_ENTRIES or len(set(names)) < len(names):
        raise TableRefused(BROKEN)
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        raise TableRefused(TOO_BIG)
    if total > MEGABYTE and total > MAX_RATIO * packed_size:
        raise TableRefused(_("The workbook is packed more tightly than any honest one."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise TableRefused(_("The workbook is protected by a password."))
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise TableRefused(_("The workbook holds macros: save it as an ordinary XLSX workbook."))
    if any("/externallinks/" in name for name in names):
        raise TableRefused(
            _("The workbook draws on other files: replace these links by their values.")
        )
    if "xl/workbook.xml" not in names:
        raise NoTable(_("This is not an XLSX workbook: save the table as XLSX or CSV."))


def _unpacked(package, entries):
    parts, left = {}, MAX_UNPACKED
    for entry in entries:
        name = entry.filename.lower()
        if not NEEDED.match(name):
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise TableRefused(BROKEN)
        pieces = []
        with package.open(entry) as source:
            # By small pieces: a false size would otherwise unpack in one go before it shows.
            while piece := source.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise TableRefused(TOO_BIG)
                pieces.append(piece)
        parts[name] = b"".join(pieces)
        if b"macroEnabled" in parts[name] and name == "[content_types].xml":
            raise TableRefused(
                _("The workbook holds macros: save it as an ordinary XLSX workbook.")
            )
    return parts


def _packed(parts, names):
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(names[name], part)
    clean.seek(0)
    return clean
