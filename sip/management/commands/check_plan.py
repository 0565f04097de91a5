"""`manage.py check_plan`: what is odd in the plan as published. It renumbers nothing."""

import sys
import textwrap

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sip.anomalies import findings
from sip.models import Activity


class Command(BaseCommand):
    help = "List what is odd in the plan, such as codes that do not follow their parents."

    def handle(self, **options):
        count = Activity.objects.current().count()
        self.stdout.write(
            ngettext("%(count)d activity looked at.", "%(count)d activities looked at.", count)
            % {"count": count}
        )
        found = findings()
        for finding in found:
            self._print(finding)
        self.stdout.write("\n" + _("Nothing was changed: a code is corrected by an amendment."))
        if any(finding.is_fault and finding.count for finding in found):
            self.stderr.write(_("The last kind is a fault of this tracker, not of the source."))
            sys.exit(1)

    def _print(self, finding):
        self.stdout.write(f"\n{finding.title} ({finding.count})")
        for line in finding.lines:
            self.stdout.write(
                textwrap.fill(line, 100, initial_indent="  ", subsequent_indent="    ")
            )
