"""The files of a pack: made from its content one by one, and kept."""

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
    """Return the bytes of a version's file: made when it is first asked for and kept, so that
    everybody gets the same. Where two ask at once, both get the one that was kept first.

    Raises OSError where there is no room to make it, DatabaseError where there is none to keep it:
    nothing is kept in part.
    """
    kept = pack.files.filter(format=name, language=language)
    if found := kept.first():
        return bytes(found.content)
    content = made(Edition.of(pack), name, language)
    with transaction.atomic():
        PackFile.objects.bulk_create(
            [PackFile(
                pack=pack, format=name, language=language, content=content, size=len(content)
            )],
            ignore_conflicts=True,
        )  # fmt: skip
    return bytes(kept.get().content)


def missing(pack, first):
    """Return what has not been made yet of a version, [(language, format)], those in the language
    `first` before the others."""
    there = set(pack.files.values_list("language", "format"))
    wanted = sorted(languages(), key=lambda code: code != first)
    every = [(code, name) for code in wanted for name in FORMATS]
    return [one for one in every if one not in there]
