"""The back office: Django's admin behind our own door, with our own rights.

People enter it with a grant that holds today, and sign in where everybody does, so that guesses
are limited there too. Django's permission rows are not used anywhere.
"""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

# Signing out and changing a password happen on the site's own pages, and objects link to their
# page themselves.
REPLACED = {"logout", "password_change", "password_change_done", "view_on_site"}


def roles_of(request):
    """Return the roles granted to the person today, read once a request: many parts of a page ask.

    For showing only; the actions ask again at the moment of the act.
    """
    if not hasattr(request, "roles_today"):
        user = request.user
        granted = user.grants.on().values_list("role", flat=True) if user.is_authenticated else ()
        request.roles_today = frozenset(granted) if user.is_active else frozenset()
    return request.roles_today


class Chooser(AutocompleteJsonView):
    """What a field offers while somebody types: each object as its page of the back office words
    it (`OfficeAdmin.in_a_chooser`)."""

    def serialize_result(self, obj, to_field_name):
        told = super().serialize_result(obj, to_field_name)
        return {**told, "text": self.model_admin.in_a_chooser(obj)}


class BackOffice(AdminSite):
    site_title = _("Back office")
    site_header = _("SIP tracker: back office")
    index_title = _("Back office")

    def has_permission(self, request):
        """GLC staff and administrators, as long as their grant holds."""
        return bool(roles_of(request))

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def get_app_list(self, request, app_label=None):
        """The apps and their models by name, made once a request: Django asks twice for a page.

        Names are translated once: Django would do it again for each comparison.
        """
        kept = request.__dict__.setdefault("office_apps", {})
        if app_label not in kept:
            kept[app_label] = super().get_app_list(request, app_label)
        return kept[app_label]

    def _build_app_dict(self, request, label=None):
        apps = super()._build_app_dict(request, label)
        for app in apps.values():
            app["name"] = str(app["name"])
            for model in app["models"]:
                model["name"] = str(model["name"])
        return apps

    def get_urls(self):
        return [url for url in super().get_urls() if getattr(url, "name", None) not in REPLACED]

    @method_decorator(login_not_required)
    @method_decorator(require_safe)
    def login(self, request, extra_context=None):
        """Send people to the one sign-in page, where guesses are counted."""
        wanted = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def autocomplete_view(self, request):
        return Chooser.as_view(admin_site=self)(request)

    def get_log_entries(self, request):
        """Django's own log is not kept: the trail is."""
        return ()
