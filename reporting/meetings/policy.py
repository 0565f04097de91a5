"""Who may see what of a meeting. Its page is public; some sessions and documents are not."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from actionplans.models import TeamPlace
from partners.models import Affiliation, Engagement
from reporting.policy import LEADING
from sip.models import Owner
from workinggroups.models import Seat


def sees_closed_sessions(user, on=None):
    """Operational partners' people, and those who serve them: GLC staff and administrators, the
    SAG, the leads of groups, the national teams. Not a stakeholder's or an observer's people, even
    where they sit in a group (source 001_b7fb176d4c28d299.txt)."""
    if not user.is_authenticated:
        return False
    mine = {"person": OuterRef("pk")}
    partners = Engagement.objects.on(on).filter(
        kind=Engagement.Kind.PARTNER, organisation=OuterRef("organisation")
    )
    seats = Seat.objects.on(on).in_bodies_at_work(on).filter(**mine)
    return User.objects.filter(
        Exists(user.grants.on(on))
        | Exists(seats.filter(body__kind=Owner.Kind.ADVISORY_GROUP))
        | Exists(seats.filter(role__in=LEADING))
        | Exists(TeamPlace.objects.on(on).filter(**mine))
        | Exists(Affiliation.objects.on(on).filter(Exists(partners), **mine)),
        pk=user.pk,
    ).exists()
