"""Who may do what with groups and seats, and who may sit where. One rule per function."""

from django.db.models import Q

from accounts.policy import is_glc_staff
from partners.models import Engagement
from sip.models import Owner
from workinggroups.models import Seat

SEATED_BODIES = (Owner.Kind.WORKING_GROUP, Owner.Kind.ADVISORY_GROUP)


def can_seat(user, on=None):
    """Seats are given and ended by GLC staff alone."""
    return is_glc_staff(user, on)


def can_see_holders(user):
    """Visitors see which seats there are and which organisation holds them, never a name."""
    return user.is_authenticated


def has_seats(body):
    """Only the working groups and the SAG are made of seats."""
    return body.kind in SEATED_BODIES


def is_of_a_stakeholder(person, organisation, on):
    """Whether the person belongs to a stakeholder on that day or later, or would sit for one."""
    organisations = person.affiliations.exclude(ends_on__lt=on).values("organisation")
    return (
        Engagement.objects.filter(
            Q(organisation__in=organisations) | Q(organisation=organisation),
            kind=Engagement.Kind.STAKEHOLDER,
        )
        .exclude(ends_on__lt=on)
        .exists()
    )


def sits_in_the_sag(person, on=None):
    return Seat.objects.of(person, on).filter(body__kind=Owner.Kind.ADVISORY_GROUP).exists()
