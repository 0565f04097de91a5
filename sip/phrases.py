"""Counts of activities said in words, for the sentence that opens a page."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.utils.translation import ngettext, pgettext

from sip.models.progress import NOT_REPORTED, Status
from sip.progress import counts_by_status


def count_activities(activities):
    """Count activities by status key, every status in its order, zeros included."""
    return counts_by_status(activity.status or NOT_REPORTED for activity in activities)


def in_words(counts):
    """Say counts by status key as part of a sentence: “2 completed, 1 blocked and 3 not yet
    reported”."""
    phrases = [_phrase(key, number) for key, number in counts.items() if number]
    return get_text_list(phrases, pgettext("last of a list", "and"))


def linked(pattern, **places):
    """Put links in the places of a translated sentence: (address, number) for a number; an address
    alone for {name}…{end}; what is safe HTML already as it is."""
    shown = {"end": mark_safe("</a>")}
    for name, place in places.items():
        if isinstance(place, tuple):
            shown[name] = format_html('<a href="{}"><b>{}</b></a>', *place)
        elif isinstance(place, SafeString):
            shown[name] = place
        else:
            shown[name] = format_html('<a href="{}">', place)
    return format_html(pattern, **shown)


def _phrase(key, number):
    pattern = {
        Status.COMPLETED: ngettext("%(n)d completed", "%(n)d completed", number),
        Status.ON_TRACK: ngettext("%(n)d on track", "%(n)d on track", number),
        Status.AT_RISK: ngettext("%(n)d at risk", "%(n)d at risk", number),
        Status.BLOCKED: ngettext("%(n)d blocked", "%(n)d blocked", number),
        Status.PAUSED: ngettext("%(n)d paused", "%(n)d paused", number),
        Status.NOT_STARTED: ngettext("%(n)d not started", "%(n)d not started", number),
        NOT_REPORTED: ngettext("%(n)d not yet reported", "%(n)d not yet reported", number),
    }[key]
    return pattern % {"n": number}
