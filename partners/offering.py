"""What organisations offer, and how the GLC and the countries ask for it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from partners import actions, notices, policy
from partners.models import RequestMove, Resource, ResourceRequest

FIELDS = (
    "kind", "title", "description", "quantity", "countries", "languages", "available_on",
    "notice_days", "conditions", "contact", "expires_on",
)  # fmt: skip
# Who is a person in words is no matter of the trail: it names that the contact changed.
UNTOLD = {"contact"}
State = ResourceRequest.State
# What each side may say next, by what was said last. Staying in a state asks or answers a question.
ASKING = {
    State.WAITING: (State.WAITING, State.WITHDRAWN),
    State.AGREED: (State.AGREED, State.DELIVERED, State.WITHDRAWN),
}
PROVIDING = {
    State.WAITING: (State.AGREED, State.DECLINED, State.WAITING),
    State.AGREED: (State.AGREED, State.DECLINED),
}


def from_whom():
    return _(
        "Resources come from partners and stakeholders: this organisation is an observer today."
    )


@transaction.atomic
def offer(*, organisation, by, at=None, **fields):
    """Offer a resource (`FIELDS`) in the name of an organisation that takes part today."""
    if not policy.can_edit_entry(by, organisation):
        raise PermissionDenied
    actions.refuse_merged(organisation)
    now = at or timezone.now()
    engagement = organisation.engagement(timezone.localdate(now))
    if engagement is None:
        raise Refused(_("Only an organisation that takes part today can offer something."))
    if not engagement.can_offer:
        raise Refused(from_whom())
    made = Resource(organisation=organisation, offered_at=now, offered_by=by, **fields)
    _refuse_past(made, timezone.localdate(now))
    made.full_clean()
    made.save()
    _record("resource_offered", made, by, at, after=_told(made, FIELDS))
    return made


@transaction.atomic
def change_offer(*, resource, version, by, at=None, **fields):
    """Change an offer, made from `version` of it; a later `expires_on` renews it. Returns it.
    Raises Stale; without a difference nothing is written."""
    if not policy.can_edit_entry(by, resource.organisation):
        raise PermissionDenied
    held = claim(Resource.objects, pk=resource.pk, version=version)
    before = {name: getattr(held, name) for name in fields if getattr(held, name) != fields[name]}
    if not before:
        Resource.objects.filter(pk=held.pk).update(version=version)
        return held
    for name in before:
        setattr(held, name, fields[name])
    if "expires_on" in before:
        _refuse_past(held, timezone.localdate(at) if at else today())
    held.full_clean()
    held.save(update_fields=list(before))
    told_before = {name: value for name, value in before.items() if name not in UNTOLD}
    _record("resource_changed", held, by, at, before=told_before, after=_told(held, before))
    return held


@transaction.atomic
def withdraw(*, resource, by, at=None):
    """Take an offer back from today on; requests that wait for an answer are declined."""
    if not policy.can_edit_entry(by, resource.organisation):
        raise PermissionDenied
    held = Resource.objects.select_for_update().get(pk=resource.pk)
    if held.withdrawn_on:
        raise Refused(_("This offer was taken back already."))
    now = at or timezone.now()
    held.withdrawn_on = timezone.localdate(now)
    held.save(update_fields=["withdrawn_on"])
    for request in held.requests.waiting().select_for_update():  # one being answered is left out
        _step(request, State.DECLINED, _("The offer was taken back."), by, at)
    _record("resource_withdrawn", held, by, at, after={"withdrawn_on": held.withdrawn_on})
    return held


@transaction.atomic
def ask(*, resource, on_behalf_of, need, by, at=None):
    """Ask for a resource for the GLC or for a national cluster, by key. Returns the request."""
    if on_behalf_of not in policy.asks_for(by):
        raise PermissionDenied
    now = at or timezone.now()
    held = Resource.objects.select_for_update().get(pk=resource.pk)
    if not held.stands_on(timezone.localdate(now)):
        raise Refused(_("This offer is over: it can no longer be asked for."))
    engagement = held.organisation.engagement(timezone.localdate(now))
    if engagement and not engagement.can_offer:
        raise Refused(from_whom())
    request = ResourceRequest(
        resource=held, on_behalf_of=on_behalf_of, need=need.strip(), asked_at=now, asked_by=by
    )
    request.full_clean()
    request.save()
    _step(request, State.WAITING, request.need, by, at)
    _record(
        "resource_asked_for", held, by, at, on_behalf_of=on_behalf_of, after={"need": request.need}
    )
    return request


@transaction.atomic
def answer(*, request, state, text, version, by, at=None):
    """Take a request one step on, from `version` of it: a question, an agreement, a refusal, its
    delivery. Each side has its own steps (`steps`). Returns the request."""
    if state not in steps(by, request):
        raise PermissionDenied
    held = claim(ResourceRequest.objects, pk=request.pk, version=version)
    if state not in steps(by, held):
        raise Refused(_("The request has moved on in the meantime: look at it again."))
    if not text.strip():
        raise ValidationError({"text": _("Say it in a sentence: the other side reads it.")})
    before = held.state
    _step(held, state, text.strip(), by, at)
    _record(
        "resource_request_answered", held.resource, by, at,
        before={"state": before}, after={"state": state, "text": text.strip()},
        on_behalf_of="" if policy.provides(by, held) else held.on_behalf_of,
    )  # fmt: skip
    return held


def steps(person, request):
    """Return the states into which this person may take the request, in the order of the form."""
    state, found = State(request.state), []
    if policy.provides(person, request):
        found += PROVIDING.get(state, ())
    if policy.asks(person, request):
        found += ASKING.get(state, ())
    return list(dict.fromkeys(found))


def _step(request, state, text, by, at):
    """Add one step, and tell the other side; a story told of the past writes to nobody."""
    move = RequestMove.objects.create(
        request=request, state=state, text=text, at=at or timezone.now(), by=by
    )
    request.state = state
    request.save(update_fields=["state"])
    if at is None:
        notices.moved(request, move)


def _refuse_past(resource, day):
    if resource.expires_on and resource.expires_on < day:
        raise ValidationError({"expires_on": _("Give a day that is still to come.")})


def _told(resource, names):
    return {name: getattr(resource, name) for name in names if name not in UNTOLD}


def _record(verb, resource, by, at, **more):
    behalf = "" if policy.speaks_for(by, resource.organisation) else resource.organisation.slug
    trail.record(by=by, verb=verb, target=resource, told_at=at, **{"on_behalf_of": behalf, **more})
