"""Close a quarter: nothing in it changes after."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.conflicts import Refused
from reporting.actions import close_quarter
from reporting.models import Quarter


class Command(BaseCommand):
    help = "Close an open quarter. Where reports are missing or undecided, --reason says why."

    def add_arguments(self, parser):
        parser.add_argument("key", help="the quarter, such as 2026-Q3")
        parser.add_argument("--reason", default="", help="why it is closed over missing reports")

    def handle(self, *, key, reason, **options):
        quarter = Quarter.objects.filter(key=key).first()
        if quarter is None:
            raise CommandError(_("There is no quarter %(quarter)s.") % {"quarter": key})
        try:
            quarter = close_quarter(quarter=quarter, by=None, reason=reason)
        except Refused as refused:
            raise CommandError(refused.message) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(_("%(quarter)s is closed.") % {"quarter": quarter.key})
