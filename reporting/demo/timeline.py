"""Events with their instants, so that the demo happens in the order in which it is told."""

import datetime
from typing import NamedTuple

from django.utils import timezone


class Event(NamedTuple):
    """Something to do, and when it is told to have happened; `act` is called with that instant."""

    at: datetime.datetime
    act: callable


def instant(day, hour, minute=0):
    """Return an instant of `day` in Rome."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def tell(events, now):
    """Do the events in order. What would lie in the future is told a minute ago: a day's story
    may be made in its first hour."""
    latest = now - datetime.timedelta(minutes=1)
    for event in sorted(events, key=lambda event: event.at):
        event.act(min(event.at, latest))
