"""Deadlines, rhythms and periods in words, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import date_format
from actionplans.deadlines import DATED, MEANINGS, Frequency, Schedule

LABELS = dict(MEANINGS)


def meaning_label(key):
    """Return the words for a meaning: a rhythm's, or a schedule's."""
    return LABELS.get(key, key)


def period_label(frequency, day):
    """Name the period that begins on `day`: “September 2026”, “Q3 2026”, “week of 12 October”."""
    if frequency == Frequency.MONTHLY:
        return date_format(day, "YEAR_MONTH_FORMAT")
    if frequency == Frequency.QUARTERLY:
        return _("Q%(number)s %(year)s") % {"number": (day.month + 2) // 3, "year": day.year}
    if frequency == Frequency.WEEKLY:
        return _("week of %(day)s") % {"day": date_format(day)}
    return date_format(day)


def sentence(standing, schedule, frequency, status):
    """Say where an action stands in time, in one short sentence."""
    if schedule == Schedule.RECURRING:
        return _recurring(standing, frequency)
    if schedule == Schedule.CONTINUOUS:
        return _continuous(standing)
    if schedule in DATED:
        return _dated(standing, status)
    return _("No deadline is given.")


def _recurring(standing, frequency):
    parts = []
    if standing.is_lapsed:
        last = standing.missed[-1]
        parts.append(
            _("Not confirmed: %(period)s") % {"period": period_label(frequency, last.starts_on)}
        )
    if standing.expected:
        parts.append(
            ngettext(
                "%(done)d of %(count)d confirmed", "%(done)d of %(count)d confirmed",
                standing.expected,
            ) % {"done": standing.done, "count": standing.expected}
        )  # fmt: skip
    if standing.next_on:
        parts.append(_("next by %(day)s") % {"day": date_format(standing.next_on)})
    return " · ".join(parts)


def _continuous(standing):
    if standing.last_on is None:
        return _("No review is dated yet.")
    day = {"day": date_format(standing.last_on)}
    if standing.asks_review:
        return _("To be reviewed; last on %(day)s.") % day
    return _("Reviewed on %(day)s") % day


def _dated(standing, status):
    if standing.is_overdue:
        return ngettext(
            "Overdue by %(count)d day", "Overdue by %(count)d days", standing.days_late
        ) % {"count": standing.days_late}
    if status == "completed":
        return _("Done")
    return _("Due by %(day)s") % {"day": date_format(standing.next_on)}
