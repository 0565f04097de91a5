from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and trail")
    default = True

    def ready(self):
        # Models are there only now: an app's configuration is read before them.
        from allauth.account.signals import user_logged_in  # noqa: PLC0415

        from accounts import secondfactor  # noqa: PLC0415

        user_logged_in.connect(secondfactor.note_at_sign_in)


class BackOfficeConfig(admin.AdminConfig):
    """Django's admin, with our own door and our own rights."""

    default = False
    default_site = "accounts.backoffice.BackOffice"
