"""A report that was returned and has come back: why it was, and what its body made of it."""

from typing import NamedTuple

from reporting.lines import TEXTS
from reporting.models import ReportText, Transition
from reporting.reading import differing_summary, differing_words
from reporting.workflow import State


class Changed(NamedTuple):
    """The words that differ in one place: a part of the report, or its summary (None)."""

    part: object
    differing: tuple  # `sip.conflicts.Difference`s, as submitted before and now


class SecondRound(NamedTuple):
    returned: Transition  # the last one, with its comment
    changes: list


def second_round(filing):
    """Return the `SecondRound` of a submitted report that had been returned, else None.

    Two queries; one where it never was returned.
    """
    report = filing.report
    moves = report.transitions.filter(after=State.RETURNED).select_related("by")
    returned = moves.order_by("pk").last()
    if returned is None or report.state != State.SUBMITTED:
        return None
    texts = report.texts.filter(kind=ReportText.Kind.SUBMITTED).order_by("pk")
    return SecondRound(returned, _changes(filing, list(texts)[-2:]))


def _changes(filing, texts):
    if len(texts) < 2:
        return []
    before, now = texts
    found = [Changed(None, differing_summary(before, now))]
    for part in filing.parts:
        was, said = before.words.get(part.code, {}), now.words.get(part.code, {})
        found.append(Changed(part, differing_words(TEXTS, was, said)))
    return [each for each in found if each.differing]
