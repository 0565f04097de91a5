"""What a published deadline means: “Continue”, “Hebdomadaire”, “Août”, “31/08/2023”, “chaque mois”.

Deadlines are a rhythm as often as a date (source 004_8d06f06cdd930489.txt), so the words stay as
published and their meaning stands beside them. Pure functions.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sip.search import fold


class Schedule(models.TextChoices):
    CONTINUOUS = "continuous", gettext_lazy("Continuous")
    RECURRING = "recurring", gettext_lazy("Recurring")
    BY_MONTH = "by_month", gettext_lazy("By a month")
    BY_DATE = "by_date", gettext_lazy("By a day")
    UNSPECIFIED = "unspecified", gettext_lazy("Not specified")


class Frequency(models.TextChoices):
    WEEKLY = "weekly", gettext_lazy("Every week")
    MONTHLY = "monthly", gettext_lazy("Every month")
    QUARTERLY = "quarterly", gettext_lazy("Every quarter")


DATED = (Schedule.BY_MONTH, Schedule.BY_DATE)


class Deadline(NamedTuple):
    """What a deadline means. `is_known` is False where the words say nothing to us."""

    schedule: str
    frequency: str = ""
    due_on: datetime.date | None = None
    is_known: bool = True

    @property
    def meaning(self):
        """The key by which forms and workbooks name the meaning; days stand apart."""
        return self.frequency or self.schedule


# What a meaning without a day gives. “Recurring” alone is none: it does not say how often.
UNDATED = {
    **{one.value: Deadline(Schedule.RECURRING.value, one.value) for one in Frequency},
    **{one.value: Deadline(one.value) for one in (Schedule.CONTINUOUS, Schedule.UNSPECIFIED)},
}


class NoSuchDay(ValueError):
    """A day that no calendar has, such as 31/02."""


# What a person may choose where the words say nothing: key and words.
MEANINGS = (
    (Schedule.CONTINUOUS, Schedule.CONTINUOUS.label),
    *Frequency.choices,
    (Schedule.BY_MONTH, Schedule.BY_MONTH.label),
    (Schedule.BY_DATE, Schedule.BY_DATE.label),
    (Schedule.UNSPECIFIED, Schedule.UNSPECIFIED.label),
)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb", "mars march mar",
            "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul",
            "aout august aug", "septembre sept september sep", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
RHYTHMS = {
    Frequency.WEEKLY: "hebdo hebdomadaire hebdomadairement weekly",
    Frequency.MONTHLY: "mensuel mensuelle mensuellement monthly",
    Frequency.QUARTERLY: "trimestriel trimestrielle trimestriellement quarterly",
}
# “chaque mois”, “toutes les semaines”, “every 3 months”, “per quarter”.
EVERY = re.compile(
    r"(?:chaque|par|tou(?:te)?s les|every|each|per) "
    r"(?:(?P<weekly>semaines?|weeks?)|(?P<quarterly>trimestres?|quarters?|(?:3|trois|three) mois"
    r"|(?:3|three) months)|(?P<monthly>mois|months?))"
)
CONTINUOUS = re.compile(r"(en )?contin(ue?|uel(le)?|uous(ly)?)|permanent(e|ly)?|ongoing|en cours")
UNSPECIFIED = re.compile(r"|-+|–|—|n/?a|non precisee?|not specified|a definir|tbd|to be defined")
DAY = re.compile(r"(?:le )?(\d{1,2})(?:er)?[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
NAMED_DAY = re.compile(r"(?:le |on )?(\d{1,2})(?:er|st|nd|rd|th)? (?:of )?([a-z]+)\.?(?: (\d{4}))?")
NAMED_MONTH = re.compile(
    r"(?:(?:avant |d'ici )?(?:la )?fin|end of|by|en|in|mois de|mois d')? ?([a-z]+)\.?(?: (\d{4}))?"
)
NUMBERED_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})")
QUARTER = re.compile(r"[tq]([1-4])(?: (\d{4}))?")


def read(text, year):
    """Return what a deadline's words mean in a plan of that year, as a `Deadline`.

    Takes a day (date or datetime, as workbooks give them) or words in French or English. Raises
    `NoSuchDay` for a day that does not exist; unknown words come back unspecified, not `is_known`.
    """
    if isinstance(text, datetime.datetime):
        text = text.date()
    if isinstance(text, datetime.date):
        return Deadline(Schedule.BY_DATE, due_on=text)
    return _said(str(text or ""), year)


@lru_cache(maxsize=1000)  # the words of a plan are few, and come again in every row
def _said(text, year):
    words = fold(text).strip(" .;,")
    return (
        _rhythm(words)
        or _day(words, year)
        or _month(words, year)
        or Deadline(Schedule.UNSPECIFIED, is_known=False)
    )


def of_meaning(meaning, due_on=None):
    """Return the `Deadline` that a chosen meaning gives; None for a key nobody offers."""
    if meaning in DATED:
        return Deadline(meaning, due_on=end_of_month(due_on) if meaning == Schedule.BY_MONTH
                        and due_on else due_on)  # fmt: skip
    return UNDATED.get(meaning)


def end_of_month(day):
    following = day.replace(day=28) + datetime.timedelta(days=4)
    return following - datetime.timedelta(days=following.day)


def _rhythm(words):
    if CONTINUOUS.fullmatch(words):
        return Deadline(Schedule.CONTINUOUS)
    if UNSPECIFIED.fullmatch(words):
        return Deadline(Schedule.UNSPECIFIED)
    for frequency, names in RHYTHMS.items():
        if words in names.split():
            return Deadline(Schedule.RECURRING, frequency)
    if found := EVERY.fullmatch(words):
        return Deadline(Schedule.RECURRING, found.lastgroup)
    return None


def _day(words, year):
    if found := ISO_DAY.fullmatch(words):
        return _on(found[1], found[2], found[3])
    if found := DAY.fullmatch(words):
        return _on(_year(found[3], year), found[2], found[1])
    if (found := NAMED_DAY.fullmatch(words)) and found[2] in MONTHS:
        return _on(found[3] or year, MONTHS[found[2]], found[1])
    return None


def _month(words, year):
    if (found := NAMED_MONTH.fullmatch(words)) and found[1] in MONTHS:
        return _by(found[2] or year, MONTHS[found[1]])
    if found := NUMBERED_MONTH.fullmatch(words):
        return _by(found[2], found[1])
    if found := QUARTER.fullmatch(words):
        return _by(found[2] or year, 3 * int(found[1]))
    return None


def _year(text, year):
    if not text:
        return year
    return int(text) + 2000 if len(text) == 2 else int(text)


def _on(year, month, day):
    return Deadline(Schedule.BY_DATE, due_on=_date(year, month, day))


def _by(year, month):
    return Deadline(Schedule.BY_MONTH, due_on=end_of_month(_date(year, month, 1)))


def _date(year, month, day):
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError as error:
        raise NoSuchDay(
            _("There is no such day: %(day)s/%(month)s/%(year)s. Type a day of the calendar.")
            % {"day": day, "month": month, "year": year}
        ) from error
