"""Who may do what with organisations and their people. One rule per function."""

from django.db.models import Exists, Q

from accounts.models import Grant, User
from accounts.policy import is_administrator, is_glc_staff, sits_in_the_sag
from partners.models import Affiliation, CommitmentSet, Organisation

GLC = "glc"  # whom GLC staff ask for a resource for; countries ask under their cluster's key


def can_edit_directory(user, on=None):
    """Organisations, how they are engaged and who belongs to them: GLC staff alone."""
    return is_glc_staff(user, on)


def speaks_for(user, organisation, on=None):
    """Whoever belongs to an organisation on that day."""
    return (
        user.is_authenticated
        and Affiliation.objects.on(on).filter(person=user, organisation=organisation).exists()
    )


def can_ask_to_join(user, organisation, on=None):
    """Anybody with an account, unless they belong to it or it went on in another entry."""
    return (
        user.is_authenticated
        and organisation.merged_into_id is None
        and not speaks_for(user, organisation, on)
    )


def can_answer_joining(user, joining, on=None):
    """The contacts of the organisation, all its people where it has none, and GLC staff on its
    behalf. Nobody for themselves."""
    if user == joining.person:
        return False
    answering = Affiliation.objects.answering(joining.organisation, on)
    return is_glc_staff(user, on) or answering.filter(person=user).exists()


def can_see_people(user, organisation, on=None):
    """Whoever answers for everybody, and the organisation's own people. Never a visitor."""
    return user.is_authenticated and (
        is_glc_staff(user, on)
        or is_administrator(user, on)
        or sits_in_the_sag(user, on)
        or speaks_for(user, organisation, on)
    )


def can_see_address(user, person, on=None):
    """The address of an account: its own, and whoever answers for the accounts of all."""
    return user.is_authenticated and (
        user == person or is_glc_staff(user, on) or is_administrator(user, on)
    )


def can_edit_entry(user, organisation, on=None):
    """Its own people keep an organisation's entry, declaration and offers; GLC staff on its
    behalf. What decides on votes and services is not among them (`can_edit_directory`)."""
    return is_glc_staff(user, on) or speaks_for(user, organisation, on)


def can_see_declarations(user):
    """What an organisation answered is read by people signed in; visitors see counts alone."""
    return user.is_authenticated


def can_adapt_commitments(user, key, on=None):
    """GLC staff, and the coordinator of the national cluster that the key names. The whole
    cluster's own set is not written: it stands as published."""
    return key != CommitmentSet.GLOBAL and (
        is_glc_staff(user, on) or key in _clusters(user, on, role="coordinator")
    )


def adaptable_clusters(user, on=None):
    """Return the national clusters whose commitments the person may adapt (`can_adapt_commitments`,
    asked of all of them at once); clusters stand above this app."""
    clusters = Organisation.clusters_led.rel.related_model.objects.active(on).order_by("name")
    if not user.is_authenticated:
        return clusters.none()
    staff = Exists(user.grants.on(on).filter(role=Grant.Role.GLC_STAFF))
    own = user.team_places.on(on).filter(role="coordinator").values("cluster")
    return clusters.filter(staff | Q(pk__in=own))


def asks_for(user, on=None):
    """Return for whom this person may ask for resources: the GLC, national clusters, by key."""
    if not user.is_authenticated:
        return []
    return [*([GLC] if is_glc_staff(user, on) else []), *_clusters(user, on)]


def may_ask(user, on=None):
    """Whether there is somebody for whom this person may ask (`asks_for`), in one query."""
    if not user.is_authenticated:
        return False
    staff = Exists(user.grants.on(on).filter(role=Grant.Role.GLC_STAFF))
    return User.objects.filter(staff | Exists(user.team_places.on(on)), pk=user.pk).exists()


def can_see_offer_contact(user, organisation, on=None):
    """Those who see its people, and those who may ask for what it offers."""
    return can_see_people(user, organisation, on) or bool(asks_for(user, on))


def asks(user, request, on=None):
    """Whether the person stands on the side that asked."""
    return request.on_behalf_of in asks_for(user, on)


def provides(user, request, on=None):
    """Whether the person stands on the side that was asked."""
    return speaks_for(user, request.resource.organisation, on)


def _clusters(user, on, **conditions):
    """Keys of the national clusters in whose team the person is; clusters stand above this app."""
    if not user.is_authenticated:
        return []
    places = user.team_places.on(on).filter(**conditions)
    return list(places.values_list("cluster__slug", flat=True))
