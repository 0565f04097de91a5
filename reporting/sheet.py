"""One page of the form of a report, on its way to the screen or to `save_report`."""

import copy

from django.utils.dateparse import parse_date

from accounts import trail
from reporting.discussion import Threads
from reporting.forms import LineForm, SummaryForm, as_typed, initial_line, questions
from reporting.lines import FIELDS, fill, take_over
from reporting.quoting import quotes_for, without_strays
from reporting.reading import Page, ReportError, address, read
from reporting.unreadable import of_line
from sip.forms import errors_of
from sip.models import Status
from sip.papers.keeping import too_many


class Sheet:
    """One page of the form, empty or as it was sent (`data`)."""

    def __init__(self, report, page, data=None, files=None, *, is_on_behalf):
        self.report, self.is_on_behalf = report, is_on_behalf
        self.filing = read(report)
        pages = self.filing.pages()
        self.page = page if page in pages else pages[0]
        self.parts = self.filing.on_page(self.page)
        if data is not None:  # a form may come from before its report was split, or grew a line
            sent = {name.partition("-")[0] for name in data}
            self.parts = [
                part for part in self.filing.parts if part.page == self.page or part.code in sent
            ]
        for part in self.parts:
            part.form = LineForm(data, files, prefix=part.code, initial=_initial(report, part))
            part.quotes = quotes_for(part)
        self.threads = Threads(report, data)
        for part in self.parts:
            part.threads = self.threads.about(part.line)
        self.summary = SummaryForm(
            data,
            initial={
                "summary": report.summary,
                "version": report.version,
                **of_line(report, ""),
            },
            is_on_behalf=is_on_behalf,
        )

    def is_valid(self):
        # Every form is asked, so that all errors show at once.
        forms = (*self.forms.values(), self.summary)
        is_right = not [form for form in forms if not form.is_valid()]
        for part in self.parts:
            if error := too_many(part.line.papers, part.form.papers()):
                part.form.refuse_papers(error)
                is_right = False
        return is_right

    @property
    def is_savable(self):
        """Whether a form that was sent says on top of what it was made, and why on behalf."""
        return not {"version", "on_behalf_reason"} & set(self.summary.errors)

    def answers(self):
        """Return what was sent as `reporting.actions.save_report` takes it: the answers that could
        be read, and the others as they were typed."""
        papers = {part.code: part.form.papers() for part in self.parts}
        unreadable = {
            f"{part.code}-{name}": text
            for part in self.parts
            for name, text in part.form.unreadable().items()
        }
        if "summary" in self.summary.errors:
            unreadable["summary"] = self.summary["summary"].value()
        data = self.summary.cleaned_data
        return {
            "version": data["version"],
            "summary": data.get("summary", self.report.summary),
            "lines": {part.code: without_strays(part, part.form.values()) for part in self.parts},
            "papers": {code: given for code, given in papers.items() if any(given)},
            "answers": self.threads.answers(),
            "unreadable": unreadable,
            "on_behalf_reason": data.get("on_behalf_reason", ""),
        }

    def take_up(self):
        """Look at the report as it was sent, though nothing of it is saved: for what it lacks."""
        for part in self.parts:
            fill(part.line, part.form.values())
            take_over(part.line, part.said_before)
        self.report.summary = self.summary.cleaned_data.get("summary", self.report.summary)
        self.filing.find_lacks()
        for part in self.parts:
            if any(part.form.papers()):
                part.lacks.pop("evidence", None)

    def left_over(self, saved):
        """Return the form as it was sent without what was taken of it: for the page that shows what
        was not, on top of what is saved now."""
        data = self.summary.data.copy()
        data["version"] = saved.version
        for name, _text in self.threads.typed():
            del data[name]
        for part in self.parts:
            data.pop(f"{part.code}-removed", None)
            if "files" in part.form.errors and not any(part.form.papers()):
                continue  # too many: the links stand where they were typed
            data[f"{part.code}-links"] = part.form.unreadable().get("links", "")
        return data

    @property
    def has_wrong_summary(self):
        """Whether there is a summary, and it cannot be taken as it is: too long, for instance."""
        typed = self.summary["summary"].value()
        is_refused = "summary" in self.summary.errors or "summary" in self.filing.lacks
        return bool(typed) and is_refused

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

    def extras(self):
        """What was sent beside the answers, as (name, text): links, ticks, answers to comments.
        They travel through the page that merges two versions."""
        names = [f"{code}-{name}" for code in self.forms for name in ("links", "removed")]
        data = self.summary.data
        sent = [(name, text) for name in names for text in data.getlist(name) if text]
        return [*sent, *self.threads.typed()]

    def saved(self):
        """What is saved now, as the form would send it."""
        typed = self._typed({part.code: part.line for part in self.parts}, self.report.summary)
        unreadable = self.report.unreadable.items()
        return typed | {name: text for name, text in unreadable if name in typed}

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
                    is_day = field == "completed_on" and value
                    setattr(lines[code], field, parse_date(value) if is_day else value)
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

    def all_errors(self):
        """One list of all that is wrong or missing: on this page, then elsewhere in the report."""
        elsewhere = [
            error
            for error in self.filing.errors()
            if error.url != self.address and error.anchor != "id_summary"
        ]
        return [*self.errors(), *elsewhere]

    def errors(self):
        found = [
            ReportError("", *error)
            for part in self.parts
            for error in errors_of(part.form, under=part.code)
        ]
        return found + [ReportError("", *error) for error in errors_of(self.summary)]


def _initial(report, part):
    """A line's values, what could not be read of them as it was typed; only a completed activity
    stands chosen before anybody wrote."""
    initial = initial_line(part.line) | of_line(report, part.code)
    if not part.is_begun and part.before and part.before.status == Status.COMPLETED:
        initial["status"] = Status.COMPLETED
    return initial
