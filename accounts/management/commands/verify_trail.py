"""`manage.py verify_trail`: walk the trail's chain from the first row to the last."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import TrailRow


class Command(BaseCommand):
    help = "Verify that no row of the trail was changed, left out, added or cut off."

    def handle(self, **options):
        number = trail.broken_at()
        if number is not None:
            raise CommandError(_what_is_wrong(number), returncode=1)
        count = trail.head()
        self.stdout.write(_("%(count)d rows: the chain holds.") % {"count": count})


def _what_is_wrong(number):
    row = TrailRow.objects.filter(number=number).first()
    if row is None:
        return _("The trail is broken: row %(number)d is missing.") % {"number": number}
    return _("The trail is broken: row %(number)d does not fit (%(at)s UTC, %(what)s).") % {
        "number": number,
        "at": f"{row.at:%Y-%m-%d %H:%M}",
        "what": f"{row.verb}, {row.target_type} {row.target_key}",
    }
