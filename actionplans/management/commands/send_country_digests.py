"""`manage.py send_country_digests [--dry-run]`: each national plan's week, to its coordinators.

Safe to run again: nobody gets the digest of one week twice.
"""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from actionplans.digest import post_digests


class Command(BaseCommand):
    help = "Post the weekly digests of national plans."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say to whom, and post nothing")

    def handle(self, *, dry_run, **options):
        told = post_digests(dry_run=dry_run)
        for person, plan in told:
            self.stdout.write(f"{person.email}  {plan}")
        self.stdout.write(_("Digests: %(number)d") % {"number": len(told)})
