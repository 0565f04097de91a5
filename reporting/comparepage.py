"""Two days side by side: how many activities stood where, and which ones moved."""

import datetime
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import today
from accounts.days import date_format
from reporting import dashboard
from reporting.dashboardpage import Moves, in_sentence, moved_rows, then_in_words, titled
from sip import quarters
from sip.changes import BACKWARD, FIRST, FORWARD
from sip.filterfields import PastDay
from sip.momentform import band
from sip.planquery import Query
from sip.templatetags.plan import bar, quarter_label

LONGEST = 100  # activities of each kind of move; the count beside them leads to all


class Pair(NamedTuple):
    """One status: how many then and now, each with the way to them."""

    status: str
    before: int
    before_url: str
    number: int
    url: str


class WhenField(PastDay):
    """A past day or an ended quarter: gives how an address names it, with its last day."""

    def clean(self, value):
        quarter = quarters.typed(value)
        if quarter is None:
            day = self._day(value)
            return When("as_of", day.isoformat(), day) if day else None
        if quarter.ends_on > today():
            raise ValidationError(_("Name a quarter that has ended."))
        return When("quarter", quarter.key, quarter.ends_on)

    def _day(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            if getattr(error, "code", "") != "invalid":
                raise
            raise ValidationError(
                _("Type a day such as 31/10/2026, or a quarter such as %(quarter)s.")
                % {"quarter": quarter_label("2026-Q3")}
            ) from None


class When(NamedTuple):
    name: str
    value: str
    day: datetime.date

    @property
    def typed(self):
        """It as the form asks for it."""
        if self.name == "quarter":
            return quarter_label(self.value)
        return self.day.strftime("%d/%m/%Y")


class CompareForm(forms.Form):
    """`from` and `to`: by default the end of the quarter before the last one, and today."""

    def __init__(self, data):
        asked = {name: data[name][:20] for name in ("from", "to") if data.get(name)}
        super().__init__({**asked})
        for name, label in (("from", gettext_lazy("From")), ("to", gettext_lazy("To"))):
            self.fields[name] = WhenField(label=label, required=False)
        self.is_valid()

    @property
    def whens(self):
        """The two moments, the earlier one first, whatever their order in the address."""
        before = quarters.last_ended(today()).plus(-1)
        start = self.cleaned_data.get("from") or When("quarter", before.key, before.ends_on)
        end = self.cleaned_data.get("to") or When("as_of", today().isoformat(), today())
        return sorted((start, end), key=lambda when: when.day)


def make(data):
    """Return the context of the page that compares the two moments that an address names."""
    form = CompareForm(data)
    start, end = form.whens
    board = dashboard.make(Query({end.name: [end.value]}), since=start.value)
    then = {name: [value] for name, value in board.then.query.items()}
    before = dashboard.make(Query(then))
    titles = {
        BACKWARD: _("Moved backwards"),
        FORWARD: _("Moved forwards"),
        FIRST: _("Reported for the first time"),
    }
    problems = [
        (form.fields[name].label, message)
        for name, messages in form.errors.items()
        for message in messages
    ]
    return {
        "problems": [*problems, *board.problems],
        "fields": [
            (name, form.fields[name].label, when.typed)
            for name, when in zip(("from", "to"), (start, end), strict=True)
        ],
        "names": [then_in_words(board), named(board.at)],
        "columns": [short_name(one.at) for one in (before, board)],
        "bars": [bar(before.counts), bar(board.counts)],
        "bands": [sentence for one in (before, board) for sentence in band(one.at)],
        "pairs": [
            Pair(
                key, before.counts[key], before.address(status=key), number,
                board.address(status=key),
            )
            for key, number in board.counts.items()
        ],
        "totals": Pair("", before.total, before.address(), board.total, board.address()),
        "moves": [
            Moves(
                titled(titles[way], len(lines)), board.moved_address(way), len(lines),
                moved_rows(lines[:LONGEST]), max(0, len(lines) - LONGEST),
            )
            for way, lines in board.moved.items()
        ],
        "changed": (len(board.changed), board.moved_address()),
    }  # fmt: skip


def named(at):
    return quarter_label(at.quarter) if at.quarter else in_sentence(at.day)


def short_name(at):
    """Name a moment where there is little room."""
    return quarter_label(at.quarter) if at.quarter else date_format(at.day, "SHORT_DATE_FORMAT")
