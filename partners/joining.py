"""Joining an organisation, which one of its people confirms, and leaving it by oneself."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from partners import actions, notices, policy
from partners.models import Affiliation, Joining, Organisation
from sip.models import Owner

MOST_WAITING = 3  # requests of one person: nobody writes to the whole directory
State = Joining.State
# Sent within the act, with `person`, `seats` and `words`: what a person holds for an organisation
# belongs to an app above this one, and ends with it.
has_left = Signal()


@transaction.atomic
def ask(*, organisation, words, by):
    """Say that one belongs to an organisation; its contacts are told. Returns the request.

    Where it has nobody here, the GLC is told. `Refused` with too many requests that wait.
    """
    if not policy.can_ask_to_join(by, organisation):
        raise PermissionDenied
    made = Joining(
        person=by, organisation=organisation, words=words.strip(), asked_at=timezone.now()
    )
    made.full_clean()
    if by.joinings.waiting().count() >= MOST_WAITING:
        raise Refused(_("Your earlier requests wait for an answer: take one of them back first."))
    made.save()
    notices.asked_to_join(made)
    _record(made, "organisation_joining_asked", by)
    return made


@transaction.atomic
def answer(*, joining, is_accepted, words, by, role=Affiliation.Role.MEMBER):
    """Confirm that a person belongs to the organisation, from today, or decline, in words.

    Returns the request. Two who answer at once: the second is refused.
    """
    if not policy.can_answer_joining(by, joining):
        raise PermissionDenied
    state = State.ACCEPTED if is_accepted else State.DECLINED
    if not is_accepted and not words.strip():
        raise ValidationError({"words": _("Say in a sentence why not.")})
    held = _moved(joining, state, words, by)
    if is_accepted:
        actions.place(
            person=held.person, organisation=held.organisation, role=role, starts_on=today()
        )
    notices.joining_answered(held)
    behalf = "" if policy.speaks_for(by, held.organisation) else held.organisation.slug
    _record(held, f"organisation_joining_{state}", by, on_behalf_of=behalf, reason=held.answer)
    return held


@transaction.atomic
def take_back(*, joining, by):
    """Take one's own request back."""
    if by != joining.person:
        raise PermissionDenied
    held = _moved(joining, State.WITHDRAWN, "", by)
    _record(held, "organisation_joining_withdrawn", by)
    return held


@transaction.atomic
def leave(*, organisation, by, words="", ending=None):
    """Leave an organisation: its rights are gone at the next request, the name stays in history.

    An affiliation that began today leaves no day behind: its row goes, the trail tells. Seats held
    for it (`seats_for`) end with it, and the GLC is told which. `ending` are the keys of the seats
    that the person was warned of. `Refused` for who is no member, and where others would end.
    """
    eve, now = today() - datetime.timedelta(days=1), timezone.now()
    rows = Affiliation.objects.select_for_update(of=("self",)).filter(
        person=by, organisation=organisation
    )
    held = list(rows.exclude(ends_on__lt=today()))
    if not held:
        raise Refused(_("You do not belong to this organisation."))
    for row in held:
        if row.starts_on > eve:
            row.delete()
        else:
            row.ends_on, row.ended_at = eve, now
            row.save(update_fields=["ends_on", "ended_at"])
    seats = list(seats_for(organisation, by))
    if ending is not None and {seat.pk for seat in seats} != set(ending):
        raise Refused(_("Your seats have changed since you read this page: read again what ends."))
    has_left.send(sender=Organisation, person=by, seats=seats, words=words)
    notices.left(organisation, by, seats)
    trail.record(
        by=by, verb="organisation_left", target=organisation, reason=words.strip(),
        before={"person": by.ref, "role": held[0].role, "starts_on": held[0].starts_on},
        after={"person": by.ref, "ends_on": eve},
    )  # fmt: skip


def seats_for(organisation, person):
    """Return the seats that end when a person leaves an organisation: those held for it, today or
    later, and those of a SAG focal point where one of them is in the SAG."""
    open_still = person.seats.exclude(ends_on__lt=today())
    held = open_still.filter(organisation=organisation)
    ends = Q(pk__in=held.values("pk"))
    if held.filter(body__kind=Owner.Kind.ADVISORY_GROUP).exists():
        ends |= Q(role="sag_focal_point")
    return open_still.filter(ends).select_related("body").order_by("body__order", "pk")


def _moved(joining, state, words, by):
    """Answer a request that still waits. The conditional UPDATE is the claim, on both databases."""
    if (
        not Joining.objects.waiting()
        .filter(pk=joining.pk)
        .update(state=state, answer=words.strip(), answered_at=timezone.now(), answered_by=by)
    ):
        raise Refused(_("This request was answered or taken back meanwhile."))
    return Joining.objects.select_related("person", "organisation", "answered_by").get(
        pk=joining.pk
    )


def _record(joining, verb, by, **more):
    trail.record(
        by=by, verb=verb, target=joining.organisation, after={"person": joining.person.ref}, **more
    )
