"""Which moment an address asks for: `as_of` (a day), `quarter`, and `include=submitted`.

What makes no sense is named in words and left out; the page is then that of today.
"""

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import today
from accounts.days import date_format
from sip import moments, quarters, submitted
from sip.filterfields import PastDay
from sip.models import Strategy
from sip.templatetags.plan import quarter_label

NAMES = ("as_of", "quarter", "include")
SUBMITTED = "submitted"
LONGEST_TYPED = 20


class UnfitAddress(BadRequest):
    """An address that asks for what cannot be; the message is for the reader."""


class QuarterField(forms.CharField):
    """A quarter, such as 2025-Q2."""

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        quarter = quarters.typed(value)
        if quarter is None:
            raise ValidationError(_("Name a quarter such as 2026-Q3."))
        return quarter


class Problem(tuple):
    """What is wrong with an address, (label of the field, message): `name` is that of the field,
    `typed` what stood in it, for the form to show again."""

    def __new__(cls, label, message, name, typed=""):
        problem = super().__new__(cls, (label, message))
        problem.name, problem.typed = name, typed
        return problem


class MomentForm(forms.Form):
    """`moment` is what the address asks for, `problems` what is wrong with it, in words."""

    as_of = PastDay(label=gettext_lazy("As recorded by the end of the day"), required=False)
    quarter = QuarterField(label=gettext_lazy("Quarter"), required=False)
    include = forms.ChoiceField(
        label=gettext_lazy("Figures"), choices=[(SUBMITTED, SUBMITTED)], required=False
    )

    def __init__(self, data, *, may_include=False):
        super().__init__({name: data[name] for name in NAMES if data.get(name)})
        self.may_include = may_include
        self.is_valid()
        self.moment = self._moment()

    def clean_quarter(self):
        quarter, day = self.cleaned_data["quarter"], self.cleaned_data.get("as_of")
        if quarter is None:
            return None
        days, self.closing = moments.strategy_and_closing(quarter, moments.moment(day).known)
        if days and not days[0] <= quarter.starts_on <= days[1]:
            raise ValidationError(
                _("%(quarter)s is no quarter of the Strategy.")
                % {"quarter": quarter_label(quarter)}
            )
        if quarter.ends_on > (day or today()):
            raise ValidationError(
                _("%(quarter)s had not ended on %(day)s.")
                % {
                    "quarter": quarter_label(quarter),
                    "day": date_format(day or today()),
                }
            )
        return quarter

    def clean_include(self):
        if self.cleaned_data["include"] and not self.may_include:
            raise ValidationError(_("Figures not accepted yet are for the SAG and the GLC."))
        return self.cleaned_data["include"]

    @classmethod
    def of(cls, request):
        """Return the form of a page that anybody may ask for submitted figures, if they may see
        them."""
        may_include = bool(request.GET.get("include")) and submitted.can_include(request.user)
        return cls(request.GET, may_include=may_include)

    @property
    def problems(self):
        """Return what is wrong: [(label of the field, message)]."""
        return self.problems_within(strategy_days() if self.cleaned_data.get("as_of") else None)

    def problems_within(self, strategy):
        """Return the same where the days of the Strategy are at hand (None without one)."""
        day = self.cleaned_data.get("as_of")
        found = [
            Problem(self.fields[name].label, message, name, self._typed(name))
            for name, messages in self.errors.items()
            for message in messages
        ]
        if self.leaves_out_submitted:
            note = _("What is not accepted yet is of today: a past moment leaves it out.")
            found.append(Problem(self.fields["include"].label, note, ""))
        if day and strategy and day < strategy[0]:
            note = _("The Strategy begins on %(day)s: nothing was reported before.")
            note %= {"day": date_format(strategy[0])}
            found.append(Problem(self.fields["as_of"].label, note, "as_of"))
        return found

    @property
    def leaves_out_submitted(self):
        """Whether figures not accepted yet are asked for of a moment that has none."""
        return bool(self.cleaned_data.get("include")) and not self.moment.includes_submitted

    def _typed(self, name):
        return self.data[name][:LONGEST_TYPED].replace("\0", "�")

    def _moment(self):
        asked = self.cleaned_data
        at = moments.moment(asked.get("as_of"))
        if quarter := asked.get("quarter"):
            at = at.closed(quarter, self.closing)
        return submitted.included(at) if asked.get("include") else at


def strategy_days():
    """Return the first and last day of the Strategy, or None before one is loaded."""
    return Strategy.objects.order_by("starts_on").values_list("starts_on", "ends_on").first()


def quarters_to_choose(strategy, chosen):
    """Return the ended quarters of the Strategy (its first and last day, or None) as options of a
    form, the latest first; one may be the one `chosen`."""
    if not strategy:
        return ""
    first = quarters.containing(strategy[0])
    last = min(quarters.last_ended(today()), quarters.containing(strategy[1]))
    count = (last.year - first.year) * 4 + last.number - first.number + 1
    selected = mark_safe(" selected")
    return format_html_join("", '<option value="{}"{}>{}</option>', (
        (one.key, selected if one == chosen else "", quarter_label(one))
        for one in reversed(quarters.latest(max(count, 0), last))
    ))  # fmt: skip


def band(at):
    """Return the sentences that a page of another moment carries, in words; none for today."""
    said = []
    if at.frozen:
        said.append(
            _("%(quarter)s as it was closed on %(day)s. Nothing in it changes any more.")
            % {"quarter": quarter_label(at.quarter), "day": date_format(at.closed_at)}
        )
    elif at.quarter:
        said.append(
            _("%(quarter)s as recorded so far: the quarter is not closed.")
            % {"quarter": quarter_label(at.quarter)}
        )
    elif not at.is_now:
        said.append(
            _("The plan as it was recorded by the end of %(day)s: statuses, bodies and texts.")
            % {"day": date_format(at.day)}
        )
    if at.includes_submitted:
        said.append(_("Figures submitted and not accepted yet are included."))
    return said
