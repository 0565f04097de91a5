"""Links in mails that let somebody in: each proves the mailbox, works once and grows old."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from accounts.conflicts import Refused
from accounts.models import User

INVITATION = "accounts.invitations"
INVITATION_DAYS = 14


def page(name, *args):
    """Return the whole address of a page, for a mail. Whoever is not signed in is asked to, and
    then brought there."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def reset(person):
    """Return the link by which `person` sets a new password. It works once, for a day."""
    key = default_token_generator.make_token(person)
    return page("account_reset_password_from_key", int_to_base36(person.pk), key)


def invitation(person):
    """Return the link by which an invited person sets the first password, within two weeks.

    It names the person and the password it was made under, so it dies with its use.
    """
    return page("invitation", signing.dumps([person.ref.hex, _state(person)], salt=INVITATION))


def invited_by(key):
    """Return the person whom a link invites, or None where it works no more."""
    try:
        ref, state = signing.loads(key, salt=INVITATION, max_age=INVITATION_DAYS * 24 * 60 * 60)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(ref=ref).first()
    if person is None or not is_pending(person):
        return None
    return person if constant_time_compare(state, _state(person)) else None


def held_for(key):
    """Return the person whom a link invites, locked, for the act that uses it up; of two at once
    the second finds it used. `Refused` for a link that works no more."""
    found = invited_by(key)
    person = found and User.objects.select_for_update().get(pk=found.pk)
    if person is None or not is_pending(person):
        raise Refused(_("This invitation works no more."))
    return person


def can_sign_in():
    """Return the condition that a person can sign in: an account that is open, and a way in, which
    is a password, a passkey that asks for none, or a link to the single sign-on."""
    passkeys = Authenticator.objects.filter(
        user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN,
        data__credential__clientExtensionResults__credProps__rk=True,
    )  # fmt: skip
    linked = SocialAccount.objects.filter(user=OuterRef("pk"))
    has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    met = Q(is_active=True) & (has_password | Exists(passkeys) | Exists(linked))
    return ExpressionWrapper(met, output_field=BooleanField())


def is_pending(person):
    """Whether an invited person has yet to come."""
    return person.is_active and not person.has_usable_password() and person.last_login is None


def _state(person):
    return salted_hmac(INVITATION, f"{person.password}{person.email}").hexdigest()[:16]
