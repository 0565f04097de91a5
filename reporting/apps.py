from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Reports")

    def ready(self):
        # Models stand only now: an app's configuration is read before them.
        from reporting.meetings.reading import number_of_partners  # noqa: PLC0415
        from reporting.takeover import take_over  # noqa: PLC0415
        from sip.registers.voting import partners_asked  # noqa: PLC0415
        from workinggroups.lifecycle import has_dissolved  # noqa: PLC0415

        has_dissolved.connect(take_over)
        partners_asked.connect(number_of_partners)
