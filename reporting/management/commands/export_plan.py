"""Write the plan to a file."""

import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.clock import today
from reporting.exports.files import write_whole
from reporting.exports.formats import FORMATS
from reporting.exports.plan import plan_table


class Command(BaseCommand):
    help = (
        "Write the plan with its statuses to a file, with everything that signed-in people see. "
        "The file appears once it is complete, or not at all."
    )

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=list(FORMATS), required=True)
        parser.add_argument(
            "--as-of",
            metavar="DAY",
            help="the plan as recorded by the end of that day (2026-06-30), Rome time: statuses, "
            "bodies and texts",
        )
        parser.add_argument("--language", choices=languages(), default=settings.LANGUAGE_CODE)
        parser.add_argument("--output", required=True, metavar="F", help="the file to write")

    def handle(self, *, as_of, language, output, **options):
        table = plan_table(language=language, narrative=True, on=past_day(as_of))
        self.stdout.write(written(output, FORMATS[options["format"]].pieces(table)))


def past_day(text):
    """Return the day that `--as-of` names, None where it names none."""
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(str(text))
    except ValueError:
        raise CommandError(f"{text} is no day such as 2026-06-30.") from None
    if day > today():
        raise CommandError(f"{text} has not come yet: --as-of takes a day up to today.")
    return day


def languages():
    return [code for code, _name in settings.LANGUAGES]


def written(output, pieces):
    """Write the file and say so; raise CommandError where it cannot be written."""
    try:
        size = write_whole(output, pieces)
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
    return f"{output}: {size} bytes."
