"""Signing in: by e-mail, with guesses limited and nobody locked out by somebody else."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class Backend(AuthenticationBackend):
    """Demo people exist in the demo alone: elsewhere they cannot sign in, whatever they know."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


class Adapter(DefaultAccountAdapter):
    """Our answers to django-allauth's questions."""

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count wrong passwords by account and address together: by account alone, anyone could
        keep its owner out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"
