"""Leaving an organisation: by oneself, or as the GLC records it. Both ways do the same.

What a person holds for an organisation ends with it: `has_left` tells the apps above of it. Those
concerned are told by mail, whoever acts.
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from accounts.days import date_format
from partners import notices, policy
from partners.models import Affiliation, Organisation
from sip.models import Owner

# Sent within the act, with `person`, `seats`, `ends_on` (their last day), `words`, `by` and `at`:
# what a person holds for an organisation belongs to an app above this one, and ends with it.
has_left = Signal()


@transaction.atomic
def leave(*, organisation, by, words="", ending=None):
    """Leave an organisation: its rights are gone at the next request, the name stays in history.

    An affiliation that began today leaves no day behind: its row goes, the trail tells. `ending`
    are the keys of the seats that the person was warned of (`seats_for`). `Refused` for who is no
    member, and where other seats would end.
    """
    rows = Affiliation.objects.select_for_update(of=("self",)).filter(
        person=by, organisation=organisation
    )
    held = list(rows.exclude(ends_on__lt=today()))
    if not held:
        raise Refused(_("You do not belong to this organisation."))
    for row in held:
        if row.starts_on > _eve():
            row.delete()
        else:
            _end(row, _eve())
    seats = seats_for(organisation, by)
    if ending is not None and {seat.pk for seat in seats} != set(ending):
        raise Refused(_("Your seats have changed since you read this page: read again what ends."))
    _tell(organisation, by, seats, _eve(), by, words=words)
    trail.record(
        by=by, verb="organisation_left", target=organisation, reason=words.strip(),
        before={"person": by.ref, "role": held[0].role, "starts_on": held[0].starts_on},
        after={"person": by.ref, "ends_on": _eve()},
    )  # fmt: skip


@transaction.atomic
def end_affiliation(*, affiliation, ends_on, by, at=None):
    """Say on which last day a person belongs to an organisation, for GLC staff (`PermissionDenied`
    for others). Their seats for it end on that day too. Returns the row."""
    if not policy.can_edit_directory(by):
        raise PermissionDenied
    rows = Affiliation.objects.select_for_update(of=("self",))
    row = rows.select_related("person", "organisation").get(pk=affiliation.pk)
    if row.is_over(ends_on, at):
        raise Refused(
            _("This affiliation has ended already, on %(day)s.") % {"day": date_format(row.ends_on)}
        )
    before = {"person": row.person.ref, "ends_on": row.ends_on}
    _end(row, ends_on, at)
    _tell(row.organisation, row.person, seats_after(row, ends_on), ends_on, by, at=at)
    trail.record(
        by=by, verb="affiliation_ended", target=row.organisation, before=before, told_at=at,
        after={"person": row.person.ref, "ends_on": ends_on},
    )  # fmt: skip
    return row


def seats_after(affiliation, day):
    """Return the seats that end when an affiliation does on that day: none where the person goes
    on in the organisation by another row."""
    following = max(day, _eve()) + datetime.timedelta(days=1)
    others = affiliation.person.affiliations.on(following).exclude(pk=affiliation.pk)
    if others.filter(organisation=affiliation.organisation_id).exists():
        return []
    return seats_for(affiliation.organisation, affiliation.person, day)


def seats_for(organisation, person, day=None):
    """Return the seats that end when a person leaves an organisation, with `day` the last (by
    default yesterday): those held for it then or to come, and those of a SAG focal point where one
    of them is in the SAG. What has ended by now stays as it was."""
    open_still = person.seats.exclude(ends_on__lte=max(day or _eve(), _eve()))
    held = open_still.filter(organisation=organisation)
    ends = Q(pk__in=held.values("pk"))
    if held.filter(body__kind=Owner.Kind.ADVISORY_GROUP).exists():
        ends |= Q(role="sag_focal_point")
    return list(open_still.filter(ends).select_related("body").order_by("body__order", "pk"))


def _tell(organisation, person, seats, day, by, words="", at=None):
    has_left.send(
        sender=Organisation, person=person, seats=seats, ends_on=day, words=words, by=by, at=at
    )
    notices.left(organisation, person, seats, day, by)


def _end(row, day, at=None):
    row.ends_on, row.ended_at = day, at or timezone.now()
    row.full_clean()
    row.save(update_fields=["ends_on", "ended_at"])


def _eve():
    return today() - datetime.timedelta(days=1)
