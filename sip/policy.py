"""Who may do what with the plan. One rule per function, one condition per line."""

from accounts.policy import is_glc_staff


def can_set_status(user, on=None):
    """Statuses outside a report are set by GLC staff alone."""
    return is_glc_staff(user, on)


def can_edit_plan_texts(user, on=None):
    """Short titles, translations and notes; the published French stays as published."""
    return is_glc_staff(user, on)


def can_assign(user, on=None):
    return is_glc_staff(user, on)


def can_see_narrative(user):
    """Visitors see statuses and figures; the words of reports are for people signed in."""
    return user.is_authenticated
