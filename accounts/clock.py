"""Which day it is where deadlines are read. Nothing below the views asks the clock otherwise."""

import datetime

from django.utils import timezone


def today():
    """Return today's date in Rome (settings.TIME_ZONE)."""
    return timezone.localdate()


def end_of_day(day):
    """Return the last instant of `day` in Rome, as an aware datetime."""
    last = datetime.datetime.combine(day, datetime.time.max)
    return timezone.make_aware(last)


def start_of_day(day):
    """Return the first instant of `day` in Rome, as an aware datetime."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
