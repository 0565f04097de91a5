from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and trail")
    default = True


class BackOfficeConfig(admin.AdminConfig):
    """Django's admin, with our own door and our own rights."""

    default = False
    default_site = "accounts.backoffice.BackOffice"
