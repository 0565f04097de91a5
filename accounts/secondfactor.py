"""Second factors: an app that gives codes, keys and passkeys, and codes for the day they are lost.

django-allauth keeps and checks them; here stands who must have one, what is told in the trail, and
how the secrets are kept. GLC staff and administrators must have one: their rights reach everybody.
"""

import base64
import hashlib
from io import BytesIO

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from accounts import trail

# What stands in the session of somebody who still has to set one up.
DUE = "second_factor_due"
# Where they may go before: to do just that, to read how, and out.
OPEN_BEFORE = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "account_reauthenticate",
    "account_logout", "language", "help", "accessibility", "healthz",
}  # fmt: skip
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required(person):
    """Whether a person must have a second factor: whoever holds a grant today, where the
    installation asks for it (`REQUIRE_SECOND_FACTOR`)."""
    return settings.REQUIRE_SECOND_FACTOR and person.grants.on().exists()


def has_one(person, *, besides=None):
    """Whether a person has an app or a key (codes on paper alone are none), `besides` one."""
    factors = Authenticator.objects.filter(user=person, type__in=FACTORS)
    return factors.exclude(pk=besides.pk if besides else None).exists()


class SecondFactorFirst:
    """Whoever signed in without the second factor they must have sets one up before anything else.

    The session knows since sign-in, so no page pays a query for it; giving a right ends the
    person's sessions (`accounts.actions.give_grant`).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        session = request.session
        if not session.session_key or not session.get(DUE):
            return None
        if request.resolver_match.url_name in OPEN_BEFORE:
            return None
        if request.method in ("GET", "HEAD"):
            return redirect("mfa_index")
        raise PermissionDenied


class Adapter(DefaultMFAAdapter):
    """Our answers to django-allauth's questions about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your rights ask for a second factor: add another one before you take this one away."
        ),
        "incorrect_code": gettext_lazy("This code is not right: type the one that shows now."),
    }

    def get_totp_issuer(self):
        return _("SIP tracker")

    def build_totp_svg(self, url):
        """Return the code as a picture to stand in the page, dark on white in every theme."""
        held = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage, border=2).save(held)
        picture = held.getvalue().decode()
        return mark_safe(picture[picture.index("<svg") :])  # noqa: S308 (made here, of digits)

    def can_delete_authenticator(self, authenticator):
        if authenticator.type not in FACTORS:
            return True
        person = authenticator.user
        return not is_required(person) or has_one(person, besides=authenticator)

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()


def _box():
    """Secrets are kept locked with the signing key: a copy of the database alone opens none."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def note_at_sign_in(sender, request, user, **kwargs):
    """Remember in the session whether a second factor is still due."""
    if is_required(user) and not has_one(user):
        request.session[DUE] = True


def tell(request, verb, kind):
    """Add the trail's row on a factor of the person's own, in the transaction of the act; once one
    is there, every page opens."""
    if verb == "second_factor_added":
        request.session.pop(DUE, None)
    trail.record(by=request.user, verb=verb, target=request.user, after={"type": kind})


@transaction.atomic
def remove_all(*, person, by, reason):
    """Take away all second factors of somebody who lost theirs, and end their sessions.

    For the command on the server (`by` is None): a phone is lost, the codes too. They set up a new
    one at the next sign-in. Returns how many there were.
    """
    count, _kinds = Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    trail.record(by=by, verb="second_factor_removed", target=person, reason=reason)
    return count


def sessions_of(person):
    """Return where a person is signed in now, the latest first. allauth's rows stay when a session
    has expired, was signed out, or was made under an earlier password."""
    rows = Session.objects.filter(expire_date__gt=timezone.now())
    rows = rows.filter(pk__in=person.usersession_set.values("session_key"))
    proof = person.get_session_auth_hash()
    running = [row.pk for row in rows if row.get_decoded().get(HASH_SESSION_KEY) == proof]
    return person.usersession_set.filter(session_key__in=running).order_by("-created_at")


def end_sessions(person, *, besides=""):
    """End a person's sessions at once, all or `besides` the one with this key; return how many of
    them were signed in."""
    count = sessions_of(person).exclude(session_key=besides).count()
    for session in person.usersession_set.exclude(session_key=besides):
        session.end()
    return count
