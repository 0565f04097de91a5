"""OpenID Connect: the one outside provider of sign-ins that an installation may have.

django-allauth carries the exchange (state, PKCE, tokens). This is stricter than its own provider:
a sign-in needs an ID token whose signature, issuer, audience, age and nonce are right, and nothing
of it but the subject is kept.
"""

import hashlib

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.utils.crypto import constant_time_compare, get_random_string

from accounts import links

# A provider signs with a key of its own; “none”, and secrets shared by both sides, are not taken.
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
]  # fmt: skip
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
CLOCKS_APART = 60  # seconds
# Whatever goes wrong on the way: the provider is out of reach, or answers what it should not.
FAILURES = (
    OAuth2Error, requests.RequestException, jwt.PyJWTError, AttributeError, KeyError, TypeError,
    ValueError,
)  # fmt: skip


def is_offered():
    """Whether this installation has an outside provider of sign-ins."""
    return bool(settings.OIDC_ISSUER)


def key_of(issuer):
    """Return what links of an issuer are kept under: with another issuer, none of them works."""
    return f"oidc-{hashlib.sha256(issuer.encode()).hexdigest()[:32]}"


def app():
    """Return the provider as the settings describe it, in allauth's terms."""
    if not is_offered():
        raise SocialApp.DoesNotExist
    return SocialApp(
        provider=Provider.id, provider_id=key_of(settings.OIDC_ISSUER), name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID, secret=settings.OIDC_CLIENT_SECRET,
        settings={"server_url": settings.OIDC_ISSUER.rstrip("/"), "oauth_pkce_enabled": True},
    )  # fmt: skip


class Exchange(OpenIDConnectOAuth2Adapter):
    """The conversation with the provider. `nonce` is what this sign-in was begun with."""

    nonce = ""

    @property
    def openid_config(self):
        config = super().openid_config
        if config["issuer"] != settings.OIDC_ISSUER:
            raise OAuth2Error("The provider calls itself another issuer.")
        return config

    def get_callback_url(self, request, app):
        return links.page("single-sign-on-return")

    def complete_login(self, request, app, token, response):
        claims = self._decode_id_token(app, response["id_token"])
        if not self.nonce or not constant_time_compare(claims["nonce"], self.nonce):
            raise OAuth2Error("The ID token was made for another sign-in.")
        if isinstance(claims["aud"], list) and claims.get("azp") != app.client_id:
            raise OAuth2Error("The ID token was made for another site.")
        return self.get_provider().sociallogin_from_response(request, claims)

    def _decode_id_token(self, app, id_token):
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if named is None or key.key_id == named]
        if len(fitting) != 1:
            raise OAuth2Error("The ID token is signed with a key that the provider does not show.")
        return jwt.decode(
            id_token, fitting[0], algorithms=ALGORITHMS, audience=app.client_id,
            issuer=settings.OIDC_ISSUER, leeway=CLOCKS_APART, options={"require": REQUIRED},
        )  # fmt: skip


class Provider(OpenIDConnectProvider):
    """The provider of this installation."""

    oauth2_adapter_class = Exchange

    def redirect(self, request, process, next_url=None, data=None, **state):
        """Send somebody to the provider; `state` waits in the session until they come back."""
        nonce = get_random_string(32)
        return super().redirect(
            request, process, next_url, data, auth_params={"nonce": nonce}, nonce=nonce, **state
        )

    def get_default_scope(self):
        return ["openid"]

    def extract_uid(self, data):
        return str(data["sub"])

    def extract_extra_data(self, data):
        return {}

    def extract_common_fields(self, data):
        return {}

    def extract_email_addresses(self, data):
        return []
