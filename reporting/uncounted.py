"""A report that was not accepted when its quarter closed does not count: said in the same words on
every page, in the pack and in mails. No database here."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.days import date_format
from reporting.workflow import State


def label(state, *, is_started):
    """Say in a word or two what such a report is."""
    if state == State.RETURNED:
        return pgettext("state of a report", "Returned, does not count")
    if state == State.SUBMITTED:
        return pgettext("state of a report", "Not accepted, does not count")
    if is_started:
        return pgettext("state of a report", "Draft, does not count")
    return pgettext("state of a report", "Not received")


def sentence(state, *, is_started, day=None):
    """Say what happened to it; `day` is the one on which it was returned or handed over."""
    told = {"day": day and date_format(day, "j F Y")}
    if state == State.RETURNED and day:
        return _returned_on() % told
    if state == State.RETURNED:
        return _("Returned, not handed over again before the quarter closed: it does not count.")
    if state == State.SUBMITTED:
        return _submitted_on() % told
    if is_started:
        return _("Begun, not handed over before the quarter closed: it does not count.")
    return _("Not received before the quarter closed.")


def _returned_on():
    return _(
        "Returned on %(day)s, not handed over again before the quarter closed: it does not count."
    )


def _submitted_on():
    return _("Handed over on %(day)s, not accepted before the quarter closed: it does not count.")
