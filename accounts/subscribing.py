"""Acts on one's own calendar feed: nobody opens or closes another person's."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import trail
from accounts.calendarfeeds import CalendarFeed, new_secret


@transaction.atomic
def open_calendar(*, person, by):
    """Give a person's calendar an address, or another one: the old one stops. Returns the feed."""
    if by != person:
        raise PermissionDenied
    feed, _made = CalendarFeed.objects.update_or_create(
        person=person, defaults={"secret": new_secret(), "made_at": timezone.now()}
    )
    trail.record(by=by, verb="calendar_opened", target=person)
    return feed


@transaction.atomic
def close_calendar(*, person, by):
    """Take the address away; without one nothing is written."""
    if by != person:
        raise PermissionDenied
    if CalendarFeed.objects.filter(person=person).delete()[0]:
        trail.record(by=by, verb="calendar_closed", target=person)
