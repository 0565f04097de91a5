"""How many organisations' people one person may look at: nobody takes all addresses away page by
page, not even with a right to see each."""

import time

from django.core.cache import caches

MOST, WITHIN = 100, 60 * 60  # organisations, seconds


def may_still_look(person, organisation):
    """Whether `person` may see the people of one more organisation now; counts it if so.

    What was shown within the hour is shown again. Each process counts for itself, so that no page
    pays for it in the database: it is a brake, and no right hangs on it.
    """
    kept, place, now = caches["pages"], f"people-shown/{person.pk}", time.time()
    shown = {key: at for key, at in (kept.get(place) or {}).items() if at > now - WITHIN}
    if organisation.pk in shown:
        return True
    if len(shown) >= MOST:
        return False
    kept.set(place, {**shown, organisation.pk: now}, WITHIN)
    return True
