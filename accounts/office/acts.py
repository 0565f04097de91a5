"""Objects of the back office that only an app's actions write."""

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office.base import OfficeAdmin


class ActionAdmin(OfficeAdmin):
    """Objects that only an app's actions write: they ask for the right and tell the trail."""

    def add(self, *, by, data):
        """Perform the act of adding; return the new object. `data` is the form's."""
        raise NotImplementedError

    def change(self, *, obj, by, data, changed):
        """Perform the act of changing; `changed` names the fields that differ."""
        raise NotImplementedError

    def acts_at_once(self, request, obj):
        """Return {name: words} of the buttons that act at once, without what the form says."""
        return {}

    def act_at_once(self, *, name, obj, by):
        """Perform the act of such a button; return the sentence that says so."""
        raise NotImplementedError

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may = obj is not None and self.has_change_permission(request, obj)
        context["acts_at_once"] = self.acts_at_once(request, obj) if may else {}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        """Go to the list after an act at once: the object may be gone."""
        if done := getattr(request, "done_at_once", ""):
            messages.success(request, done)
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def _asked_at_once(self, request, obj):
        return next((name for name in self.acts_at_once(request, obj) if name in request.POST), "")

    def save_model(self, request, obj, form, change):
        if change and (name := self._asked_at_once(request, obj)):
            held = self.model._base_manager.get(pk=obj.pk)  # not as the form would have it
            request.done_at_once = self.act_at_once(name=name, obj=held, by=request.user)
            return
        data = {name: value for name, value in form.cleaned_data.items() if name != "read_as"}
        if not change:
            obj.pk = self.add(by=request.user, data=data).pk
            obj._state.adding = False
        elif changed := [name for name in form.changed_data if name != "read_as"]:
            self.change(obj=obj, by=request.user, data=data, changed=changed)

    def save_related(self, request, form, formsets, change):
        """The action has written everything."""


class HoldsFilter(SimpleListFilter):
    """Facts that hold today, or that do not."""

    title = gettext_lazy("validity")
    parameter_name = "holds"

    def lookups(self, request, model_admin):
        return [("today", _("Holds today")), ("not", _("Ended, or still to come"))]

    def queryset(self, request, queryset):
        today = queryset.model._default_manager.on().values("pk")
        if self.value() == "today":
            return queryset.filter(pk__in=today)
        return queryset.exclude(pk__in=today) if self.value() == "not" else queryset


class DatedAdmin(ActionAdmin):
    """Facts that hold for a time: they are added, and later they get their last day."""

    list_filter = [HoldsFilter]
    date_hierarchy = "starts_on"
    instead_of_deleting = gettext_lazy(
        "Give it a last day instead: what hangs on it ends the day after, and the past stays "
        "readable."
    )

    def end(self, *, obj, ends_on, by):
        """Perform the act of ending on that day."""
        raise NotImplementedError

    def get_readonly_fields(self, request, obj=None):
        """Once it is recorded, only its end can be."""
        if obj is None:
            return self.readonly_fields
        return [name for name in self.get_fields(request, obj) if name != "ends_on"]

    def change(self, *, obj, by, data, changed):
        if data["ends_on"] is None:
            raise ValidationError({"ends_on": _("A recorded end can be moved, not taken back.")})
        self.end(obj=obj, ends_on=data["ends_on"], by=by)
