"""A report that was returned and has come back: why it was, and what its body made of it."""

from typing import NamedTuple

from django.utils.dateparse import parse_date

from accounts.days import date_format
from reporting.lines import TEXTS
from reporting.models import ReportText, Transition
from reporting.reading import differing_summary, differing_words
from reporting.workflow import State


class Changed(NamedTuple):
    """What differs in one place: a part of the report, or its summary (None). `statuses` are the
    one submitted before and the one submitted now, where they are known and differ."""

    part: object
    differing: tuple  # `sip.conflicts.Difference`s, as submitted before and now
    statuses: tuple = ()

    @property
    def count(self):
        return len(self.differing) + bool(self.statuses)


class SecondRound(NamedTuple):
    returned: Transition  # the last one, with its comment
    changes: list

    @property
    def count(self):
        return sum(each.count for each in self.changes)


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
        statuses = was.get("status"), said.get("status")
        is_told = None not in statuses  # texts kept before statuses were say nothing of them
        words = differing_words(
            (*TEXTS, "completed_on") if is_told else TEXTS, _read(was), _read(said)
        )
        found.append(
            Changed(part, words, statuses if is_told and statuses[0] != statuses[1] else ())
        )
    return [each for each in found if each.count]


def _read(words):
    """Return what was kept of a line with its day as it is read."""
    day = words.get("completed_on")
    return {**words, "completed_on": date_format(parse_date(day)) if day else ""}
