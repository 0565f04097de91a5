"""Leaving an organisation: by oneself, or as the GLC records it. Both ways do the same.

What a person holds for an organisation ends with it: `has_left` tells the apps above of it. Those
concerned are told by mail, whoever acts.

A last day to come is written to the seats when it is given (`plan_to_leave`, `end_affiliation`),
and to each seat that is given after it (`last_day_in`): never worked out when it comes. So each
list, right, file and past day reads the seat's own dates, the trail holds the day on which it was
known, nothing has to run at midnight, and an affiliation that goes on later gives back no right
unseen: the GLC seats the person again.
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
A_DAY = datetime.timedelta(days=1)


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


def plan_to_leave(*, affiliation, by, at=None):
    """Let the seats that a person holds already end with an affiliation that is recorded with its
    last day, within the act that records it; those concerned are told where there are any."""
    if affiliation.ends_on and (seats := seats_after(affiliation, affiliation.ends_on)):
        _tell(affiliation.organisation, affiliation.person, seats, affiliation.ends_on, by, at=at)


def last_day_in(organisation, person, starts_on):
    """Return the last day up to which a person who is there on `starts_on` belongs to an
    organisation without a break; None where no end is known, and where they do not belong to it.

    Their affiliations there stay locked until the act ends: whoever ends one meanwhile waits for
    the seat, and ends it too.
    """
    rows = person.affiliations.select_for_update(of=("self",)).filter(organisation=organisation)
    last = None
    for row in rows.exclude(ends_on__lt=starts_on).order_by("starts_on"):
        if row.starts_on > (last + A_DAY if last else starts_on):
            break
        if row.ends_on is None:
            return None
        last = max(last or row.ends_on, row.ends_on)
    return last


def seats_after(affiliation, day):
    """Return the seats that end when an affiliation does on that day: none where the person goes
    on in the organisation by another row."""
    following = max(day, _eve()) + A_DAY
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
    return today() - A_DAY
