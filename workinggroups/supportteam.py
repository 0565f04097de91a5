"""Who belongs to the support team in Rome, as GLC staff record it: they may lead a group."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from accounts.days import date_format
from workinggroups import policy
from workinggroups.models import SupportTeamPlace


@transaction.atomic
def take_in(*, person, starts_on, by, ends_on=None, at=None):
    """Record that somebody belongs to the support team from a day on; nobody says it of themselves.
    Returns the row."""
    _refuse_unless_keeper(by)
    if by == person:
        raise Refused(_("Somebody else of the GLC has to do this: it concerns you."))
    if not person.is_active:
        raise ValidationError({"person": _("This account is closed.")})
    if person.support_team_places.exclude(ends_on__lt=starts_on).exists():
        raise ValidationError({"person": _("This person belongs to the support team already.")})
    row = SupportTeamPlace(
        person=person, starts_on=starts_on, ends_on=ends_on, recorded_at=at or timezone.now()
    )
    row.full_clean()
    row.save()
    trail.record(
        by=by, verb="support_team_joined", target=person, told_at=at,
        after={"starts_on": starts_on, "ends_on": ends_on},
    )  # fmt: skip
    return row


@transaction.atomic
def let_go(*, place, ends_on, by, at=None):
    """Say on which last day somebody belongs to the support team. A group they still lead then
    counts as having no lead, and the GLC is told so. Returns the row."""
    _refuse_unless_keeper(by)
    rows = SupportTeamPlace.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.get(pk=place.pk)
    if row.is_over(ends_on, at):
        raise Refused(
            _("This place has ended already, on %(day)s.") % {"day": date_format(row.ends_on)}
        )
    before = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    row.ends_on, row.ended_at = ends_on, at or timezone.now()
    row.full_clean()
    row.save(update_fields=["ends_on", "ended_at"])
    trail.record(
        by=by, verb="support_team_left", target=row.person, before=before, told_at=at,
        after={"starts_on": row.starts_on, "ends_on": ends_on},
    )  # fmt: skip
    return row


def _refuse_unless_keeper(by):
    if not policy.can_keep_groups(by):
        raise PermissionDenied
