"""Everything that changes the plan or says where it stands. Pages, admin, commands and reports
all come through here; each act leaves its rows and its line in the trail, or nothing at all."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from sip import policy
from sip.models import Activity, Status, StatusRow
from sip.models.progress import ANSWER_FIELDS


@transaction.atomic
def set_status(
    *, activity, status, by, version, motive, effective_on=None, answers=None, at=None, told_at=None
):
    """Set an activity's status outside a report, effective on a day (today if none is named).

    `answers` holds what the status asks for (`sip.models.progress.QUESTIONS`). `version` is the
    activity's version that the person read: raises `Stale` when it has moved on, `ValidationError`
    by field for what is missing or wrong, `PermissionDenied` for anyone but GLC staff. Nothing is
    overwritten: one row is added. Returns the new row.
    """
    if not policy.can_set_status(by):
        raise PermissionDenied
    day = effective_on or today()
    _refuse_unfit(status, answers or {}, day, motive)
    activity = claim(Activity.objects, pk=activity.pk, version=version)
    if activity.withdrawn_on:
        raise Refused(_("This activity was withdrawn from the plan: it takes no status any more."))
    before = _state_of(activity)
    row = add_row(
        activity=activity, status=status, effective_on=day, by=by, answers=answers,
        origin=StatusRow.Origin.DIRECT, motive=motive, at=at,
    )  # fmt: skip
    trail.record(
        by=by, verb="status_set", target=activity, before=before, after=_told(row),
        reason=motive, told_at=told_at or at,
    )  # fmt: skip
    return row


def add_row(
    *, activity, status, effective_on, by, origin, answers=None, body=None, motive="", at=None
):
    """Add one status row and let it become the current one where it is the latest in force.

    The part shared by `set_status` and the acceptance of reports, which own the transaction, the
    checks and the trail. Returns the row.
    """
    asked = {question.field for question in Status(status).questions}
    answers = {field: (answers or {}).get(field) for field in ANSWER_FIELDS if field in asked}
    row = StatusRow(
        activity=activity, status=status, effective_on=effective_on, origin=origin, body=body,
        recorded_by=by, recorded_at=at or timezone.now(), motive=motive, **answers,
    )  # fmt: skip
    row.full_clean()
    row.save()
    refresh_current(activity)
    return row


def refresh_current(activity):
    """Point the activity at the row that counts today: latest effective day, then recorded last."""
    row = activity.status_rows.filter(effective_on__lte=today()).latest_first().first()
    if row and row.pk != activity.current_row_id:
        activity.current_row = row
        activity.save(update_fields=["current_row"])


def missing_answers(status, answers):
    """Return what a status asks for and the answers lack: {field: what to do}. The same list
    drives the form, the check page and the error."""
    if not status:
        return {"status": _("Choose a status.")}
    return {
        question.field: question.missing
        for question in Status(status).questions
        if not answers.get(question.field)
    }


def _refuse_unfit(status, answers, day, motive):
    if status and status not in Status.values:
        raise ValidationError({"status": _("Choose one of the six statuses.")})
    errors = missing_answers(status, answers)
    if day > today():
        errors["effective_on"] = _("A status cannot take effect on a day to come.")
    delivered = answers.get("completed_on")
    if status == Status.COMPLETED and delivered and delivered > day:
        errors["completed_on"] = _("The day of delivery cannot come after the day of effect.")
    if not motive.strip():
        errors["motive"] = _("Say why the status is set outside a report.")
    if errors:
        raise ValidationError(errors)


def _state_of(activity):
    return _told(activity.current_row) if activity.current_row else None


def _told(row):
    answers = {field: value for field, value in row.answers().items() if value}
    return {"status": row.status, "effective_on": row.effective_on, **answers}
