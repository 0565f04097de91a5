"""How many could vote in a plenary. Who came to a meeting is known to an app above this one."""

from django.dispatch import Signal

from sip.models import Meeting

# Sent with `meeting`; the app above that keeps attendance answers how many partners came, or None
# while nobody has recorded any.
partners_asked = Signal()


def partners_at(meeting):
    """Return how many partners came to a meeting, each of which has one vote; None if unknown."""
    answers = partners_asked.send(sender=Meeting, meeting=meeting)
    return next((number for _who, number in answers if number is not None), None)


def surplus(meeting, votes):
    """Return how many partners came, where more votes than that were counted; None otherwise."""
    came = partners_at(meeting) if meeting else None
    return came if came is not None and sum(votes) > came else None
