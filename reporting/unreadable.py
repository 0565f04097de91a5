"""Answers that were typed and cannot be read, such as a day that the calendar lacks: a draft keeps
them as they were typed, and the report lacks them until they are mended."""

from django.utils.translation import gettext as _

from reporting.lines import text_error
from sip.models import Status
from sip.models.progress import ANSWER_FIELDS
from sip.papers.checking import links_in

LONGEST_KEPT = 20_000  # characters; a longer text stays on the page that said so
SUMMARY = "summary"


def keep(report, typed, codes):
    """Put into the report what was typed of the lines `codes` and of the summary; what is kept of
    other lines stays. `typed` is {name of the question: text}."""
    others = {
        name: text
        for name, text in report.unreadable.items()
        if name != SUMMARY and _parted(name)[0] not in codes
    }
    # No database keeps NUL in a text.
    fit = {
        name: text
        for name, text in typed.items()
        if len(text) <= LONGEST_KEPT and "\x00" not in text
    }
    report.unreadable = others | fit


def of_line(report, code):
    """Return {question: text as it was typed} of one line; "" for the summary's."""
    parted = {_parted(name): text for name, text in report.unreadable.items()}
    return {field: text for (line, field), text in parted.items() if line == code}


def errors_of(report, code, status=""):
    """Return what is wrong with the answers of one line that could not be read: {field: message}.

    A paused activity gives its reason in a question of its own. What the chosen status does not ask
    for is nobody's question.
    """
    asked = {each.field for each in Status(status).questions} if status else set(ANSWER_FIELDS)
    found = {}
    for field, text in of_line(report, code).items():
        is_reason = field == "pause_reason" and status == Status.PAUSED
        name = "reason" if is_reason else field
        if name not in ANSWER_FIELDS or name in asked:
            found[name] = _error(field, text)
    return {field: message for field, message in found.items() if message}


def _error(field, text):
    if field == "completed_on":
        return _("Type a day that exists, as day/month/year: 15/06/2026.")
    if field == "links":
        return " ".join(links_in(text)[1].values())
    return text_error(text)


def _parted(name):
    code, _dash, field = name.rpartition("-")
    return code, field
