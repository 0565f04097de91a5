"""`manage.py remind_of_commitments`: whose declaration is a year old; for a timer, once a day."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from partners.notices import remind_of_commitments


class Command(BaseCommand):
    help = "Remind partners to declare where they stand on the minimum commitments, once a year."

    def handle(self, **options):
        posted = remind_of_commitments()
        self.stdout.write(_("Mails posted: %(count)d.") % {"count": posted})
