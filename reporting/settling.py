"""Settling a disagreement between bodies: one more status row, with the reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import trail
from accounts.conflicts import Refused, claim
from reporting import disagreements, moving, policy
from sip.actions import add_row
from sip.models import Activity, StatusRow

NOTHING_TO_SETTLE = gettext_lazy(
    "Nothing is to be settled here: the bodies agree, it was settled, or the quarter is closed."
)


@transaction.atomic
def settle(*, quarter, activity, body, version, motive, by, at=None):
    """Say which body's word on an activity counts, while the quarter is open.

    `body` is the key of a body whose accepted report of the quarter speaks of the activity: its
    status and answers become the official row, of origin “settlement”, on the quarter's last day.
    `version` is the activity's as it was read: `Stale` where it has moved on. `Refused` where
    nothing is to be settled (any more), `ValidationError` by field for what is missing,
    `PermissionDenied` for anyone but GLC staff. Nothing is overwritten. Returns the row.
    """
    at, told_at = at or timezone.now(), at
    if not policy.can_settle(by, moving.day(told_at)):
        raise PermissionDenied
    quarter = moving.held(quarter)
    activity = claim(
        Activity.objects.select_related("current_row"), pk=activity.pk, version=version
    )
    if not disagreements.standing().filter(activity=activity, report__quarter=quarter).exists():
        raise Refused(NOTHING_TO_SETTLE)
    motive = moving.said(motive, "motive", _("Say why this body's word counts."))
    said = {line.report.body.key: line for line in disagreements.said_of(activity, quarter)}
    if body not in said:
        raise ValidationError({"body": _("Choose whose word counts.")})
    line, before = said[body], activity.current_row
    row = add_row(
        activity=activity, status=line.status, effective_on=quarter.ends_on, by=by, at=at,
        origin=StatusRow.Origin.SETTLEMENT, answers=line.answers(), body=line.report.body,
        motive=motive,
    )  # fmt: skip
    trail.record(
        by=by, verb="disagreement_settled", target=activity, reason=motive, told_at=told_at,
        before={"status": before.status, "effective_on": before.effective_on},
        after={"status": row.status, "effective_on": row.effective_on, "body": body},
    )  # fmt: skip
    return row
