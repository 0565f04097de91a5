"""Questions that several forms ask, and the form by which GLC staff set a status."""

import datetime
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.characters import taken
from accounts.clock import today
from accounts.conflicts import Refused
from sip.conflicts import NOT_ASKED, BeganField
from sip.models import Status
from sip.models.progress import ANSWER_FIELDS

LONGEST = 5000  # characters in one answer
ANY_FIELD_IS_REQUIRED = forms.Field.default_error_messages["required"]
EARLIEST_DAY, LATEST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)


class FormError(NamedTuple):
    """One thing to correct: the id of the input, and what to do."""

    anchor: str
    text: str


def errors_of(form, under="", *, named=False):
    """Return a form's errors in the order of its questions, for the summary above the page.

    `under` is put before each (“1.3.1.3”), on a page with several forms; `named` puts the name of
    its field before each, where many fields may say the same.
    """
    found = [FormError("", str(text)) for text in form.non_field_errors()]
    for field in form:
        is_group = isinstance(field.field.widget, forms.RadioSelect)
        anchor = f"{field.auto_id}_0" if is_group else field.auto_id
        found += [FormError(anchor, text) for text in _told(field, named)]
    return [FormError(anchor, said_of(under, text) if under else text) for anchor, text in found]


def _told(field, named):
    """Return a field's errors; one that is worded for every field alike names its own, for the
    summary stands far from the question."""
    alike = (ANY_FIELD_IS_REQUIRED, _("Choose one."))
    return [
        said_of(field.label, text) if named or text in alike else str(text) for text in field.errors
    ]


def said_of(part, error):
    """Put before an error which part of a page it belongs to: “1.3.1.3: choose a status”."""
    return _("%(part)s: %(error)s") % {"part": part, "error": error}


def add_errors(form, error):
    """Show what an action answered (`ValidationError`, `Refused`) under the question it names, or
    above the form."""
    if isinstance(error, Refused):
        error = ValidationError(error.message)
    for name, found in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, found)


class WordsField(forms.CharField):
    """An answer in words, of at most so many characters; what cannot be stored is refused."""

    def __init__(self, *, rows=2, longest=LONGEST, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        super().__init__(**kwargs)
        self.validators = [
            MaxLengthValidator(
                longest,
                _("Shorten this text: %(limit_value)d characters at most, it has %(show_value)d."),
            ),
            ProhibitNullCharactersValidator(
                message=_("This text holds a character that cannot be kept (NUL): type it again.")
            ),
        ]

    def to_python(self, value):
        return taken(super().to_python(value))


class ManyField(forms.MultipleChoiceField):
    """Several of a few; a list joined by commas is taken too, as a page of two versions sends it.
    Lists keep the order of the choices."""

    default_error_messages = {"invalid_choice": _("Choose among those shown.")}

    def __init__(self, **kwargs):
        super().__init__(widget=forms.CheckboxSelectMultiple, required=False, **kwargs)

    def to_python(self, value):
        sent = [value] if isinstance(value, str) else value or ()
        given = {part.strip() for one in sent for part in str(one).split(",") if part.strip()}
        known = [key for key, _label in self.choices if key in given]
        return known + sorted(given - set(known))


class LineField(WordsField):
    """An answer in words that fits on a line."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\n", " ")


class DayField(forms.DateField):
    """A day typed as day/month/year, in every language; 2026-10-31 is taken too.

    Not `type=date`: the browser's own order would show 10/31 on a French page.
    """

    default_error_messages = {
        "invalid": _("Type a day that exists, as day/month/year: 15/06/2026.")
    }

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%d/%m/%Y", "%Y-%m-%d"],
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value):
        day = super().to_python(value)
        if day and not EARLIEST_DAY <= day <= LATEST_DAY:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class HourField(forms.TimeField):
    """An hour such as 9:30 or 9h30, in Rome."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%H:%M", "%Hh%M", "%Hh"],
            widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
            error_messages={"invalid": _("Type an hour such as 9:30.")},
            **kwargs,
        )

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value


