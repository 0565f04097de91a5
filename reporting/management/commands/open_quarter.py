"""Open a quarter and make the reports owed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.conflicts import Refused
from accounts.days import date_format
from reporting.actions import open_quarter


class Command(BaseCommand):
    help = (
        "Open a quarter (14 days before its end at the earliest) and make one report for each body "
        "that owes one. Safe to run again, daily for instance: it only adds what is missing."
    )

    def add_arguments(self, parser):
        parser.add_argument("key", help="the quarter, such as 2026-Q3")

    def handle(self, *, key, **options):
        try:
            quarter = open_quarter(key=key, by=None)
        except Refused as refused:
            raise CommandError(refused.message) from None
        due_at = timezone.localtime(quarter.due_at)
        self.stdout.write(
            _("%(quarter)s is open: %(count)d reports, due on %(day)s at %(time)s, Rome time.")
            % {
                "quarter": quarter.key,
                "count": quarter.reports.count(),
                "day": date_format(due_at),
                "time": date_format(due_at, "H:i"),
            }
        )
