"""The files of a pack: made from its content when it is frozen, and kept."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from reporting.pack import as_docx, as_pdf, as_pptx, as_xlsx
from reporting.pack.content import Edition, build
from reporting.pack.models import PackFile

OFFICE = "application/vnd.openxmlformats-officedocument"


class PackFormat(NamedTuple):
    """`write(tree)` gives the bytes of a file."""

    content_type: str
    write: Callable


FORMATS = {
    "pdf": PackFormat("application/pdf", as_pdf.write),
    "pptx": PackFormat(f"{OFFICE}.presentationml.presentation", as_pptx.write),
    "docx": PackFormat(f"{OFFICE}.wordprocessingml.document", as_docx.write),
    "xlsx": PackFormat(f"{OFFICE}.spreadsheetml.sheet", as_xlsx.write),
}


def languages():
    return [code for code, _name in settings.LANGUAGES]


def made(edition, name, language):
    """Return the bytes of one file, made now. Raises OSError where there is no room to make it."""
    return FORMATS[name].write(build(edition, language))


def file_of(pack, name, language):
    """Return the bytes of a version's file: as kept when it was frozen on its page, the same for
    everybody. A file in the other language, or of a version frozen by a command, is made anew from
    the same content: reading writes nothing.

    Raises OSError where there is no room to make it.
    """
    kept = pack.files.filter(format=name, language=language).first()
    return bytes(kept.content) if kept else made(Edition.of(pack), name, language)


def make_all(pack, language):
    """Make and keep all files of a version in one language, from one tree.

    Whole or nothing: they are kept in one piece, or OSError or OperationalError is raised and
    nothing is.
    """
    tree, kept = build(Edition.of(pack), language), []
    for name, one in FORMATS.items():
        content = one.write(tree)
        kept.append(PackFile(
            pack=pack, format=name, language=language, content=content, size=len(content)
        ))  # fmt: skip
    with transaction.atomic():
        PackFile.objects.bulk_create(kept, ignore_conflicts=True)
