"""The form of a report: draft at any degree of completeness, nothing typed is ever lost."""

import copy
import re

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.conflicts import Refused, Stale
from reporting import actions, policy
from reporting.forms import LineForm, SummaryForm, as_typed, initial_line, questions, ticked
from reporting.lines import FIELDS
from reporting.reading import Page, ReportError, address, last_comment, read
from reporting.views.fetching import fetch, kept
from sip import conflicts
from sip.forms import errors_of
from sip.models import Status

INPUT = re.compile(r"([0-9][0-9.]{0,20})-[a-z_]+")


class Desk:
    """One page of the form on its way to the screen or to `save_report`."""

    def __init__(self, report, user, page, data=None):
        self.report, self.user = report, user
        self.filing = read(report)
        pages = self.filing.pages()
        self.page = page if page in pages else pages[0]
        self.parts = self.filing.on_page(self.page)
        for part in self.parts:
            part.form = LineForm(data, prefix=part.code, initial=_initial(part))
        self.is_on_behalf = not policy.can_draft(user, report.body)
        self.summary = SummaryForm(
            data,
            initial={"summary": report.summary, "version": report.version},
            is_on_behalf=self.is_on_behalf,
        )

    def is_valid(self):
        # Every form is asked, so that all errors show at once.
        return not [form for form in (*self.forms.values(), self.summary) if not form.is_valid()]

    @property
    def forms(self):
        return {part.code: part.form for part in self.parts}

    @property
    def address(self):
        return address(self.report, "report-edit", self.page)

    def pages(self):
        return [
            Page(
                code, address(self.report, "report-edit", code), self.filing.on_page(code),
                code == self.page,
            )
            for code in self.filing.pages()
        ]  # fmt: skip

    @property
    def next_page(self):
        """The page after this one, or "" on the last."""
        pages = self.filing.pages()
        return next(iter(pages[pages.index(self.page) + 1 :]), "")

    def asked(self):
        return questions(self.forms, self.summary)

    def saved(self):
        """What is saved now, as the form would send it."""
        return self._typed({part.code: part.line for part in self.parts}, self.report.summary)

    def saved_at(self, version):
        """What was saved at an earlier version, undone row by row of the trail."""
        lines = {part.code: copy.copy(part.line) for part in self.parts}
        summary = self.report.summary
        rows = trail.rows_about(self.report).order_by("-number")
        for row in rows[: max(0, self.report.version - version)]:
            for name, value in (row.before or {}).items():
                code, _dash, field = name.rpartition("-")
                if name == "summary":
                    summary = value
                elif code in lines and field in FIELDS:
                    setattr(lines[code], field, value)
        return self._typed(lines, summary)

    def _typed(self, lines, summary):
        typed = {"summary": summary}
        for code, line in lines.items():
            typed |= as_typed(code, line)
        return typed

    def show_lacking(self):
        """Put what the saved report lacks beside the questions of this page."""
        for part in self.parts:
            part.form.show_lacking(part.lacks)
        if "summary" in self.filing.lacks:
            self.summary.show_lacking(self.filing.lacks["summary"])

    def errors(self):
        found = [
            ReportError("", *error)
            for part in self.parts
            for error in errors_of(part.form, under=part.code)
        ]
        return found + [ReportError("", *error) for error in errors_of(self.summary)]


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, quarter, body):
    report = fetch(request, quarter, body)
    if not policy.can_edit(request.user, report.body):
        raise PermissionDenied
    page = request.GET.get("pillar", "")
    if request.method == "POST":
        return _answer(request, report, page)
    if not report.is_editable:
        return redirect("report", quarter, body)
    desk = Desk(report, request.user, page)
    errors = []
    if "check" in request.GET:
        desk.show_lacking()
        elsewhere = [
            error
            for error in desk.filing.errors()
            if error.url != desk.address and error.anchor != "id_summary"
        ]
        errors = [*desk.errors(), *elsewhere]
    return _show(request, desk, errors, is_checking=bool(errors))


def _answer(request, report, page):
    """Answer a form that was sent: quote, merge, save, or say why not with every word kept."""
    data = request.POST
    desk = Desk(report, request.user, page, data)
    if conflicts.was_asked(data):
        mine = {asked.name: data.get(asked.name) for asked in desk.asked()}
        values, errors = conflicts.resolve(desk.asked(), saved=desk.saved(), mine=mine, post=data)
        if errors:
            return _conflict(request, desk, errors)
        data = {**data.dict(), **values}
        desk = Desk(report, request.user, page, data)
    if request.POST.get("quote"):
        return _quote(request, report, page)
    if not desk.is_valid():
        if "version" in desk.summary.errors:
            raise BadRequest("A form of reports carries the version it was made from.")
        return _show(request, desk, desk.errors())
    return _save(request, desk, data)


