"""`manage.py send_reminders`: what is owed today; for a timer, once a day."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from reporting.reminding import send_due

# Why somebody is written to about a report (`reporting.reminding.Item`).
WHY = {
    "duty": pgettext_lazy("mail about a report", "to submit"),
    "copy": pgettext_lazy("mail about a report", "copy"),
    "late": pgettext_lazy("mail about a report", "seven days late"),
}


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
            self.stdout.write(
                _("%(report)s: %(reminder)s (%(day)s)")
                % {
                    "report": owed.report.trail_key, "reminder": owed.kind.label,
                    "day": owed.due_on,
                }
            )  # fmt: skip
        for person, items in outcome.digests.items():
            reports = ", ".join(f"{item.report.trail_key} ({WHY[item.why]})" for item in items)
            self.stdout.write(f"  {person.email}: {reports}")
        told = {"reminders": len(outcome.owed), "mails": len(outcome.digests)}
        if dry_run:
            said = _("Reminders that would be sent: %(reminders)d, in %(mails)d mails.")
        else:
            said = _("Reminders sent: %(reminders)d, in %(mails)d mails.")
        self.stdout.write(said % told)
