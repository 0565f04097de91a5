"""National clusters and their teams: kept by GLC staff."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from accounts.days import date_format
from actionplans import policy
from actionplans.models import NationalCluster, TeamPlace

CHANGEABLE = (
    "name", "cluster_code", "country", "activated_on", "deactivated_on", "lead_agency", "is_sample",
    "languages",
)  # fmt: skip


@transaction.atomic
def add_cluster(*, slug, name, by, cluster_code="LOG", at=None, **fields):
    """Enter a national cluster. `fields` are those of `CHANGEABLE`; `by` is None for what the
    tracker brings with it. Returns the cluster."""
    _refuse_unless_keeper(by)
    cluster = NationalCluster(slug=slug, name=name, cluster_code=cluster_code, **fields)
    cluster.full_clean()
    _refuse_incomplete(cluster)
    cluster.save()
    trail.record(by=by, verb="cluster_added", target=cluster, after=_told(cluster), told_at=at)
    return cluster


@transaction.atomic
def change_cluster(*, cluster, changes, by, version, at=None):
    """Change what is said of a cluster (`CHANGEABLE`); its key never changes. Raises Stale when
    somebody saved in between. Without a difference nothing is written."""
    _refuse_unless_keeper(by)
    if unknown := set(changes) - set(CHANGEABLE):
        raise ValueError(f"not changed here: {', '.join(sorted(unknown))}")
    cluster = claim(NationalCluster.objects, pk=cluster.pk, version=version)
    before = _told(cluster)
    for name, value in changes.items():
        setattr(cluster, name, value)
    cluster.full_clean()
    after = _told(cluster)
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        transaction.set_rollback(True)
        return cluster
    _refuse_incomplete(cluster)
    cluster.save(update_fields=list(changes))
    trail.record(
        by=by, verb="cluster_changed", target=cluster, told_at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip
    return cluster


@transaction.atomic
def give_place(*, cluster, person, role, starts_on, by, at=None):
    """Give a person a place in a team from a day on; nobody does it for themselves."""
    _refuse_unless_keeper(by)
    if by == person:
        raise Refused(_("Somebody else of the GLC has to do this: it concerns you."))
    if cluster.is_deactivated_on(max(starts_on, today())):
        raise Refused(
            _("This cluster was deactivated on %(day)s: its team is not added to.")
            % {"day": date_format(cluster.deactivated_on)}
        )
    if not person.is_active:
        raise ValidationError({"person": _("This account is closed.")})
    row = TeamPlace(
        cluster=cluster, person=person, role=role, starts_on=starts_on,
        recorded_at=at or timezone.now(),
    )  # fmt: skip
    row.full_clean()
    row.save()
    trail.record(
        by=by, verb="team_place_given", target=cluster, told_at=at,
        after={"person": person.ref, "role": row.role, "starts_on": starts_on},
    )  # fmt: skip
    return row


@transaction.atomic
def end_place(*, place, ends_on, by, at=None):
    """Say on which last day a person holds a place; the rights are gone the day after."""
    _refuse_unless_keeper(by)
    row = TeamPlace.objects.select_for_update().get(pk=place.pk)
    if row.is_over(ends_on, at):
        raise Refused(
            _("This place has ended already, on %(day)s.") % {"day": date_format(row.ends_on)}
        )
    before = {"person": row.person.ref, "ends_on": row.ends_on}
    row.ends_on, row.ended_at = ends_on, at or timezone.now()
    row.full_clean()
    row.save(update_fields=["ends_on", "ended_at"])
    trail.record(
        by=by, verb="team_place_ended", target=row.cluster, before=before, told_at=at,
        after={"person": row.person.ref, "ends_on": ends_on},
    )  # fmt: skip
    return row


def _refuse_unless_keeper(by):
    if by and not policy.can_keep_clusters(by):
        raise PermissionDenied


def _refuse_incomplete(cluster):
    """A cluster is activated by the IASC, on a day, and answers to the HC through its lead agency;
    the sample alone has neither."""
    if cluster.is_sample:
        return
    said = {
        "activated_on": _("Say on which day the IASC activated the cluster."),
        "lead_agency": _("Name the agency that leads the cluster."),
    }
    if missing := {name: text for name, text in said.items() if not getattr(cluster, name)}:
        raise ValidationError(missing)


def _told(cluster):
    agency = cluster.lead_agency
    told = {name: getattr(cluster, name) for name in CHANGEABLE if name != "lead_agency"}
    return {**told, "organisation": agency.slug if agency else None}
