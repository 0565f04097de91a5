from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class WorkingGroupsConfig(AppConfig):
    name = "workinggroups"
    verbose_name = _("Working groups")

    def ready(self):
        # Models stand only now: an app's configuration is read before them.
        from partners.leaving import has_left  # noqa: PLC0415
        from workinggroups import actions, guards  # noqa: PLC0415

        pre_migrate.connect(guards.take_down, sender=self)
        post_migrate.connect(guards.put_up, sender=self)
        has_left.connect(actions.leave_with_organisation)
