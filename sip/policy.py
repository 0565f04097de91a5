"""Who may do what with the plan. One rule per function, one condition per line."""

from accounts.policy import is_glc_staff, sits_in_the_sag


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


def can_keep_registers(user, on=None):
    """The GLC is the secretariat of the SAG and of the GLMs: it records and follows up."""
    return is_glc_staff(user, on)


def can_countersign(user, decision, on=None):
    """A member of the SAG, once, and never who recorded the decision."""
    return (
        decision.countersigned_by_id is None
        and decision.recorded_by_id != user.pk
        and sits_in_the_sag(user, on)
    )


def can_prepare_meetings(user, on=None):
    """The support team organises the GLMs (source 001_b7fb176d4c28d299.txt, activity 1.3.1.1)."""
    return is_glc_staff(user, on)
