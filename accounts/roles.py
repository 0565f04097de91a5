"""What somebody is in the tracker today, in words: what their rights come from.

Seats, affiliations and places in national teams belong to apps above; they are read through the
person's own relations.
"""

import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _


class Held(NamedTuple):
    """One role: what it is, where, since when, and the address at which one leaves it oneself."""

    role: str
    where: str
    since: datetime.date
    until: datetime.date | None
    leave: str = ""


def in_words(person, on=None):
    """Return the roles that a person holds on a day (today by default), as `Held`."""
    grants = [(row, "", "") for row in person.grants.on(on)]
    seats = [(row, row.body.name, "") for row in person.seats.on(on).select_related("body")]
    homes = [
        (row, row.organisation, reverse("partner-leave", args=[row.organisation.slug]))
        for row in person.affiliations.on(on).select_related("organisation")
    ]
    teams = [(row, row.cluster, "") for row in person.team_places.on(on).select_related("cluster")]
    rome = [
        Held(_("Support team in Rome"), "", row.starts_on, row.ends_on)
        for row in person.support_team_places.on(on)
    ]
    return rome + [
        Held(row.get_role_display(), str(where), row.starts_on, row.ends_on, leave)
        for row, where, leave in (*grants, *seats, *homes, *teams)
    ]
