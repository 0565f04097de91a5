"""The back office's pages for tables: export, put up a file, see what it would change, write it."""

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.backoffice import roles_of
from accounts.clock import today
from accounts.office import GLC
from sip.forms import errors_of
from sip.imports.actions import dataset_of, put_up, write
from sip.imports.formats import FORMATS
from sip.models import PendingImport
from sip.tables.limits import LIMITS, TableRefused
from sip.tables.reading import content_of


class UploadForm(forms.Form):
    """The file to import. It is read by `put_up`, whose refusal becomes the field's error."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=LIMITS,
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class WriteForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the trail with the import."),
        max_length=500,
        required=False,
    )
    basis = forms.CharField(widget=forms.HiddenInput)


class TableAdmin:
    """Gives an `OfficeAdmin` the import and export of one `resource`: GLC staff import, and who
    may read the list may export it."""

    resource = None
    change_list_template = "admin/change_list_tables.html"

    def has_import_permission(self, request):
        return bool(GLC & roles_of(request))

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        view, name = self.admin_site.admin_view, self._name
        return [
            path("import/", view(self.import_view), name=name("import")),
            path("import/<uuid:pk>/", view(self.preview_view), name=name("preview")),
            path("export/<slug:format>/", view(self.export_view), name=name("export")),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        tables = {"import_address": "", "exports": []}
        if self.has_import_permission(request):
            tables["import_address"] = self._address("import")
        page = super().changelist_view(request, {**tables, **(extra_context or {})})
        shown = getattr(page, "context_data", None) or {}
        if "cl" in shown and self.has_export_permission(request):
            shown["exports"] = self._exports(_all_of(shown["cl"]))
        return page

    @method_decorator(require_safe)
    def export_view(self, request, format):  # noqa: A002 the address calls it so
        """Give the whole table in that format."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if format not in FORMATS:
            raise Http404
        resource = self.resource()
        dataset = resource.export()
        dataset.headers = resource.titles()
        dataset.title = str(self.opts.verbose_name_plural).capitalize()[:31]
        name = f"sip-{self.opts.model_name}-{today():%Y-%m-%d}.{format}"
        return HttpResponse(
            FORMATS[format].write(dataset),
            content_type=FORMATS[format].content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_view(self, request):
        """Ask for a file; once it is read, show what it would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if not (is_sent and form.is_valid()):
            return self._ask(request, form)
        upload = form.cleaned_data["file"]
        try:
            pending = put_up(
                content=content_of(upload), file_name=PurePath(upload.name).name,
                resource=self.resource, by=request.user,
            )  # fmt: skip
        except TableRefused as refused:
            form.add_error("file", refused.message)
            return self._ask(request, form, status=400)
        return redirect(self._address("preview", pending.pk))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def preview_view(self, request, pk):
        """Show what the file would change, and write it when told to."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        own = PendingImport.objects.filter(person=request.user, dataset=dataset_of(self.resource))
        pending = get_object_or_404(own, pk=pk)
        if not own.alive().filter(pk=pk).exists():
            messages.info(request, _("The preview has expired: put the file up again."))
            return redirect(self._address("import"))
        if request.method == "POST":
            return self._write(request, pending)
        return self._show(request, pending, WriteForm(initial={"basis": pending.basis}))

    def _ask(self, request, form, status=200):
        return self._answer(
            request, "import_export/form.html", status, form=form, errors=errors_of(form),
            columns=self.resource().fields.values(), needed=self.resource.needed,
        )  # fmt: skip

    def _write(self, request, pending):
        form = WriteForm(request.POST)
        if not form.is_valid():
            return self._show(request, pending, form, status=400)
        outcome = write(
            pending=pending, basis=form.cleaned_data["basis"], resource=self.resource,
            by=request.user, reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if not outcome.is_as_shown:
            pending.refresh_from_db()
            again = WriteForm(
                initial={"basis": pending.basis, "reason": form.cleaned_data["reason"]}
            )
            return self._show(request, pending, again, status=409, has_moved=True)
        messages.success(request, _said(outcome.rows))
        return redirect(self._address("changelist"))

    def _show(self, request, pending, form, status=200, *, has_moved=False):
        return self._answer(
            request, "import_export/preview.html", status, pending=pending, form=form,
            preview=pending.preview, errors=errors_of(form) if form.errors else [],
            has_moved=has_moved, size=len(pending.content), until=pending.expires_at,
            here=self._address("import"),
        )  # fmt: skip

    def _answer(self, request, template, status, **context):
        context |= {
            "opts": self.opts,
            "index": reverse("admin:index"),
            "changelist": self._address("changelist"),
            "exports": self._exports(self.resource().get_queryset().count()),
        }
        return render(request, template, context, status=status)

    def _exports(self, rows):
        """Return the address, the kind and about the size of each file of so many rows."""
        return [
            (self._address("export", key), kind.label, self.resource.weights[key].of(rows))
            for key, kind in FORMATS.items()
        ]

    def _name(self, act):
        return f"{self.opts.app_label}_{self.opts.model_name}_{act}"

    def _address(self, act, *args):
        return reverse(f"admin:{self._name(act)}", args=args)


def _all_of(changelist):
    """Return how many rows there are: what the list has counted, unless it is searched or
    filtered."""
    if changelist.query or changelist.get_filters_params():
        return changelist.root_queryset.count()
    return changelist.result_count


def _said(rows):
    if not rows:
        return _("No changes: the tracker says what the file says.")
    return ngettext("%(rows)d row was written.", "%(rows)d rows were written.", rows) % {
        "rows": rows
    }
