"""The files of a pack: made from its frozen content when they are first asked for, then kept."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction

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
    """Return the bytes of a version's file, the same for everybody: as kept, or made and kept now.

    Whole or nothing: it is kept in one piece, and raises OSError or OperationalError without a
    trace where it cannot be.
    """
    kept = pack.files.filter(format=name, language=language).first()
    if kept:
        return bytes(kept.content)
    content = made(Edition.of(pack), name, language)
    try:
        with transaction.atomic():
            PackFile.objects.create(
                pack=pack, format=name, language=language, content=content, size=len(content)
            )
    except IntegrityError:  # somebody else asked at the same instant: theirs is the file
        return bytes(pack.files.get(format=name, language=language).content)
    return content


def make_all(pack, language):
    """Make all files of a version in one language, one tree for all of them."""
    tree = build(Edition.of(pack), language)
    there = set(pack.files.filter(language=language).values_list("format", flat=True))
    contents = {name: one.write(tree) for name, one in FORMATS.items() if name not in there}
    with transaction.atomic():
        PackFile.objects.bulk_create(
            [
                PackFile(
                    pack=pack, format=name, language=language, content=content, size=len(content)
                )
                for name, content in contents.items()
            ],
            ignore_conflicts=True,
        )
