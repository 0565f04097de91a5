"""Close a quarter: nothing in it changes after."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.conflicts import Refused
from accounts.days import date_format
from reporting.actions import close_quarter
from reporting.models import Quarter


class Command(BaseCommand):
    help = "Close an open quarter. Where reports are missing or undecided, --reason says why."

    def add_arguments(self, parser):
        parser.add_argument("key", help="the quarter, such as 2026-Q3")
        parser.add_argument("--reason", default="", help="why it is closed over missing reports")
        parser.add_argument(
            "--before-deadline", action="store_true",
            help="close it although its deadline is still to come: no report can be handed over "
            "any more (the page asks for a tick)",
        )  # fmt: skip

    def handle(self, *, key, reason, before_deadline, **options):
        quarter = Quarter.objects.filter(key=key).first()
        if quarter is None:
            raise CommandError(_("There is no quarter %(quarter)s.") % {"quarter": key})
        if quarter.is_open and not before_deadline and timezone.now() <= quarter.due_at:
            told = _(
                "The deadline is still to come, on %(instant)s, Rome time: nothing is closed. "
                "Add --before-deadline to close it all the same; no report can be handed over then."
            )
            due_at = timezone.localtime(quarter.due_at)
            raise CommandError(told % {"instant": date_format(due_at, "DATETIME_FORMAT")})
        try:
            quarter = close_quarter(quarter=quarter, by=None, reason=reason)
        except Refused as refused:
            raise CommandError(refused.message) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(_("%(quarter)s is closed.") % {"quarter": quarter.key})
