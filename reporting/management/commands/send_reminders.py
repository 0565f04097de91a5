"""`manage.py send_reminders`: what is owed today; for a timer, once a day."""

from django.core.management.base import BaseCommand

from reporting.reminding import send_due


class Command(BaseCommand):
    help = (
        "Remind bodies of reports still to come: 14 and 3 days before the deadline, 1 and 7 days "
        "after it, one mail a person; the GLC hears of those over seven days late. Safe to run "
        "again: nothing is sent twice."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be sent, and send nothing"
        )

    def handle(self, *, dry_run, **options):
        outcome = send_due(dry_run=dry_run)
        for owed in outcome.owed:
            self.stdout.write(f"{owed.report.trail_key}: {owed.kind}, owed on {owed.due_on}")
        for person, items in outcome.digests.items():
            reports = ", ".join(f"{item.report.trail_key} ({item.why})" for item in items)
            self.stdout.write(f"  to {person.email}: {reports}")
        verb = "would be" if dry_run else "were"
        self.stdout.write(
            f"{len(outcome.owed)} reminders in {len(outcome.digests)} mails {verb} posted."
        )
