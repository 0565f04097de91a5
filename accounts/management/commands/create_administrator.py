"""`manage.py create_administrator EMAIL`: the first person of a new installation."""

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import Grant, User


class Command(BaseCommand):
    help = "Open an administrator's account; asks for the password."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how pages name the person")

    def handle(self, *, email, name, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(_("Somebody has this e-mail address already."))
        person = User(email=User.objects.normalize_email(email).lower(), name=name or email)
        person.set_password(self._password_for(person))
        open_administrator(person)
        self.stdout.write(
            _("%(email)s can sign in now, and grants the GLC staff their right in the back office.")
            % {"email": person.email}
        )

    def _password_for(self, person):
        """Ask for the password until it is typed twice alike and good enough."""
        while True:
            password = getpass.getpass(_("Password: "))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
                continue
            if password == getpass.getpass(_("The same again: ")):
                return password
            self.stderr.write(_("The two passwords differ."))


@transaction.atomic
def open_administrator(person):
    """Save the person with the administrator's grant. Nobody acts but whoever holds the machine."""
    person.save()
    grant = Grant.objects.create(person=person, role=Grant.Role.ADMINISTRATOR)
    trail.record(
        by=None, verb="administrator_opened", target=grant, after={"person": str(person.ref)}
    )
