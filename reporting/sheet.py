"""One page of the form of a report, on its way to the screen or to `save_report`."""

import copy

from django.utils.dateparse import parse_date

from accounts import trail
from reporting.discussion import Threads
from reporting.forms import LineForm, SummaryForm, as_typed, initial_line, questions
from reporting.lines import FIELDS
from reporting.reading import Page, ReportError, address, read
from sip.forms import errors_of
from sip.models import Status


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
            part.form = LineForm(data, files, prefix=part.code, initial=_initial(part))
        self.threads = Threads(report, data)
        for part in self.parts:
            part.threads = self.threads.about(part.line)
        self.summary = SummaryForm(
            data,
            initial={"summary": report.summary, "version": report.version},
            is_on_behalf=is_on_behalf,
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

    def extras(self):
        """What was sent beside the answers, as (name, text): links, ticks, answers to comments.
        They travel through the page that merges two versions."""
        names = [f"{code}-{name}" for code in self.forms for name in ("links", "removed")]
        data = self.summary.data
        sent = [(name, text) for name in names for text in data.getlist(name) if text]
        return [*sent, *self.threads.typed()]

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

    def errors(self):
        found = [
            ReportError("", *error)
            for part in self.parts
            for error in errors_of(part.form, under=part.code)
        ]
        return found + [ReportError("", *error) for error in errors_of(self.summary)]


def _initial(part):
    """A line's values; only a completed activity stands chosen before anybody wrote."""
    initial = initial_line(part.line)
    if not part.is_begun and part.before and part.before.status == Status.COMPLETED:
        initial["status"] = Status.COMPLETED
    return initial
