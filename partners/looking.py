"""How many organisations' people one person may look at: nobody takes all addresses away page by
page, not even with a right to see each."""

import time

from django.core.cache import cache

MOST, WITHIN = 100, 60 * 60  # organisations, seconds


def may_still_look(person, organisation):
    """Whether `person` may see the people of one more organisation now; counts it if so.

    What was shown within the hour is shown again. The count stands in the cache that all processes
    share: without it nobody is kept from their work.
    """
    place, now = f"people-shown/{person.pk}", time.time()
    shown = {key: at for key, at in (cache.get(place) or {}).items() if at > now - WITHIN}
    if organisation.pk in shown:
        return True
    if len(shown) >= MOST:
        return False
    cache.set(place, {**shown, organisation.pk: now}, WITHIN)
    return True
