"""The form of a report: draft at any degree of completeness, nothing typed is ever lost."""

import re
from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from reporting import actions, policy
from reporting.forms import ticked
from reporting.quoting import put_into
from reporting.reading import ReportError, address, last_comment, read
from reporting.sheet import Sheet
from reporting.views.fetching import fetch, kept
from sip import conflicts
from sip.templatetags.plan import quarter_label

INPUT = re.compile(r"([0-9][0-9.]{0,20})-[a-z_]+")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, quarter, body):
    report = fetch(request, quarter, body)
    is_on_behalf = not policy.can_draft(request.user, report.body)
    if is_on_behalf and not policy.can_act_on_behalf(request.user, report.body):
        raise PermissionDenied
    opened = partial(Sheet, page=request.GET.get("pillar", ""), is_on_behalf=is_on_behalf)
    if request.method == "POST":
        return _answer(request, report, opened)
    if not report.is_editable:
        return redirect("report", quarter, body)
    sheet = opened(report)
    errors = []
    if "check" in request.GET or report.unreadable:
        sheet.show_lacking()
        errors = sheet.all_errors()
    return _show(request, sheet, errors, is_checking=bool(errors))


def _answer(request, report, opened):
    """Answer a form that was sent: quote, merge, save, or say why not with every word kept."""
    data = request.POST
    sheet = opened(report, data=data, files=request.FILES)
    if data.get("next") == "text":
        return _to_keep(sheet)
    if conflicts.was_asked(data):
        mine = {asked.name: data.get(asked.name) for asked in sheet.asked()}
        values, errors = conflicts.resolve(sheet.asked(), saved=sheet.saved(), mine=mine, post=data)
        if errors:
            return _conflict(request, sheet, errors)
        data = data.copy()
        for name, text in values.items():
            data[name] = text
        sheet = opened(report, data=data)
    if request.POST.get("quote"):
        return _quote(request, report, opened)
    is_right = sheet.is_valid()
    if "version" in sheet.summary.errors:
        raise BadRequest("A form of reports carries the version it was made from.")
    if not sheet.is_savable:
        sheet.take_up()
        sheet.show_lacking()
        return _show(request, sheet, sheet.all_errors(), is_checking=True)
    return _save(request, sheet, data, opened, is_right=is_right)


def _save(request, sheet, data, opened, *, is_right):
    answers = sheet.answers()
    # Names of lines that this page does not have are passed on, so that they are refused in words.
    known = {part.code for part in sheet.filing.parts}
    sent = {found[1] for name in data if (found := INPUT.fullmatch(name))}
    answers["lines"] |= {code: {} for code in sent - known}
    try:
        saved = actions.save_report(report=sheet.report, by=request.user, **answers)
    except Stale as stale:
        return _conflict(request, opened(stale.current, data=data), {})
    except Refused as refused:
        return _kept(request, sheet, refused.message)
    except ValidationError as error:
        return _kept(request, sheet, " ".join(error.messages), status=400)
    if not is_right:
        return _mend(request, opened(saved, data=sheet.left_over(saved)), sheet)
    if data.get("next") in sheet.filing.pages()[1:]:
        return redirect(address(sheet.report, "report-edit", data["next"]))
    if data.get("next") != "check":
        messages.success(request, _("The draft is saved. Nothing has been sent yet."))
        return redirect(sheet.address)
    if read(saved).lacks:
        glue = "&" if "?" in sheet.address else "?"
        return redirect(f"{sheet.address}{glue}check=1")
    return redirect("report-check", sheet.report.quarter.key, sheet.report.body.key)


def _mend(request, sheet, sent):
    """All that could be read is saved: show the rest as it was typed, and everything that is wrong
    or missing in one list."""
    for part, was in zip(sheet.parts, sent.parts, strict=True):
        # What this form was the first to say wrong is told, now that it is kept as typed.
        part.form.initial["completed_on"] = was.form.initial.get("completed_on")
    sheet.is_valid()
    for part, was in zip(sheet.parts, sent.parts, strict=True):
        refused = was.form.errors.get("files")  # a browser sends a file once: it is said here
        if refused and "files" not in part.form.errors:
            part.form.add_error("files", list(refused))
    sheet.show_lacking()
    messages.success(request, _("Everything else is saved. Nothing has been sent yet."))
    return _show(request, sheet, sheet.all_errors(), is_checking=True, lost_files=())


