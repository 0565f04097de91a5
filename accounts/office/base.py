"""What every page of the back office does alike: who may do what, what is told to the trail, and
how a refusal is shown."""

from django.contrib.admin import ModelAdmin, display
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, connection, models
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.timezone import template_localtime
from django.utils.translation import gettext as _

from accounts import presenting, trail
from accounts.backoffice import roles_of
from accounts.conflicts import Refused, Stale
from accounts.days import date_format
from accounts.models import Grant
from accounts.office.forms import OfficeForm, tell
from accounts.office.widgets import LookUp, LookUpSeveral, SeveralField

GLC = frozenset({Grant.Role.GLC_STAFF})
ADMIN = frozenset({Grant.Role.ADMINISTRATOR})
NOBODY = frozenset()


class OfficeAdmin(ModelAdmin):
    """One kind of object. Whoever may enter may read it; `kept_by` says who may write it.

    A write that no action stands for leaves its own line in the trail. Nothing is deleted unless
    `may_be_deleted`; `instead_of_deleting` says what to do, where the `note` does not: that one
    explains a page that only shows. `elsewhere` says where the thing is done.
    """

    kept_by = NOBODY
    added_by = None  # where others may add than those who may change
    may_be_deleted = False
    instead_of_deleting = ""
    note = ""
    form = OfficeForm
    actions = None
    list_per_page = 50
    show_full_result_count = False  # one count of a long list is enough
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    view_on_site = False

    # --- who may -----------------------------------------------------------------------------

    def has_module_permission(self, request):
        return bool(roles_of(request))

    def has_view_permission(self, request, obj=None):
        return bool(roles_of(request))

    def has_add_permission(self, request):
        keepers = self.kept_by if self.added_by is None else self.added_by
        return bool(keepers & roles_of(request))

    def has_change_permission(self, request, obj=None):
        return bool(self.kept_by & roles_of(request))

    def has_delete_permission(self, request, obj=None):
        return self.may_be_deleted and self.has_change_permission(request, obj)

    # --- days ------------------------------------------------------------------------------------

    def get_list_display(self, request):
        """Write days in lists as the rest of the tracker does: “1er octobre 2026” in French."""
        return [self._in_words(name) for name in super().get_list_display(request)]

    def _in_words(self, name):
        field = next((one for one in self.opts.fields if one.name == name), None)
        if not isinstance(field, models.DateField):  # which an instant is too
            return name
        style = "DATETIME_FORMAT" if isinstance(field, models.DateTimeField) else "DATE_FORMAT"

        @display(description=field.verbose_name, ordering=name)
        def told(obj):
            value = getattr(obj, name)
            return value and date_format(template_localtime(value), style)

        told.__name__ = name
        return told

    # --- pages -------------------------------------------------------------------------------

    def get_object(self, request, object_id, from_field=None):
        """Lock what is about to be changed, so that two edits come one after the other."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        return self.model._base_manager.select_for_update().filter(pk=found.pk).first()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **self._looking_up(LookUp, db_field, request, kwargs)
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs = self._looking_up(LookUpSeveral, db_field, request, kwargs)
        return super().formfield_for_manytomany(
            db_field, request, **{"form_class": SeveralField} | kwargs
        )

    def _looking_up(self, widget, db_field, request, kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", widget(db_field, self.admin_site))
        return kwargs

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form again with what was typed when an action refuses; nothing is written."""
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, ValidationError, Stale, IntegrityError) as refusal:
            request.refusal = refusal
            response = super().changeform_view(request, object_id, form_url, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "adminform" in context and getattr(context["adminform"].form, "is_stale", False):
            response.status_code = 409
        return response

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        kind = capfirst(self.opts.verbose_name)
        context.update(
            title=_("Add: %(kind)s") % {"kind": kind} if add else kind,
            note=self.note_on(obj) if change or self.has_add_permission(request) else "",
            elsewhere=self.elsewhere(obj) if obj else None,
            show_save_and_add_another=False,
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def in_a_chooser(self, obj):
        """Return what tells the object from others of its kind where one is chosen."""
        return str(obj)

    def note_on(self, obj):
        """Return what the page of an object says first; None stands for one to be added."""
        return self.note

    def elsewhere(self, obj):
        """Return (address, words) of the page where the object is seen or acted on, if any."""

    def delete_view(self, request, object_id, extra_context=None):
        if self.has_delete_permission(request):
            return super().delete_view(request, object_id, extra_context)
        return self._page(
            request,
            self.get_object(request, unquote(object_id)),
            "admin/no_deletion.html",
            title=_("This cannot be deleted"),
            instead=self.instead_of_deleting or self.note,
            status=403,
        )

    def history_view(self, request, object_id, extra_context=None):
        """Show what the trail says about the object; nothing here can be changed."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        pages = Paginator(self.trail_of(obj), 50)
        page = pages.get_page(request.GET.get("p"))
        return self._page(
            request,
            obj,
            "admin/object_history.html",
            title=_("History"),
            rows=presenting.tell(page.object_list),
            page=page,
        )

    def trail_of(self, obj):
        """Return the trail rows that tell of the object."""
        return trail.rows_about(obj)

    def _page(self, request, obj, template, *, title, status=200, **context):
        if obj is None:
            raise PermissionDenied
        whole = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(obj),
            "opts": self.opts,
            "object": obj,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "preserved_filters": self.get_preserved_filters(request),
            **context,
        }
        return TemplateResponse(request, template, whole, status=status)

    # --- writing -----------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        form.links_before = _links(obj, form) if change else {}
        if not change:
            obj.save()
        elif names := list(form.changed_columns()):
            obj.save(update_fields=names)

    def save_related(self, request, form, formsets, change):
        """Tell the trail, last in the transaction, unless nothing differs."""
        form.save_m2m()
        links = {
            name: (form.links_before.get(name, []), keys)
            for name, keys in _links(form.instance, form).items()
        }
        moved = {name: pair for name, pair in links.items() if pair[0] != pair[1]}
        if differences := {**form.changed_columns(), **moved}:
            trail.record(
                by=request.user,
                verb="admin_changed" if change else "admin_added",
                target=form.instance,
                before={name: pair[0] for name, pair in differences.items()} if change else None,
                after={name: pair[1] for name, pair in differences.items()},
            )

    def delete_model(self, request, obj):
        before = {
            field.name: tell(obj, field.name)
            for field in obj._meta.concrete_fields
            if field.editable
        }
        key = obj.pk
        obj.delete()
        obj.pk = key  # the trail names what is gone by the key it had
        trail.record(by=request.user, verb="admin_deleted", target=obj, before=before)

    def log_addition(self, request, obj, message):
        """Django's log is not kept: the trail is, and has its row by now."""

    def log_change(self, request, obj, message):
        """See `log_addition`."""

    def log_deletions(self, request, queryset):
        """See `log_addition`."""


def _links(obj, form):
    """Return the keys of what the object is linked to, for the links that the form writes."""
    names = [field.name for field in obj._meta.many_to_many if field.name in form.fields]
    return {
        name: sorted(
            str(getattr(other, "trail_key", other.pk)) for other in getattr(obj, name).all()
        )
        for name in names
    }
