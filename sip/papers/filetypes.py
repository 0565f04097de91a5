"""What an uploaded file is, told by its content; its name only has to agree.

Nothing is unpacked or run: of a package only the list of its parts is read. Files are handed out as
attachments, never shown in a page.
"""

import re
import unicodedata
import zipfile
from typing import NamedTuple

from django.utils.translation import gettext as _

MOST_PARTS = 5_000  # files inside a document
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, direction marks, halves of characters
ACTIVE = re.compile(rb"<\s*(?:!doctype|\?xml|html|svg|script|iframe|body|head)\b", re.IGNORECASE)


class Format(NamedTuple):
    """A kind of file: what people call it, its media type, the endings that agree with it."""

    label: str
    media_type: str
    endings: tuple


OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
FORMATS = {
    "pdf": Format("PDF", "application/pdf", ("pdf",)),
    "docx": Format("DOCX", f"{OOXML}.wordprocessingml.document", ("docx",)),
    "xlsx": Format("XLSX", f"{OOXML}.spreadsheetml.sheet", ("xlsx",)),
    "pptx": Format("PPTX", f"{OOXML}.presentationml.presentation", ("pptx",)),
    "odt": Format("ODT", f"{ODF}.text", ("odt",)),
    "ods": Format("ODS", f"{ODF}.spreadsheet", ("ods",)),
    "odp": Format("ODP", f"{ODF}.presentation", ("odp",)),
    "csv": Format("CSV", "text/csv", ("csv",)),
    "txt": Format("TXT", "text/plain", ("txt",)),
    "png": Format("PNG", "image/png", ("png",)),
    "jpg": Format("JPEG", "image/jpeg", ("jpg", "jpeg")),
    "webp": Format("WebP", "image/webp", ("webp",)),
}
# The part that only a document of this kind has.
HEARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileRefused(Exception):
    """An uploaded file that is not kept; the message tells the person what to do instead."""


def recognise(file, name):
    """Return which of `FORMATS` an opened file is. Raises `FileRefused`.

    The file is left at its beginning.
    """
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    found = _by_start(start) or (_in_package(file) if start[:2] == b"PK" else _text(file, name))
    file.seek(0)
    stem, _dot, ending = name.rpartition(".")
    known = {one for kind in FORMATS.values() for one in kind.endings}
    if found is None or ending.lower() not in known:
        raise FileRefused(
            _(
                "This file is of no kind that is kept. Save it as PDF, DOCX, XLSX, PPTX, ODT, ODS, "
                "ODP, CSV, TXT, PNG, JPEG or WebP."
            )
        )
    if not stem or ending.lower() not in FORMATS[found].endings:
        raise FileRefused(
            _("The name of this file does not agree with its content, which is %(format)s.")
            % {"format": FORMATS[found].label}
        )
    return found


def _by_start(start):
    if start.startswith(OLD_OFFICE):
        raise FileRefused(_("Files of old Office programs are not kept: save it as DOCX or PDF."))
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if start.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    return None


def _in_package(file):
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or any(part.flag_bits & 0x1 for part in parts):
                return None
            names = {part.filename.lower() for part in parts}
            if any("vbaproject" in name or "/macrosheets/" in name for name in names):
                raise FileRefused(_("This file holds macros: save it without them, or as PDF."))
            if parts and parts[0].filename == "mimetype" and parts[0].file_size < 100:
                said = package.read(parts[0]).decode("ascii", "replace").strip()
                return next((k for k in ("odt", "ods", "odp") if FORMATS[k][1] == said), None)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return None
    if "[content_types].xml" not in names:
        return None
    return next((kind for heart, kind in HEARTS.items() if heart in names), None)


def _text(file, name):
    """Plain text: no control characters, and nothing that a browser would run."""
    content = file.read()
    if ACTIVE.search(content):
        raise FileRefused(
            _("Web pages, SVG and XML files are not kept: save what they show as PDF or PNG.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if not text.strip() or any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        return None
    return "csv" if name.lower().endswith(".csv") else "txt"


def harmless(name, longest):
    """Return a file's name as it may be shown and given back: no folders, no hidden characters, no
    dots in front, and short; its ending stays."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(" " if unicodedata.category(sign) in UNSEEN else sign for sign in name)
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:longest]
    ending = ending[:10]
    return f"{stem[: longest - len(ending) - 1].rstrip(' .')}.{ending}"
