"""A group sets who is responsible for the activities it works on (source 001): its lead names
bodies that deliver them, beside those that the SIP prints, and takes back what the group named.

`PermissionDenied` for whoever may not (`policy.can_name_owners`) and for an activity that the group
does not work on; `Refused` where the rules allow no such act, `ValidationError` by field for what
does not fit. Each act leaves its line in the trail of the activity, on behalf of the group, and
those concerned are told by mail.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import today
from accounts.conflicts import Refused
from sip.assigning import add_responsible, end_responsible
from sip.bodies import activities_of
from sip.models import Owner
from workinggroups import notices, policy
from workinggroups.models import WorkingGroup


def linked(group):
    """Return the activities that the group works on: they name it, or are assigned to it."""
    return activities_of([group.owner])


def named_for(activity):
    """Return the bodies named for an activity today and later, in their order."""
    rows = activity.responsibilities.exclude(ends_on__lt=today())
    return rows.select_related("owner", "named_by").order_by("order")


@transaction.atomic
def name_owner(*, group, activity, owner, role, starts_on, reason, by):
    """Name a body that delivers an activity from a day on, today at the earliest. A body that files
    reports has the activity in its next one. Returns the row."""
    group = _at_work(group, activity, by)
    if owner is None or owner.kind in Owner.OF_A_COUNTRY:
        raise ValidationError({"owner": _("Choose a body of the plan.")})
    if starts_on < today():
        raise ValidationError({"starts_on": _("Name today or a later day.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a sentence why.")})
    if named_for(activity).filter(owner=owner, role=role).exists():
        raise ValidationError({"owner": _("This body already has this role in the activity.")})
    row = add_responsible(
        activity=activity, owner=owner, role=role, starts_on=starts_on, by=by,
        reason=reason.strip(), on_behalf_of=group.trail_key,
        named_by=group.owner if policy.leads(by, group.owner) else None,
    )  # fmt: skip
    notices.tell_of_naming(row, group.owner, by, reason)
    return row


@transaction.atomic
def take_back(*, group, responsibility, by):
    """End a responsibility: today is its last day. What the SIP prints is changed by an amendment
    alone, and what the GLC named ends by the GLC. Returns the row."""
    group = _at_work(group, responsibility.activity, by)
    if responsibility.is_published:
        raise Refused(_("The SIP prints this: an amendment alone changes it."))
    if not policy.takes_back(by, group.owner)(responsibility):
        raise Refused(_("Your group did not name this body: ask the GLC to end it."))
    row = end_responsible(
        responsibility=responsibility, ends_on=max(today(), responsibility.starts_on), by=by,
        on_behalf_of=group.trail_key,
    )  # fmt: skip
    notices.tell_of_naming(row, group.owner, by)
    return row


def choices():
    """Return what a form offers, as (key, name, body): the bodies of the plan still at work."""
    found = Owner.objects.of_the_plan().filter(working_group__dissolved_on=None).order_by("order")
    return [(one.key, str(one.name), one) for one in found]


def _at_work(group, activity, by):
    if not policy.can_name_owners(by, group.owner):
        raise PermissionDenied
    group = WorkingGroup.objects.select_for_update(of=("self",)).select_related("owner").get(
        pk=group.pk
    )  # fmt: skip
    group.refuse_dissolved()
    if not linked(group).filter(pk=activity.pk).exists():
        raise PermissionDenied
    return group
