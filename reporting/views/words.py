"""The secretariat edits the words of a submitted report; the text as submitted stays beside it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from reporting import policy
from reporting.editing import edit_words
from reporting.forms import EditForm, WordsForm
from reporting.reading import ReportError, address, read
from reporting.views.fetching import fetch, kept
from sip.forms import errors_of


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, quarter, body):
    found = fetch(request, quarter, body)
    if not policy.can_edit_words(request.user, found.body):
        raise PermissionDenied
    if request.method != "POST" and not found.awaits_decision:
        return redirect("report", quarter, body)
    filing = read(found)
    pages = filing.pages()
    page = request.GET.get("pillar", "")
    page = page if page in pages else pages[0]
    parts = filing.on_page(page)
    data = request.POST if request.method == "POST" else None
    for part in parts:
        part.form = WordsForm(data, prefix=part.code, initial=vars(part.line))
    form = EditForm(data, initial={"summary": found.summary, "version": found.version})
    errors = []
    if data is not None:
        # Every form is asked, so that all errors show at once.
        wrong = [each for each in (*(part.form for part in parts), form) if not each.is_valid()]
        if not wrong:
            return _save(request, found, parts, form)
        errors = [
            ReportError("", *error)
            for part in parts
            for error in errors_of(part.form, under=part.code)
        ] + [ReportError("", *error) for error in errors_of(form)]
    context = {
        "report": found, "parts": parts, "form": form, "errors": errors, "page": page,
        "pages": [(code, address(found, "report-words", code)) for code in pages if code],
    }  # fmt: skip
    return render(request, "reporting/report_words.html", context)


def _save(request, found, parts, form):
    data = form.cleaned_data
    texts = [
        (f"{part.code} {part.form[name].label}", text)
        for part in parts
        for name, text in part.form.cleaned_data.items()
        if text != getattr(part.line, name)
    ] + [(form[name].label, data[name]) for name in ("summary", "reason")]
    try:
        edit_words(
            report=found, by=request.user, version=data["version"], summary=data["summary"],
            words={part.code: part.form.cleaned_data for part in parts}, reason=data["reason"],
        )  # fmt: skip
    except Stale:
        return kept(
            request,
            found,
            _("The report has changed since you opened it: nothing was saved."),
            texts,
        )
    except Refused as refused:
        return kept(request, found, refused.message, texts)
    except ValidationError as error:
        return kept(request, found, " ".join(error.messages), texts, status=400)
    messages.success(request, _("Your edit is saved; the text as submitted is kept beside it."))
    return redirect("report-review", found.quarter.key, found.body.key)
