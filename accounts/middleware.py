"""What each request knows of the person: their language, and whether they had to sign in."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.urls import get_resolver
from django.utils import translation

from accounts.views import keep_language


class PreferredLanguage:
    """Answer in the account's language; without one, the cookie or the browser has decided.

    The cookie follows the account, so that a page made without the database speaks it too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = ""
        # request.user is only looked up where a session exists, so anonymous pages stay free of it.
        if request.session.session_key and (language := getattr(request.user, "language", "")):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        cookie = settings.LANGUAGE_COOKIE_NAME
        if language and request.COOKIES.get(cookie) != language and cookie not in response.cookies:
            keep_language(response, language)
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Deny by default: a page without `login_not_required` asks to sign in. A form sent without
    a session is refused, and its text shown again, rather than lost in a redirect."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return get_resolver().resolve_error_handler(403)(request, exception=None)
