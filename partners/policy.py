"""Who may do what with organisations and their people. One rule per function."""

from accounts.policy import is_administrator, is_glc_staff, sits_in_the_sag
from partners.models import Affiliation


def can_edit_directory(user, on=None):
    """Organisations, how they are engaged and who belongs to them: GLC staff alone."""
    return is_glc_staff(user, on)


def can_see_people(user, organisation, on=None):
    """Whoever answers for everybody, and the organisation's own people. Never a visitor."""
    return user.is_authenticated and (
        is_glc_staff(user, on)
        or is_administrator(user, on)
        or sits_in_the_sag(user, on)
        or Affiliation.objects.on(on).filter(person=user, organisation=organisation).exists()
    )
