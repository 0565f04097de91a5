"""Joining an organisation, which one of its people confirms (`leaving` is the way out)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from partners import actions, notices, policy
from partners.models import Affiliation, Joining

MOST_WAITING = 3  # requests of one person: nobody writes to the whole directory
State = Joining.State


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
