"""Changing the days of one quarter: an act of the GLC, with its reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused, claim
from accounts.days import date_format
from reporting import moving, opening, policy
from reporting import quarters as rules
from reporting.models import Quarter


@transaction.atomic
def change_days(*, key, by, version, opens_on, due_on, meeting, reason, at=None):
    """Change the opening day of a quarter, the last day its reports are in time, and the GLM that
    takes it up (or None), with a reason.

    `version` is the one that was read, 0 for a quarter that has no row yet: raises `Stale` when it
    has moved on. `Refused` for a closed quarter, `ValidationError` by field for days against the
    rules of `reporting.quarters`. Returns the quarter.
    """
    if not policy.can_change_days(by, moving.day(at)):
        raise PermissionDenied
    quarter, _is_new = opening.quarter_row(key)
    quarter = claim(Quarter.objects.select_related("meeting"), pk=quarter.pk, version=version)
    if quarter.state == Quarter.State.CLOSED:
        raise Refused(_("A closed quarter keeps its days."))
    _refuse_unfit(quarter, opens_on, due_on, meeting)
    reason = moving.said(reason, "reason", _("Say why the days are changed."))
    before = _told(quarter)
    quarter.opens_on, quarter.due_at = opens_on, rules.last_second(due_on)
    quarter.meeting = meeting
    quarter.save(update_fields=["opens_on", "due_at", "meeting"])
    after = _told(quarter)
    if before == after:
        raise Refused(_("These are the days that stand already: nothing was changed."))
    trail.record(
        by=by, verb="quarter_changed", target=quarter, before=before, after=after,
        reason=reason, told_at=at,
    )  # fmt: skip
    return quarter


def _refuse_unfit(quarter, opens_on, due_on, meeting):
    errors = {}
    if quarter.is_open and opens_on != quarter.opens_on:
        errors["opens_on"] = _("The quarter is open already: its opening day stays.")
    elif not quarter.starts_on <= opens_on <= due_on:
        errors["opens_on"] = _("A quarter opens after it began, and before its reports are due.")
    if due_on < quarter.ends_on:
        errors["due_on"] = _("Reports cannot be due before the quarter ends, on %(day)s.") % {
            "day": date_format(quarter.ends_on)
        }
    if meeting and meeting.starts_on <= quarter.ends_on:
        errors["meeting"] = _("A GLM takes up a quarter that ended before it.")
    elif meeting and due_on > rules.latest_day_before(meeting.starts_on):
        errors["due_on"] = _("To reach this GLM, reports are due on %(day)s at the latest.") % {
            "day": date_format(rules.latest_day_before(meeting.starts_on))
        }
    if errors:
        raise ValidationError(errors)


def _told(quarter):
    return {
        "opens_on": quarter.opens_on,
        "due_at": quarter.due_at,
        "meeting": quarter.meeting.key if quarter.meeting else None,
    }
