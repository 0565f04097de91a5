"""What each request knows of the person: their language, and whether they had to sign in."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.utils import translation


class PreferredLanguage:
    """Answer in the account's language; without one, the cookie or the browser has decided."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # request.user is only looked up where a session exists, so anonymous pages stay free of it.
        if request.session.session_key and (language := getattr(request.user, "language", "")):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class SignInRequired(LoginRequiredMiddleware):
    """Deny by default: a page without `login_not_required` asks to sign in. A form sent without
    a session is refused, and its text shown again, rather than lost in a redirect."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        raise PermissionDenied
