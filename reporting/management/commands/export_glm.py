"""Write the pack of a GLM to a file."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from reporting.exports import packs
from reporting.management.commands.export_plan import add_quarter, end_of, languages, written
from reporting.pack.content import Edition
from reporting.pack.files import FORMATS, file_of, made
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, canonical, hash_of
from sip.models import Meeting


class Command(BaseCommand):
    help = (
        "Write the pack of a global meeting, such as 2026-11: the last version frozen, else a "
        "draft with today's figures, marked as one on every page. The file appears once it is "
        "complete, or not at all."
    )

    def add_arguments(self, parser):
        parser.add_argument("meeting", help="year and month of the meeting: 2026-11")
        parser.add_argument("--format", choices=[*FORMATS], required=True)
        parser.add_argument("--language", choices=languages(), default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--number", type=int, metavar="N", help="which frozen version; the last one by default"
        )
        add_quarter(parser, "the workbook (xlsx) of the meeting's page with where things stood")
        parser.add_argument("--output", required=True, metavar="F", help="the file to write")

    def handle(self, *, meeting, language, number, quarter, output, **options):
        found = Meeting.objects.filter(key=meeting).first()
        if found is None:
            known = ", ".join(Meeting.objects.order_by("key").values_list("key", flat=True))
            raise CommandError(f"There is no meeting {meeting}. Known: {known or 'none'}.")
        if quarter:
            refuse_other_files(number, options["format"])
            pieces = workbook_of(found, end_of(quarter, None), language)
            self.stdout.write(f"{written(output, pieces)} GLM {meeting}, {quarter}.")
            return
        pack, name = version_of(found, number), options["format"]
        try:
            content = file_of(pack, name, language) if pack else draft_of(found, name, language)
        except (OSError, DatabaseError) as error:
            why = getattr(error, "strerror", None) or error
            raise CommandError(f"The pack cannot be made: {why}.") from None
        what = f"version {pack.number}, {pack.content_hash[:12]}" if pack else "draft, not frozen"
        self.stdout.write(f"{written(output, [content])} GLM {meeting}, {what}.")


def refuse_other_files(number, name):
    if name != "xlsx" or number is not None:
        raise CommandError("--quarter makes the page's workbook: --format xlsx, without --number.")


def workbook_of(meeting, at, language):
    """Give the workbook that the meeting's page offers at a `Moment` to people signed in."""
    told = packs.told_at(meeting, at, narrative=True)
    return packs.FORMATS["xlsx"].pieces(told, language)


def version_of(meeting, number):
    """Return the version of a meeting's pack that was asked for, None where none is frozen."""
    if number is None:
        return meeting.packs.first()
    pack = meeting.packs.filter(number=number).first()
    if pack is None:
        known = ", ".join(map(str, meeting.packs.values_list("number", flat=True)))
        raise CommandError(f"Version {number} is not frozen. Known: {known or 'none'}.")
    return pack


def draft_of(meeting, name, language):
    now = timezone.now()
    content = canonical(snapshot(meeting, now=now, sections=SECTIONS))
    return made(Edition.of_draft(content, hash_of(content), now), name, language)
