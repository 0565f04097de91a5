"""`manage.py send_mails`: send what waits in the outbox; for a timer, every few minutes."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import OutboxMail


class Command(BaseCommand):
    help = (
        "Send the mails that are due. Safe to run at any time, also while pages send theirs: each "
        "mail goes out once. What fails is tried again later, with growing pauses."
    )

    def handle(self, **options):
        sent = outbox.deliver()
        waiting = OutboxMail.objects.waiting().count()
        given_up = OutboxMail.objects.given_up().count()
        self.stdout.write(
            _("%(sent)d sent, %(waiting)d waiting, %(given_up)d given up.")
            % {"sent": sent, "waiting": waiting, "given_up": given_up}
        )