def _save(request, desk, data):
    lines = {part.code: part.form.values() for part in desk.parts}
    # Names of lines that this page does not have are passed on, so that they are refused in words.
    known = {part.code for part in desk.filing.parts}
    sent = {found[1] for name in data if (found := INPUT.fullmatch(name))}
    lines |= {code: {} for code in sent - known}
    summary = desk.summary.cleaned_data
    try:
        saved = actions.save_report(
            report=desk.report,
            by=request.user,
            version=summary["version"],
            summary=summary["summary"],
            lines=lines,
            on_behalf_reason=summary.get("on_behalf_reason", ""),
        )
    except Stale as stale:
        return _conflict(request, Desk(stale.current, request.user, desk.page, data), {})
    except Refused as refused:
        return _kept(request, desk, refused.message)
    except ValidationError as error:
        return _kept(request, desk, " ".join(error.messages), status=400)
    if data.get("next") in desk.filing.pages()[1:]:
        return redirect(address(desk.report, "report-edit", data["next"]))
    if data.get("next") != "check":
        messages.success(request, _("The draft is saved. Nothing has been sent yet."))
        return redirect(desk.address)
    if read(saved).lacks:
        glue = "&" if "?" in desk.address else "?"
        return redirect(f"{desk.address}{glue}check=1")
    return redirect("report-check", desk.report.quarter.key, desk.report.body.key)


def _quote(request, report, page):
    """Put last quarter's words into the form that was sent; nothing is saved by it."""
    data = request.POST.copy()
    for part in Desk(report, request.user, page).parts:
        if part.code == data["quote"] and part.words_before:
            name = f"{part.code}-progress"
            texts = (data.get(name, "").strip(), part.words_before)
            data[name] = "\n".join(text for text in texts if text)
    return _show(request, Desk(report, request.user, page, data), [])


def _conflict(request, desk, errors):
    """Both texts side by side: what somebody saved meanwhile, and what was sent."""
    data = desk.summary.data
    mine = {asked.name: data.get(asked.name) for asked in desk.asked()}
    mine |= {name: ticked(value) for name, value in mine.items() if name.endswith("-is_unchanged")}
    sent = data.get("version", "")
    base = desk.saved_at(int(sent)) if sent.isdecimal() and len(sent) < 10 else None
    found = conflicts.compare(
        desk.asked(), saved=desk.saved(), mine=mine, base=base, post=request.POST
    )
    if not found:
        messages.info(request, _("Somebody saved meanwhile the very same words: nothing is lost."))
        return redirect(desk.address)
    context = {
        "report": desk.report, "desk": desk, "comparison": found, "errors": [
            ReportError("", f"keep-{name}", text) for name, text in errors.items()
        ],
        "sent_version": sent, "next_version": desk.report.version + 1,
        "places": dict.fromkeys(asked.under or asked.label for asked in found.same),
        "reason": data.get("on_behalf_reason", ""),
        "differing": [(each, errors.get(each.asked.name)) for each in found.differing],
    }  # fmt: skip
    return render(request, "reporting/report_conflict.html", context, status=409)


def _kept(request, desk, message, status=409):
    """Nothing was saved: say why, and give every word back."""
    data = desk.summary.data
    texts = [
        (f"{asked.under} {asked.label}", data.get(asked.name))
        for asked in desk.asked()
        if asked.kind == "text" and data.get(asked.name)
    ]
    return kept(request, desk.report, message, texts, status)


def _show(request, desk, errors, is_checking=False):
    report = desk.report
    context = {
        "report": report, "desk": desk, "filing": desk.filing, "errors": errors,
        "is_checking": is_checking, "comment": last_comment(report),
    }  # fmt: skip
    return render(request, "reporting/report_form.html", context)


def _initial(part):
    """A line's values; only a completed activity stands chosen before anybody wrote."""
    initial = initial_line(part.line)
    if not part.is_begun and part.before and part.before.status == Status.COMPLETED:
        initial["status"] = Status.COMPLETED
    return initial
