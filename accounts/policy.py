"""Rights that come from grants alone. One rule per function."""

from accounts.models import Grant


def is_glc_staff(user, on=None):
    """GLC staff: a grant of its own. Leading a group from Rome does not give it."""
    return user.is_authenticated and user.holds(Grant.Role.GLC_STAFF, on)


def is_administrator(user, on=None):
    """An administrator manages accounts and reads; the content stays with the GLC."""
    return user.is_authenticated and user.holds(Grant.Role.ADMINISTRATOR, on)
