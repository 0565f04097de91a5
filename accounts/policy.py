"""Rights that come from grants alone, and rights over accounts and the trail. One rule per
function."""

from accounts.clock import today
from accounts.models import Grant


def is_glc_staff(user, on=None):
    """GLC staff: a grant of its own. Leading a group from Rome does not give it."""
    return user.is_authenticated and user.holds(Grant.Role.GLC_STAFF, on)


def is_administrator(user, on=None):
    """An administrator manages accounts and reads; the content stays with the GLC."""
    return user.is_authenticated and user.holds(Grant.Role.ADMINISTRATOR, on)


def sits_in_the_sag(user, on=None):
    """Whether the person holds a seat in the Strategic Advisory Group."""
    return user.is_authenticated and user.seats.on(on).filter(body__kind="advisory_group").exists()


def can_see_trail(user, on=None):
    """The whole trail is read by GLC staff, administrators and the SAG."""
    return is_glc_staff(user, on) or is_administrator(user, on) or sits_in_the_sag(user, on)


def can_open_account(user, on=None):
    """GLC staff invite people; administrators too."""
    return is_glc_staff(user, on) or is_administrator(user, on)


def can_close_account(user, person, on=None):
    """Administrators close accounts; GLC staff those without a grant; nobody their own.

    A grant to come counts: whoever may change the address of a coming administrator could be one.
    """
    if user == person:
        return False
    return is_administrator(user, on) or (
        is_glc_staff(user, on) and not person.grants.exclude(ends_on__lt=on or today()).exists()
    )


def can_end_sessions(user, person, on=None):
    """Everybody signs themselves out everywhere; of others, administrators alone: no lesser role
    puts a higher one out of the tracker."""
    return user.is_authenticated and (user == person or is_administrator(user, on))


def can_manage_grants(user, person, on=None):
    """Administrators alone, and nobody for themselves."""
    return user != person and is_administrator(user, on)


def can_erase(user, person, on=None):
    """Taking a name out of the tracker cannot be undone: administrators alone."""
    return can_manage_grants(user, person, on)


def can_see_mails(user, on=None):
    """What the tracker mails is read by GLC staff, who answer for it, and by administrators."""
    return is_glc_staff(user, on) or is_administrator(user, on)


def can_send_mails_again(user, on=None):
    return is_glc_staff(user, on)
