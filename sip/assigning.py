"""Actions on who answers for an activity and who reports on it: both for GLC staff. What a group
sets itself (`workinggroups.owning`) comes through `add_responsible` and `end_responsible`.

Each one raises `PermissionDenied` for anyone else and `ValidationError` by field for what does not
fit, and leaves its line in the trail of the activity. `at` is the instant the row is recorded at.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from accounts.days import date_format
from sip import policy
from sip.models import Activity, Assignment, Responsibility


@transaction.atomic
def assign(*, activity, owner, starts_on, reason, by, at=None):
    """Let a body report on an activity that the SIP gives to another one. Returns the row."""
    _refuse_unless_glc(by)
    row = Assignment(
        activity=activity, owner=owner, basis=Assignment.Basis.DECIDED, reason=reason,
        starts_on=starts_on, recorded_at=at or timezone.now(),
    )  # fmt: skip
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the activity is assigned to this body.")})
    if not owner.reports:
        raise ValidationError({"owner": _("This body files no report of its own.")})
    return _add(row, "assignment_added", by, at, reason=reason)


@transaction.atomic
def end_assignment(*, assignment, ends_on, by, at=None):
    """Say on which last day the assignment holds."""
    _refuse_unless_glc(by)
    return _end(assignment, ends_on, "assignment_ended", by, at)


@transaction.atomic
def make_responsible(
    *, activity, owner, starts_on, by, role=Responsibility.Role.IMPLEMENTER, qualifier="", at=None
):
    """Name one more body that answers for an activity, after those named so far."""
    _refuse_unless_glc(by)
    return add_responsible(
        activity=activity, owner=owner, starts_on=starts_on, by=by, role=role, qualifier=qualifier,
        at=at,
    )  # fmt: skip


def add_responsible(
    *, activity, owner, starts_on, by, role, qualifier="", at=None, reason="", on_behalf_of="",
    named_by=None,
):  # fmt: skip
    """Name a body for an act that has asked for the right to it; `named_by` is the group whose lead
    does so. Returns the row."""
    named = activity.responsibilities.count()
    row = Responsibility(
        activity=activity, owner=owner, role=role, qualifier=qualifier, order=named,
        starts_on=starts_on, recorded_at=at or timezone.now(), named_by=named_by,
    )  # fmt: skip
    return _add(row, "responsibility_added", by, at, reason=reason, on_behalf_of=on_behalf_of)


@transaction.atomic
def end_responsibility(*, responsibility, ends_on, by, at=None):
    """Say on which last day a body answers for an activity."""
    _refuse_unless_glc(by)
    return end_responsible(responsibility=responsibility, ends_on=ends_on, by=by, at=at)


def end_responsible(*, responsibility, ends_on, by, at=None, on_behalf_of=""):
    """End a responsibility for an act that has asked for the right to it. Returns the row."""
    return _end(responsibility, ends_on, "responsibility_ended", by, at, on_behalf_of)


def _add(row, verb, by, at, reason="", on_behalf_of=""):
    refuse_dissolved(row.owner)
    Activity.objects.select_for_update(of=("self",)).get(pk=row.activity_id)
    row.full_clean()
    row.save()
    trail.record(
        by=by, verb=verb, target=row.activity, after=_told(row), reason=reason, told_at=at,
        on_behalf_of=on_behalf_of,
    )  # fmt: skip
    return row


def _end(row, day, verb, by, at, on_behalf_of=""):
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.is_over(day, at):
        raise Refused(_("This has ended already, on %(day)s.") % {"day": date_format(row.ends_on)})
    before = _told(row)
    row.ends_on, row.ended_at = day, at or timezone.now()
    row.full_clean()
    row.save(update_fields=["ends_on", "ended_at"])
    trail.record(
        by=by, verb=verb, target=row.activity, before=before, after=_told(row), told_at=at,
        on_behalf_of=on_behalf_of,
    )  # fmt: skip
    return row


def _refuse_unless_glc(by):
    if not policy.can_assign(by):
        raise PermissionDenied


def refuse_dissolved(owner):
    """A group that was dissolved answers for nothing new; groups belong to an app above."""
    group = getattr(owner, "working_group", None)
    if group and group.dissolved_on:
        raise ValidationError(
            {"owner": _("“%(body)s” was dissolved on %(day)s: choose a body that is at work.")
             % {"body": owner.name, "day": date_format(group.dissolved_on)}}
        )  # fmt: skip


def _told(row):
    told = {"body": row.owner.trail_key, "starts_on": row.starts_on, "ends_on": row.ends_on}
    return {**told, "role": row.role} if isinstance(row, Responsibility) else told
