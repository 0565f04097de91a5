"""The packs that the demo froze: those of the last GLMs held."""

import datetime
from functools import partial

from reporting.demo import calendar
from reporting.demo.people import ROME, person
from reporting.demo.timeline import Event, instant
from reporting.pack.actions import freeze
from sip.models import Meeting

FROZEN, DAYS_BEFORE_THE_GLM = 2, 7


def events(day):
    """Return the freezing of each pack, a week before its meeting."""
    for starts_on in calendar.past_meetings(day)[:FROZEN]:
        frozen_on = starts_on - datetime.timedelta(days=DAYS_BEFORE_THE_GLM)
        yield Event(instant(frozen_on, 18), partial(_freeze, starts_on))


def _freeze(starts_on, at):
    meeting = Meeting.objects.get(starts_on=starts_on)
    freeze(meeting=meeting, by=person(ROME), number=1, at=at)