class VersionField(forms.IntegerField):
    """The version of an object that a form was made from."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, **kwargs)


class AnswersForm(forms.Form):
    """The status and what each status asks: shared by the status edit and by report lines.

    `answers()` gives the answers by the names of the model; a pause and a risk ask for their
    reason in different words, so the form has two inputs for the one column.
    """

    status = forms.ChoiceField(
        label=pgettext_lazy("of an activity", "Status"),
        choices=Status.choices,
        widget=forms.RadioSelect,
        required=False,  # sip.actions says what is missing: one list for page, form and act
        error_messages={"invalid_choice": _("Choose one of the six statuses.")},
    )
    decision_needed = WordsField(
        label=_("Which decision do you expect from the SAG?"),
        help_text=_("One sentence. It stands at the head of what the SAG reads."),
        required=False,
    )
    reason = WordsField(
        label=_("Reason of the delay or risk"),
        help_text=_("One or two sentences."),
        required=False,
    )
    way_forward = WordsField(
        label=_("How it will be put right"),
        help_text=_("Who does what, and by when."),
        required=False,
    )
    pause_reason = WordsField(
        label=_("Reason of the pause"),
        help_text=_("With the day of resumption, if it is known."),
        required=False,
    )
    evidence = LineField(
        label=_("Evidence of delivery"),
        help_text=_("Link, file or reference: compulsory."),
        required=False,
    )
    completed_on = DayField(
        label=_("Day of delivery"), help_text=_("Day/month/year."), required=False
    )

    # Which inputs belong to which status: the class that shows them when it is chosen.
    SHOWN_WITH = (
        ("decision_needed", "if-blocked"),
        ("reason", "if-at_risk"),
        ("way_forward", "if-at_risk"),
        ("pause_reason", "if-paused"),
        ("evidence", "if-completed"),
        ("completed_on", "if-completed"),
    )

    def answer_inputs(self):
        """Return (bound field, class) for each answer, in the order of the page."""
        return [(self[name], css) for name, css in self.SHOWN_WITH]

    def answers(self):
        """Return the answers by the model's names, whichever status is chosen."""
        given = {name: self.cleaned_data.get(name) or "" for name in ANSWER_FIELDS}
        if self.cleaned_data.get("status") == Status.PAUSED:
            given["reason"] = self.cleaned_data.get("pause_reason") or ""
        return {**given, "completed_on": self.cleaned_data.get("completed_on")}

    def add_errors(self, errors):
        """Show under each input what `missing_answers` or an action found, by model name."""
        inputs = {}
        if self.cleaned_data.get("status") == Status.PAUSED:
            inputs = {"reason": "pause_reason"}
        for field, messages in dict(errors).items():
            name = inputs.get(field, field)
            # A value that could not be read has its message already: not “missing” as well.
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, messages)


def initial_answers(row):
    """Return the values with which `AnswersForm` shows a row (a status row, a report line)."""
    values = {name: getattr(row, name) for name in ANSWER_FIELDS}
    pause = values["reason"] if row.status == Status.PAUSED else ""
    return {
        **values,
        "status": row.status,
        "reason": "" if pause else values["reason"],
        "pause_reason": pause,
    }


def as_typed(values):
    """Return values as a person would have typed them: days as day/month/year."""
    return {
        name: value.strftime("%d/%m/%Y") if isinstance(value, datetime.date) else value or ""
        for name, value in values.items()
    }


class StatusForm(AnswersForm):
    """A status set by GLC staff outside a report. `version` is the activity's when it was read."""

    effective_on = DayField(
        label=_("Takes effect on"),
        help_text=_("Day/month/year. Today, unless you name another day."),
        required=False,
    )
    motive = WordsField(
        label=_("Why outside a report"),
        help_text=_("People signed in read it: a meeting, a mail, an error put right."),
        required=False,
    )
    version = VersionField()
    began_from = BeganField()
    longest = LONGEST

    def typed(self):
        """Return what was sent, as two versions are compared: without the answers that the chosen
        status does not ask for, and with today where no day of effect was named."""
        self.is_valid()
        asked = [name for name in self.fields if name not in NOT_ASKED]
        given = {name: self.cleaned_data.get(name) or self.data.get(name) for name in asked}
        status = given["status"] if given["status"] in Status.values else ""
        asked = {question.field for question in Status(status).questions} if status else set()
        if status == Status.PAUSED:
            asked = {"pause_reason"}
        for name, _css in self.SHOWN_WITH:
            if name not in asked:
                given[name] = ""
        return as_typed({**given, "effective_on": given["effective_on"] or today()})
