"""Signing in: by e-mail, with guesses limited and nobody locked out by somebody else.

django-allauth does the work and asks here how we want it; second factors and single sign-on come
from the same package.
"""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import limits, trail
from accounts.models import User

logger = logging.getLogger("accounts")


class Backend(AuthenticationBackend):
    """Demo people exist in the demo alone: elsewhere they cannot sign in, whatever they know."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def _authenticate_by_email(self, email, password):
        """The account's address is the only one: allauth's own table of addresses is not used."""
        return self._check_password(User.objects.filter(email__iexact=email).first(), password)

    @classmethod
    def _stash_user(cls, user):
        """Never hand on somebody who knows the password and may not sign in: allauth would sign
        them in, or say that the account exists."""


class Adapter(DefaultAccountAdapter):
    """Our answers to django-allauth's questions."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address and the password do not go together."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request):
        return False

    def is_ajax(self, request):
        """Our pages answer people."""
        return False

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            key = self._get_login_attempts_cache_key(request, **credentials)
            limits.remember_wait(request, action="login_failed", key=key)
            self._log("throttled", request, credentials)
            raise ImmediateHttpResponse(respond_429(request)) from None

    def authentication_failed(self, request, **credentials):
        self._log("refused", request, credentials)

    def _log(self, what, request, credentials):
        address = self.get_client_ip(request)
        logger.warning("Sign-in %s: account %r from %s", what, credentials.get("email"), address)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count wrong passwords by account and address together: by account alone, anyone could
        keep its owner out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def forget_failures(self, request, user):
        """Somebody who has just proved that the mailbox is theirs may sign in at once."""
        self._delete_login_attempts_cached_email(request, email=user.email)

    def respond_user_inactive(self, request, user):
        return redirect("account_login")

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    @transaction.atomic
    def set_password(self, user, password):
        user.set_password(password)
        user.save(update_fields=["password"])
        trail.record(by=user, verb="password_set", target=user)
