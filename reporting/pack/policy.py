"""Who prepares and freezes packs. One rule per function."""

from accounts.policy import is_glc_staff


def can_freeze(user, on=None):
    """GLC staff, and a command (no person)."""
    return user is None or is_glc_staff(user, on)
