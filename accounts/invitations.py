"""Invitations: an account is opened for somebody, and a link lets them choose its first password.

The link names the person and the password it was made under, so it dies with its use, and nothing
of it needs keeping: an invitation that is replayed finds an account that has a password.
"""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts import actions, links, mails, outbox, policy, trail
from accounts.conflicts import Refused
from accounts.models import User


@transaction.atomic
def invite(*, email, name, by, language=""):
    """Open an account and send its owner an invitation. GLC staff and administrators.

    `ValidationError` by field for what is wrong, an address that has an account included. Returns
    the person; roles are given apart, each by its own act.
    """
    person = actions.open_account(email=email, name=name, language=language, by=by)
    _send(person, by)
    return person


@transaction.atomic
def invite_again(*, person, by):
    """Send the invitation anew: the first was lost or is too old. `Refused` once it was used."""
    if not policy.can_open_account(by):
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    if not links.is_pending(person):
        raise Refused(_("%(name)s has chosen a password already.") % {"name": person.name})
    _send(person, by)


@transaction.atomic
def accept(*, key, password):
    """Set the first password of the person whom the link invites; the link works no more.

    `Refused` for a link that is used, too old or not ours. Returns the person.
    """
    person = links.held_for(key)
    person.set_password(password)
    person.save(update_fields=["password"])
    trail.record(by=person, verb="invitation_accepted", target=person)
    return person


def pending():
    """Return the people invited who have not come yet, the latest first."""
    without = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.filter(without, is_active=True, last_login=None).order_by(
        "-joined_at", "name"
    )


def _send(person, by):
    outbox.post(
        to=person, kind=outbox.INVITATION, text="",
        subject=mails.invitation_words(person, mails.language_of(person)).subject,
        key=f"{outbox.INVITATION}/{person.ref}/{get_random_string(12)}",
    )  # fmt: skip
    trail.record(by=by, verb="person_invited", target=person)
