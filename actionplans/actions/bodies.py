"""Advisory groups of a national cluster: named and closed by its coordinators, or by GLC staff."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from actionplans import policy
from actionplans.models import AdvisoryBody, NationalCluster
from sip.models import Owner
from sip.translated import Translated

SHORT = {Owner.Kind.NATIONAL_SAG: "sag", Owner.Kind.OAG: "oag"}


@transaction.atomic
def name_body(*, cluster, kind, opened_on, by, at=None):
    """Name an advisory group of a cluster (`kind` is one of `Owner.OF_A_COUNTRY`); a cluster has
    one of each kind at a time. Its seats are given on its own page. Returns the `AdvisoryBody`."""
    _refuse_unless_coordinator(by, cluster)
    cluster = NationalCluster.objects.select_for_update().get(pk=cluster.pk)
    if kind not in Owner.OF_A_COUNTRY:
        raise ValidationError({"kind": _("Choose one.")})
    before = cluster.advisory_bodies.filter(owner__kind=kind)
    if before.filter(closed_on=None).exists():
        raise ValidationError({"kind": _("This cluster has such a group already.")})
    if before.filter(closed_on__gt=opened_on).exists():
        raise ValidationError({"opened_on": _("The group before was still at work on that day.")})
    if opened_on > today():
        raise ValidationError({"opened_on": _("A day to come cannot be named here.")})
    number = before.count()
    order = Owner.objects.aggregate(last=Max("order"))["last"] or 0
    again = f"-{number + 1}" if number else ""
    owner = Owner(
        key=f"{cluster.slug}-{SHORT[kind]}{again}"[:50], kind=kind, order=order + 1,
        name=_named(kind, cluster), short_name=_named(kind, cluster, is_short=True),
    )  # fmt: skip
    owner.full_clean()
    owner.save()
    body = AdvisoryBody.objects.create(owner=owner, cluster=cluster, opened_on=opened_on)
    trail.record(
        by=by, verb="advisory_body_named", target=cluster, told_at=at,
        after={"body": owner.key, "starts_on": opened_on},
    )  # fmt: skip
    return body


@transaction.atomic
def close_body(*, body, closed_on, by, at=None):
    """Close an advisory group whose seats have all ended; its page and its history stay."""
    _refuse_unless_coordinator(by, body.cluster)
    # Who gives a seat meanwhile waits for the owner.
    rows = AdvisoryBody.objects.select_for_update(of=("self", "owner")).select_related("owner")
    body = rows.get(pk=body.pk)
    if body.closed_on:
        raise Refused(_("This group is closed already."))
    if body.owner.seats.exclude(ends_on__lte=closed_on).exists():
        raise Refused(_("End its seats first."))
    body.closed_on = closed_on
    body.full_clean()
    body.save(update_fields=["closed_on"])
    trail.record(
        by=by, verb="advisory_body_closed", target=body.cluster, told_at=at,
        after={"body": body.owner.key, "ends_on": closed_on},
    )  # fmt: skip
    return body


def _named(kind, cluster, *, is_short=False):
    """Return the name of the group in every language of the interface, French first."""
    texts = {}
    for language in ("fr", "en"):
        with translation.override(language):
            short = _("National SAG") if kind == Owner.Kind.NATIONAL_SAG else _("OAG")
            words = short if is_short else str(Owner.Kind(kind).label)
            texts[language] = _("%(group)s, %(cluster)s") % {
                "group": words, "cluster": cluster.name,
            }  # fmt: skip
    return Translated.of(original="fr", **texts)


def _refuse_unless_coordinator(by, cluster):
    if not policy.can_coordinate(by, cluster):
        raise PermissionDenied
