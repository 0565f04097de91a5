"""Write the plan to a file."""

import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.clock import today
from reporting.exports.files import write_whole
from reporting.exports.formats import FORMATS
from reporting.exports.plan import plan_table
from sip.momentform import MomentForm


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
        add_quarter(parser, "the plan at the end of a quarter")
        parser.add_argument("--language", choices=languages(), default=settings.LANGUAGE_CODE)
        parser.add_argument("--output", required=True, metavar="F", help="the file to write")

    def handle(self, *, as_of, quarter, language, output, **options):
        at = end_of(quarter, past_day(as_of))
        table = plan_table(language=language, narrative=True, on=at)
        self.stdout.write(written(output, FORMATS[options["format"]].pieces(table)))


def past_day(text):
    """Return the day that `--as-of` names, None where it names none."""
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(str(text))
    except ValueError:
        raise CommandError(_("%(text)s is no day such as 2026-06-30.") % {"text": text}) from None
    if day > today():
        raise CommandError(
            _("%(text)s has not come yet: --as-of takes a day up to today.") % {"text": text}
        )
    return day


def add_quarter(parser, what):
    parser.add_argument(
        "--quarter",
        metavar="Q",
        help=f"{what}, such as 2026-Q2: a closed one from what was frozen when it was closed",
    )


def end_of(quarter, day):
    """Return the `Moment` of a quarter as known by a day, or that day where no quarter is named."""
    if not quarter:
        return day
    asked = MomentForm({"quarter": quarter, "as_of": day.isoformat() if day else ""})
    if asked.errors:
        raise CommandError(" ".join(message for _label, message in asked.problems))
    return asked.moment


def languages():
    return [code for code, _name in settings.LANGUAGES]


def written(output, pieces):
    """Write the file and say so; raise CommandError where it cannot be written."""
    try:
        size = write_whole(output, pieces)
    except OSError as error:
        why = {"file": output, "reason": error.strerror}
        raise CommandError(_("%(file)s cannot be written: %(reason)s.") % why) from None
    return _("%(file)s: %(size)d bytes.") % {"file": output, "size": size}
