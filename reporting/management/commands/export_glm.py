"""Write the pack of a GLM to a file."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.exports import glm
from reporting.exports.packs import FORMATS
from reporting.management.commands.export_plan import languages, written
from sip.models import Meeting

TO_COME = ("docx", "pdf", "pptx")


class Command(BaseCommand):
    help = (
        "Write the pack of a global meeting, such as 2026-11: statuses as of the meeting, changes "
        "since the one before, and each body's accepted summary. The file appears once it is "
        "complete, or not at all."
    )

    def add_arguments(self, parser):
        parser.add_argument("meeting", help="year and month of the meeting: 2026-11")
        parser.add_argument("--format", choices=[*FORMATS, *TO_COME], required=True)
        parser.add_argument("--language", choices=languages(), default=settings.LANGUAGE_CODE)
        parser.add_argument("--output", required=True, metavar="F", help="the file to write")

    def handle(self, *, meeting, language, output, **options):
        name = options["format"]
        if name not in FORMATS:
            raise CommandError(
                f"The pack cannot be written as {name.upper()} yet; it can as "
                f"{', '.join(known.upper() for known in FORMATS)}."
            )
        found = Meeting.objects.filter(key=meeting).first()
        if found is None:
            known = ", ".join(Meeting.objects.order_by("key").values_list("key", flat=True))
            raise CommandError(f"There is no meeting {meeting}. Known: {known or 'none'}.")
        pack = glm.make(found, narrative=True)
        self.stdout.write(written(output, FORMATS[name].pieces(pack, language)))
