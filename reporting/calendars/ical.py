"""Events as an iCalendar file: stable UIDs, exclusive last days, cancelled rather than left out."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

CONTENT_TYPE = "text/calendar; charset=utf-8"
A_DAY = datetime.timedelta(days=1)
ASK_AGAIN = datetime.timedelta(hours=12)


def write(make_events, language):
    """Return the calendar of `make_events()` as bytes, its words in a language.

    The same events give the same bytes, so that readers who ask again can be told that nothing
    has changed.
    """
    with override(language):
        book = Calendar()
        book.add("prodid", "-//Logistics Cluster//SIP tracker//")
        book.add("version", "2.0")
        book.add("calscale", "GREGORIAN")
        book.add("method", "PUBLISH")
        book.add("x-wr-calname", _("Logistics Cluster: meetings and deadlines"))
        book.add("x-wr-timezone", settings.TIME_ZONE)
        book.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        for event in make_events():
            book.add_component(_component(event))
        return book.to_ical()


def _component(told):
    event = Event()
    event.add("uid", f"{told.name}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("dtstamp", told.recorded_at.astimezone(datetime.UTC))
    event.add("last-modified", told.recorded_at.astimezone(datetime.UTC))
    event.add("sequence", told.sequence)
    event.add("status", "CANCELLED" if told.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if _is_day(told.begins) else "OPAQUE")
    for name, when in (("dtstart", told.begins), ("dtend", told.ends)):
        if _is_day(when):
            event.add(name, when + A_DAY if name == "dtend" else when)
        elif name == "dtstart" or when > told.begins:
            event.add(name, when.astimezone(datetime.UTC))
    for name, words in (
        ("summary", told.summary), ("location", told.place), ("description", told.detail),
    ):  # fmt: skip
        if words:
            event.add(name, vText(words), parameters={"LANGUAGE": get_language()})
    event.add("url", told.url)
    return event


def _is_day(when):
    return not isinstance(when, datetime.datetime)
