"""Errata of closed quarters: added beside the frozen figures, which never change."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from reporting import moving, policy
from reporting.models import Erratum, Quarter
from sip.models import Status


@transaction.atomic
def add_erratum(*, quarter, activity, text, by, status="", at=None):
    """Say what is wrong in what a closed quarter says of an activity, and what is right.

    `status` is the one it should say, where it is the status that is wrong. GLC staff's
    (`PermissionDenied` for others); `Refused` for a quarter that is not closed, and for the same
    text a second time; `ValidationError` by field for what is missing. Dated and signed; no frozen
    row changes. Returns the erratum.
    """
    at, told_at = at or timezone.now(), at
    if not policy.can_correct(by, moving.day(told_at)):
        raise PermissionDenied
    quarter = Quarter.objects.select_for_update().get(pk=quarter.pk)
    if quarter.state != Quarter.State.CLOSED:
        raise Refused(_("This quarter is open: its reports themselves are still put right."))
    row = quarter.frozen_rows.filter(activity=activity).first()
    if row is None:
        raise ValidationError({"activity": _("This quarter says nothing of this activity.")})
    text = moving.said(text, "text", _("Say what is wrong, and what is right."))
    if status and status not in Status.values:
        raise ValidationError({"status": _("Choose one of the six statuses.")})
    if status and status == row.status:
        raise ValidationError({"status": _("The closed quarter says this already.")})
    if quarter.errata.filter(activity=activity, text=text).exists():
        raise Refused(_("This erratum stands already."))
    erratum = Erratum.objects.create(
        quarter=quarter, activity=activity, said=row.status, status=status, text=text, at=at, by=by
    )  # fmt: skip
    after = {"quarter": quarter.key, "status": status} if status else {"quarter": quarter.key}
    trail.record(
        by=by, verb="erratum_added", target=activity, reason=text, told_at=told_at,
        before={"status": row.status} if status else None, after=after,
    )  # fmt: skip
    return erratum
