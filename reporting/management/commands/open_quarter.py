"""Open a quarter and make the reports owed."""

from django.core.management.base import BaseCommand, CommandError

from accounts.conflicts import Refused
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
        count = quarter.reports.count()
        self.stdout.write(
            f"{quarter.key} is open: {count} reports, due {quarter.due_at:%Y-%m-%d %H:%M} UTC."
        )
