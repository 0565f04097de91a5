"""What stood before, offered to the form: last quarter's words, and what the status answered.

Nothing is taken over without a click: `put_into` answers that click where there is no script.
"""

from typing import NamedTuple

from accounts.days import date_format
from reporting.lines import tidy
from sip.models import Status

DAY = "completed_on"


class Quote(NamedTuple):
    """One answer of the status that stood: its question in the form, and what it said."""

    name: str
    field: object  # the bound question
    value: object

    @property
    def typed(self):
        """The answer as a person types it."""
        return self.value.strftime("%d/%m/%Y") if self.name == DAY else self.value

    @property
    def said(self):
        return date_format(self.value) if self.name == DAY else self.value


def quotes_for(part):
    """Return what the body's last status answered, in the order of the form's questions."""
    answers = _answers_before(part)
    if answers and part.said_before.status == Status.PAUSED and "reason" in answers:
        answers["pause_reason"] = answers.pop("reason")
    form = part.form
    return [
        Quote(name, form[name], answers[name]) for name, _css in form.SHOWN_WITH if name in answers
    ]


def put_into(data, part):
    """Put last quarter's words after those typed in `data`, and the answers of its status where
    none is typed: unless another status is chosen, which asks for others. Returns the questions
    (bound) where another answer, perhaps one that cannot be read, stays as it was typed."""
    name = f"{part.code}-progress"
    texts = (data.get(name, "").strip(), part.words_before)
    data[name] = "\n".join(text for text in texts if text)
    chosen = data.get(f"{part.code}-status", "")
    if chosen and part.said_before and chosen != part.said_before.status:
        return []
    kept = []
    for quote in part.quotes:
        typed = data.get(quote.field.html_name, "").strip()
        if not typed:
            data[quote.field.html_name] = quote.typed
        elif typed != quote.typed:
            kept.append(quote.field)
    return kept


def without_strays(part, values):
    """Return a line's values without the answers that were taken over for a status which is then
    not the one chosen."""
    status = values.get("status")
    before = _answers_before(part)
    if not status or not before or status == part.said_before.status:
        return values
    asked = {question.field for question in Status(status).questions}
    strays = [
        name
        for name, value in before.items()
        if name not in asked and _plain(values.get(name)) == _plain(value)
    ]
    return values | {name: None if name == DAY else "" for name in strays}


def _answers_before(part):
    """Return what the body's last status asked and was answered: {field: value}."""
    if part.said_before is None:
        return {}
    answers = part.said_before.answers()
    asked = Status(part.said_before.status).questions
    return {each.field: answers[each.field] for each in asked if answers[each.field]}


def _plain(value):
    return tidy(value) if isinstance(value, str) else value
