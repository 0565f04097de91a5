"""Files in and out: a plan to take away, and one to bring back behind a preview."""

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.conflicts import Refused
from actionplans import policy, reading
from actionplans.deadlines import DATED, MEANINGS
from actionplans.exports import corrections as corrected
from actionplans.exports import document, pdf, workbook
from actionplans.exports.offered import PLAN
from actionplans.imports.actions import PASTED, apply, corrections, dataset_of, put_up
from actionplans.imports.preview import meaning_answers
from actionplans.imports.upload import PlanRefused
from actionplans.models import Action, ActionPlan
from actionplans.views.fetching import (
    moment_asked,
    open_for_writing,
    plan_for_reading,
    plan_for_writing,
)
from sip.forms import LineField, WordsField, errors_of
from sip.models import PendingImport
from sip.tables.limits import MAX_BYTES, WITH_DOCUMENTS

FORMATS = {"xlsx": workbook, "docx": document, "pdf": pdf}
SHOWN = 60  # rows of each kind on one page
KINDS = ("errors", "changed", "moved", "new", "asks")
TO_CHOOSE = [choice for choice in MEANINGS if choice[0] not in DATED]


class UploadForm(forms.Form):
    """A file, or the three columns of a document pasted into a field."""

    file = forms.FileField(
        label=gettext_lazy("Workbook or Word document"),
        help_text=WITH_DOCUMENTS,
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.docx"}),
    )
    pasted = WordsField(
        label=gettext_lazy("Or paste the table"),
        help_text=gettext_lazy(
            "Three columns: gap, actions, deadline. A line with one cell is a section; a dash "
            "beside a gap says that it has no action."
        ),
        required=False,
        longest=500_000,
    )

    def clean(self):
        if not self.errors and not (self.cleaned_data.get("file") or self.cleaned_data["pasted"]):
            self.add_error("file", _("Choose a file, or paste a table."))
        return self.cleaned_data

    def taken(self):
        """Return (content, name). Raises PlanRefused for a file too large to be read."""
        upload = self.cleaned_data.get("file")
        if not upload:
            return self.cleaned_data["pasted"].encode(), PASTED
        if upload.size > MAX_BYTES:
            raise PlanRefused(_("The file is too large."))
        return upload.read(), PurePath(upload.name).name


class WriteForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the trail with each row written."),
        longest=500,
        required=False,
    )
    takes_moved = forms.BooleanField(required=False)
    basis = forms.CharField(widget=forms.HiddenInput)


@require_safe
def export(request, slug, year, format):  # noqa: A002 (the address names it)
    """The plan as a workbook to fill in (of today alone), or as a document of any day to send."""
    plan = plan_for_reading(request, slug, year)
    if format not in FORMATS:
        raise Http404
    at, _problems = moment_asked(request)
    if format == "xlsx" and not at.is_now:
        messages.error(request, _("The workbook is to be filled in: there is none of a past day."))
        return redirect(reverse("country-plan", args=[slug, year]) + at.ending)
    made = FORMATS[format].content(reading.Sheet(plan, at))
    response = HttpResponse(made, content_type=FORMATS[format].CONTENT_TYPE)
    name = f"plan-{slug}-{year}-{get_language()}.{format}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@open_for_writing
