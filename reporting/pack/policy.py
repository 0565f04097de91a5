"""Who prepares and freezes packs, and who reads them. One rule per function."""

from accounts.policy import is_glc_staff
from sip.policy import can_see_narrative


def can_freeze(user, on=None):
    """GLC staff, and a command (no person)."""
    return user is None or is_glc_staff(user, on)


def can_read_packs(user):
    """A pack holds the words of accepted reports: whoever is signed in reads it."""
    return can_see_narrative(user)