def _quote(request, report, opened):
    """Put what stood before into the form that was sent; nothing is saved by it."""
    data = request.POST.copy()
    for part in opened(report, data=data).parts:
        if part.code == data["quote"]:
            for question in put_into(data, part):
                words = _("“%(question)s”: your answer stays as you typed it.")
                messages.info(request, words % {"question": question.label})
    return _show(request, opened(report, data=data), [])


def _conflict(request, sheet, errors):
    """Both texts side by side: what somebody saved meanwhile, and what was sent."""
    data = sheet.summary.data
    mine = {asked.name: data.get(asked.name) for asked in sheet.asked()}
    mine |= {name: ticked(value) for name, value in mine.items() if name.endswith("-is_unchanged")}
    sent = data.get("version", "")
    base = sheet.saved_at(int(sent)) if sent.isdecimal() and len(sent) < 10 else None
    found = conflicts.compare(
        sheet.asked(), saved=sheet.saved(), mine=mine, base=base, post=request.POST
    )
    if not found:
        messages.info(request, _("Somebody saved meanwhile the very same words: nothing is lost."))
        return redirect(sheet.address)
    context = {
        "report": sheet.report, "sheet": sheet, "comparison": found, "errors": [
            ReportError("", f"keep-{name}", text) for name, text in errors.items()
        ],
        "sent_version": sent, "next_version": sheet.report.version + 1,
        "places": dict.fromkeys(asked.under or asked.label for asked in found.same),
        "reason": data.get("on_behalf_reason", ""),
        "lost_files": _names_of_files(request),
        "differing": [(each, errors.get(each.asked.name)) for each in found.differing],
    }  # fmt: skip
    return render(request, "reporting/report_conflict.html", context, status=409)


def _kept(request, sheet, message, status=409):
    """Nothing was saved: say why, and give every word back."""
    return kept(request, sheet.report, message, _texts(sheet), status)


def _texts(sheet):
    """Return every word that was sent, as (question, text)."""
    data = sheet.summary.data
    typed = [
        (f"{asked.under} {asked.label}".strip(), data.get(asked.name))
        for asked in sheet.asked()
        if asked.kind != "status" and not asked.name.endswith("-is_unchanged")
    ]
    links = [(part.code, part.form["links"]) for part in sheet.parts]
    typed += [(f"{code} {field.label}", field.value()) for code, field in links]
    texts = [(question, text) for question, text in typed if text]
    return texts + [(_("Your answer"), text) for _name, text in sheet.threads.typed()]


def _to_keep(sheet):
    """Answer with the words that were sent as a text file: to keep them, whatever becomes of the
    form. Nothing is saved."""
    report = sheet.report
    head = f"{report.body.name}, {quarter_label(report.quarter.key)}"
    parts = [head, *(f"{question}\n{text}" for question, text in _texts(sheet))]
    name = f"report-{report.quarter.key}-{report.body.key}.txt"
    return HttpResponse(
        "\ufeff" + "\n\n".join(parts).replace("\r\n", "\n") + "\n",
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _names_of_files(request):
    """Return the names of files that came with a form that was not saved."""
    return [file.name for field in request.FILES for file in request.FILES.getlist(field)]


def _show(request, sheet, errors, *, is_checking=False, lost_files=None):
    report = sheet.report
    context = {
        "report": report, "sheet": sheet, "filing": sheet.filing, "errors": errors,
        "is_checking": is_checking, "comment": last_comment(report),
        "lost_files": _names_of_files(request) if lost_files is None else lost_files,
        "gives_up_deciding": policy.gives_up_deciding(request.user, report),
    }  # fmt: skip
    return render(request, "reporting/report_form.html", context)
