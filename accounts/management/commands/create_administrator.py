"""`manage.py create_administrator EMAIL`: the first person of a new installation."""

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import give_grant, open_account
from accounts.models import Grant, User


class Command(BaseCommand):
    help = "Open an administrator's account; asks for the password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how pages name the person")

    def handle(self, *, email, name, **options):
        # A name is shown to everybody signed in; an address is not.
        called = name.strip() or email.strip().partition("@")[0]
        person = User(email=email.strip().lower(), name=called)
        try:
            person.full_clean(exclude=["password"])
            try:
                password = self._password_for(person)
            except EOFError:
                raise CommandError(_("No password was typed: nothing was done.")) from None
            with transaction.atomic():
                person = open_account(
                    email=person.email, name=person.name, password=password, by=None
                )
                give_grant(person=person, role=Grant.Role.ADMINISTRATOR, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            _("%(email)s can sign in now, and gives GLC staff their right in the back office.")
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
