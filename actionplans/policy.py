"""Who may do what with national clusters and their plans. One rule per function."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.models import Grant
from accounts.policy import is_administrator, is_glc_staff, sits_in_the_sag
from actionplans.models import ActionPlan, NationalCluster, TeamPlace


def can_keep_clusters(user, on=None):
    """Clusters, their dates, lead agencies and teams: GLC staff alone."""
    return is_glc_staff(user, on)


def can_coordinate(user, cluster, on=None):
    """A cluster's plans and CCPM results: its coordinators, and GLC staff for every cluster."""
    return user.is_authenticated and (
        is_glc_staff(user, on)
        or TeamPlace.objects.on(on)
        .filter(person=user, cluster=cluster, role=TeamPlace.Role.COORDINATOR)
        .exists()
    )


def can_see_team(user, cluster, on=None):
    """Names and addresses of a team: its own people and those who answer for everybody."""
    return user.is_authenticated and (
        is_glc_staff(user, on)
        or is_administrator(user, on)
        or sits_in_the_sag(user, on)
        or TeamPlace.objects.on(on).filter(person=user, cluster=cluster).exists()
    )


def visible_plans(user, on=None):
    """Return the plans a person may read, each with `is_writable`, in one query: published ones for
    everybody signed in, drafts for the team and for whoever reads the whole trail
    (`accounts.policy.can_see_trail`). Visitors read none: they get figures.
    """
    if not user.is_authenticated:
        return ActionPlan.objects.none()
    grants, places = user.grants.on(on), TeamPlace.objects.on(on)
    places = places.filter(person=user, cluster=OuterRef("cluster"))
    writes = Q(Exists(grants.filter(role=Grant.Role.GLC_STAFF))) | Q(
        Exists(places.filter(role=TeamPlace.Role.COORDINATOR))
    )
    in_the_sag = user.seats.on(on).filter(body__kind="advisory_group")
    return ActionPlan.objects.annotate(
        is_writable=ExpressionWrapper(writes, BooleanField())
    ).filter(
        ~Q(state=ActionPlan.State.DRAFT)
        | Q(Exists(grants))
        | Q(Exists(in_the_sag))
        | Q(Exists(places))
    )


def editable_clusters(user, on=None):
    """Return the clusters whose plans a person may write; another country's do not exist here."""
    if not user.is_authenticated:
        return NationalCluster.objects.none()
    if is_glc_staff(user, on):
        return NationalCluster.objects.all()
    return NationalCluster.objects.coordinated_by(user, on)
