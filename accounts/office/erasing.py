"""Taking a person's name out of the tracker, on a page of its own: it cannot be undone."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import actions, policy
from accounts.conflicts import Refused
from accounts.office.acts import ActionAdmin


class ErasureForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=gettext_lazy("It stays in the trail for good: name nobody in it."),
    )
    sure = forms.BooleanField(label=gettext_lazy("I know that this cannot be undone."))


class ErasingAdmin(ActionAdmin):
    """People whose closed account an administrator may erase."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.erase_view)
        return [path("<path:object_id>/erase/", view, name=self._erasing), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.is_erasable and policy.can_erase(request.user, obj):
            context["apart"] = (
                reverse(f"admin:{self._erasing}", args=[obj.pk]),
                _("Erase the name…"),
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def erase_view(self, request, object_id):
        """Say what is lost and what stays, and ask for a reason and a word; then erase."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not policy.can_erase(request.user, person):
            raise PermissionDenied
        form = ErasureForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._erase(request, person, form):
            return redirect(self._back(person))
        return self._page(
            request, person, "admin/erase.html", title=_("Erase the name of a person"),
            form=form, back=self._back(person), status=400 if form.is_bound else 200,
        )  # fmt: skip

    def _erase(self, request, person, form):
        try:
            actions.erase_person(person=person, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.message)
            return False
        messages.success(request, _("The name and the address are erased."))
        return True

    @property
    def _erasing(self):
        return f"{self.opts.app_label}_{self.opts.model_name}_erase"

    def _back(self, person):
        return reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[person.pk]
        )
