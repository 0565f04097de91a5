"""Help somebody who lost their second factor and their recovery codes."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import secondfactor
from accounts.models import User


class Command(BaseCommand):
    help = "Take away a person's second factors and end their sessions, once you know it is them."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="how you know; it enters the trail")

    def handle(self, *, email, reason, **options):
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(_("Nobody has the address %(email)s.") % {"email": email})
        count = secondfactor.remove_all(person=person, by=None, reason=reason)
        self.stdout.write(_("Taken away: %(count)d. Sessions have ended.") % {"count": count})