def upload(request, plan):
    """Ask for a file; once it is read, show what it would change."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    elsewhere = None
    if request.method == "POST" and form.is_valid():
        try:
            content, name = form.taken()
            pending = put_up(plan=plan, content=content, file_name=name, by=request.user)
        except PlanRefused as refused:
            form.add_error("file" if form.cleaned_data.get("file") else "pasted", refused.message)
            elsewhere = _plan_of(request, getattr(refused, "key", ""))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("country-preview", plan.cluster.slug, plan.year, pending.pk)
    return render(
        request,
        "actionplans/upload.html",
        {
            "section": "countries", "plan": plan, "form": form,
            "errors": errors_of(form) if form.is_bound else [], "elsewhere": elsewhere,
            "size": PLAN["xlsx"].of(Action.objects.standing().of_plan(plan).count()),
        },
        status=400 if form.errors else 200,
    )  # fmt: skip


def _plan_of(request, key):
    """Return the plan that a workbook says it is of, where this person may write it; else None."""
    slug, _slash, year = key.rpartition("/")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return None
    plans = policy.visible_plans(request.user).filter(is_writable=True)
    return plans.select_related("cluster").filter(cluster__slug=slug, year=int(year)).first()


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, slug, year, pk):
    """Show what the file would change, and write it when told to. A preview is its person's own."""
    plan = plan_for_writing(request, slug, year)
    own = _own(request, plan)
    pending = get_object_or_404(own, pk=pk)
    if not own.alive().filter(pk=pk).exists():
        messages.info(request, _("The preview has expired: put the file up again."))
        return redirect("country-upload", slug, year)
    if request.method != "POST":
        return _show(request, plan, pending, WriteForm(initial={"basis": pending.basis}))
    if plan.state == ActionPlan.State.CLOSED:  # since the preview was made: it says so instead
        return _show(request, plan, pending, WriteForm(), status=409)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, pending, form, status=400)
    return _write(request, plan, pending, form)


@require_safe
def give_back(request, slug, year, pk):
    """A file with errors as a workbook that says what to do beside each cell at fault."""
    plan = plan_for_writing(request, slug, year)
    pending = get_object_or_404(_own(request, plan).alive(), pk=pk)
    made = corrected.content(plan, *corrections(pending=pending, plan=plan))
    response = HttpResponse(made, content_type=corrected.CONTENT_TYPE)
    name = f"plan-{slug}-{year}-{get_language()}-errors.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _own(request, plan):
    """The files that this person has put up for a plan."""
    return PendingImport.objects.filter(person=request.user, dataset=dataset_of(plan))


def _write(request, plan, pending, form):
    data = form.cleaned_data
    try:
        outcome = apply(
            pending=pending, plan=plan, basis=data["basis"], by=request.user,
            meanings=meaning_answers(pending.preview, request.POST),
            takes_moved=data["takes_moved"], reason=data["reason"],
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, refused.message)
        return _show(request, plan, pending, form, status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _show(request, plan, pending, form, status=400)
    if not outcome.is_as_shown:
        pending.refresh_from_db()
        again = WriteForm(initial={"basis": pending.basis, "reason": data["reason"]})
        return _show(request, plan, pending, again, status=409, has_moved=True)
    if outcome.rows:
        said = ngettext("%(rows)d row was written.", "%(rows)d rows were written.", outcome.rows)
        messages.success(request, said % {"rows": outcome.rows})
    else:
        messages.info(request, _("No changes: the tracker says what the file says."))
    return redirect("country-plan", plan.cluster.slug, plan.year)


def _show(request, plan, pending, form, status=200, *, has_moved=False):
    data = pending.preview
    reason = request.POST.get("reason", "").strip()
    longest = range(max((len(data[kind]) for kind in KINDS), default=0))
    page = Paginator(longest, SHOWN).get_page(request.GET.get("page"))
    first = SHOWN * (page.number - 1)
    for asked in data["questions"]:  # what was chosen stays chosen
        asked["answer"] = request.POST.get(asked["name"], "")
    return render(
        request,
        "actionplans/preview.html",
        {
            "section": "countries",
            "plan": plan,
            "pending": pending,
            "name": _("Pasted table") if pending.file_name == PASTED else pending.file_name,
            "preview": data,
            "page": page,
            "shown": {kind: data[kind][first : first + SHOWN] for kind in KINDS},
            "meanings": TO_CHOOSE,
            "form": form,
            "errors": errors_of(form) if form.errors else [],
            "has_moved": has_moved,
            "typed": [(form["reason"].label, reason)] if reason and not form.is_bound else [],
            "size": len(pending.content),
            # Each row comes back with the cells that say what to do.
            "size_corrected": PLAN["xlsx"].of(data["total"] + len(data["errors"])),
            "until": pending.expires_at,
        },
        status=status,
    )
