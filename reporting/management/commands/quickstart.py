"""`manage.py quickstart [--demo]`: from an empty database to the published plan, or to the demo."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.clock import today
from accounts.installation import Kind, kind_of_installation
from accounts.models import Grant, Installation
from actionplans.loading import load_sample_plan
from partners.committing import load_commitments
from reporting.demo.making import is_made, make_demo
from sip.loading import load_plan
from sip.models import Activity
from workinggroups.loading import load_groups


class Command(BaseCommand):
    help = "Migrate and load the published plan and its groups; safe to run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="also make the demo's people and their story"
        )

    def handle(self, *, demo, **options):
        kind = kind_of_installation()
        if demo and kind == Kind.WORKING:
            raise CommandError(
                _(
                    "This database holds work that is not the demo's: nothing was done. Give the "
                    "demo a database of its own, with DATABASE_URL."
                )
            )
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if demo:
            self._demo()
        else:
            self._work()

    def _demo(self):
        Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "made_on": today()})
        if is_made():
            made_on = Installation.objects.get().made_on
            self.stdout.write(
                _(
                    "The demo of %(day)s is there and stays as it is. For a fresh one, stop the "
                    "server, delete the database %(name)s and run this again."
                )
                % {"day": made_on, "name": connection.settings_dict["NAME"]}
            )
            return
        try:
            make_demo(today())
        except ValueError as error:
            raise CommandError(error) from error
        self.stdout.write(_("The demo is made: the published plan, its people and their story."))

    def _work(self):
        Installation.objects.get_or_create(pk=1, defaults={"is_demo": False, "made_on": today()})
        added, groups, commitments = load_plan(), load_groups(), load_commitments()
        national = load_sample_plan()
        if added or groups or commitments or national:
            self.stdout.write(
                _(
                    "Loaded (activities: %(activities)d, working groups: %(groups)d, commitments: "
                    "%(commitments)d)."
                )
                % {"activities": added, "groups": groups, "commitments": commitments}
            )
        else:
            self.stdout.write(
                _("The plan is there (activities: %(count)d): nothing changed.")
                % {"count": Activity.objects.count()}
            )
        if not Grant.objects.on().filter(role=Grant.Role.ADMINISTRATOR).exists():
            self.stdout.write(
                _("Nobody can sign in yet: python manage.py create_administrator you@example.org")
            )
