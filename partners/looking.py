"""How many organisations' people and contacts one person may look at: nobody takes all addresses
away page by page, not even with a right to see each.

One brake for every page that shows an address of somebody else's organisation: its own page, its
offers, a request to join it, the forms in which the GLC keeps these on its behalf; and for the page
of an account in the back office, whose lists, choosers, histories and files show no address at all.
It counts in the database, so it is one count however many processes serve, and nothing throws it
out.
"""

import datetime

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partners import policy
from partners.models import Looked

MOST, WITHIN = 100, datetime.timedelta(hours=1)  # organisations and accounts, time


def may_still_look(person, organisation):
    """Whether `person` may see the people of one more organisation now; counts it if so.

    What was shown within the hour is shown again, and one's own is not counted.
    """
    return policy.speaks_for(person, organisation) or _counts(person, entry=organisation.pk)


def may_still_see_address(person, other):
    """Whether `person` may see the address of one more account now; counts it if so. One's own is
    not counted."""
    if not policy.can_see_address(person, other):
        return False
    return person == other or _counts(person, account=other.pk)


def _counts(person, **seen):
    now = timezone.now()
    shown = person.looked_at.filter(at__gt=now - WITHIN)
    if shown.filter(**seen).exists():
        return True
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # pages asked for at once come in turn
        if shown.count() >= MOST:
            return False
        person.looked_at.exclude(at__gt=now - WITHIN).delete()
        Looked.objects.get_or_create(person=person, **seen, defaults={"at": now})
    return True


def turned_away(request, organisation, page, *keys):
    """Return the way back to a page, for who has looked at too many already; else None. For forms,
    which cannot leave out an address and still be saved."""
    if may_still_look(request.user, organisation):
        return None
    messages.error(request, too_many())
    return redirect(page, *keys)


def too_many():
    return _(
        "You have looked at the people of a hundred organisations within the hour: those of others "
        "are shown again later."
    )


def too_many_addresses():
    return _(
        "You have looked at a hundred organisations and accounts within the hour: addresses of "
        "others are shown again later."
    )
