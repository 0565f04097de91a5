"""What is shown when the page asked for is not: what happened, what is kept, where to go on.

Up to 499 the page stands in the whole frame where the person is known. From 500 on, and before
anybody is known, it needs neither the database nor a session.
"""

import datetime
import logging
import re
import secrets
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import kept, limits
from accounts.forms import SignInForm
from accounts.presenting import label_of
from accounts.words import VALUES
from config.hints import hint_for_code
from sip.momentform import UnfitAddress

logger = logging.getLogger("config")

RETRY_AFTER = 30  # seconds; a restart of the database takes less
UNSEEN = re.compile(r"password|csrfmiddlewaretoken", re.IGNORECASE)
MACHINERY = re.compile(r"^(next|version|began_from|read_as|_.*|.*_FORMS)$")
SQLITE_OUT_OF_REACH = ("locked", "unable to open", "disk", "readonly", "busy")


def answer(request, status, template, **context):
    """Return the page `template` with `status`, in the reader's language."""
    whole = status < 500 and hasattr(request, "user")
    context |= {
        "frame": "base.html" if whole else "bare.html",
        "path": request.path,
        "demo": settings.DEMO,
        "contact": settings.CONTACT_EMAIL,
    }
    language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(
        request
    )
    with translation.override(language):
        text = render_to_string(template, context, request if whole else None)
    return HttpResponse(text, status=status)


def bad_request(request, exception=None):
    reason = str(exception) if isinstance(exception, UnfitAddress) else ""
    return answer(request, 400, "400.html", reason=reason, typed=typed(request))


def bad_character(request):
    """What was sent holds NUL, which no database column takes: show it again, made visible."""
    return answer(request, 400, "400.html", is_character=True, typed=typed(request))


def forbidden(request, exception=None):
    """Known, but not allowed; or a form sent after the session came to its end."""
    known = hasattr(request, "user") and request.user.is_authenticated
    if wrote(request) and not known:
        sent = resend(request)
        hidden = kept.hidden(request.get_full_path(), _without_proof(sent))
        return answer(
            request, 403, "403_session.html", typed=typed(request), resend=sent, kept=hidden,
            form=SignInForm(request=request),
        )  # fmt: skip
    return answer(request, 403, "403.html", reason=str(exception or ""), typed=typed(request))


def forbidden_form(request, reason=""):
    """The form does not prove that it is ours: an old one, or another site's."""
    return answer(request, 403, "403_form.html", typed=typed(request), resend=resend(request))


def not_found(request, exception=None):
    match = request.resolver_match
    code = match.kwargs.get("code", "") if match else ""
    hint = hint_for_code(code) if code else None
    # A right may end while a form is open: the page is gone, the words are not.
    return answer(request, 404, "404.html", code=code, hint=hint, typed=typed(request))


def method_not_allowed(request, allowed):
    response = answer(request, 405, "405.html")
    response["Allow"] = ", ".join(allowed)
    return response


def too_large(request):
    return answer(
        request,
        413,
        "413.html",
        text_limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        total_limit=settings.REQUEST_MAX_SIZE,
        field_limit=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    )


def address_too_long(request, limit):
    """More than an address may hold: most often a text that ended up in a search or a filter."""
    return answer(request, 414, "414.html", limit=limit, typed=typed(request))


def too_many(request, exception=None):
    """Too many attempts from here: say how long to wait."""
    seconds = limits.wait_of(request)
    response = answer(
        request,
        429,
        "429.html",
        minutes=-(-seconds // 60),
        again_at=timezone.now() + datetime.timedelta(seconds=seconds),
    )
    response["Retry-After"] = str(seconds)
    return response


def failure(request):
    """Something broke that should not have: a reference is shown, and logged with what broke."""
    if is_out_of_reach(sys.exc_info()[1]):
        return unavailable(request)
    reference = "-".join(secrets.token_hex(2).upper() for _half in range(2))
    logger.error("Reference %s: %s %s", reference, request.method, request.path, exc_info=True)
    try:
        response = answer(
            request, 500, "500.html", reference=reference, at=timezone.now(), wrote=wrote(request)
        )
    except Exception:
        logger.exception("Reference %s: its page could not be made", reference)
        response = HttpResponse(f"500 {reference}", status=500, content_type="text/plain")
    response._has_been_logged = True  # once, by us: Django would log the same again
    return response


def unavailable(request):
    """The database cannot be reached or is busy: nothing was saved, and what was typed is here."""
    logger.warning("Out of reach: %s %s", request.method, request.path)
    response = answer(
        request, 503, "503.html",
        typed=typed(request), resend=resend(request, token=False), wrote=wrote(request),
    )  # fmt: skip
    response["Retry-After"] = str(RETRY_AFTER)
    response._has_been_logged = True
    return response


def is_out_of_reach(exception):
    """Whether a database error means “not now” (down, restarting, locked) rather than a fault."""
    if isinstance(exception, OperationalError) and connection.vendor == "sqlite":
        return any(word in str(exception) for word in SQLITE_OUT_OF_REACH)
    return isinstance(exception, OperationalError | InterfaceError)


def wrote(request):
    return request.method == "POST"


def pairs(request):
    """Return what a form sent, as (name, text); nothing where it cannot be read any more."""
    if not wrote(request):
        return []
    try:
        return [(name, text) for name, texts in request.POST.lists() for text in texts]
    except Exception:
        return []


def typed(request):
    """Return what the person typed, as (name in words, text): no password, no machinery. A
    character that cannot be stored is made visible."""
    return [
        (label_of(name).replace("\0", "␀"), str(VALUES.get(text, text)).replace("\0", "␀"))
        for name, text in pairs(request)
        if text.strip() and not UNSEEN.search(name) and not MACHINERY.match(name)
    ]


def resend(request, *, token=True):
    """Return what a form needs to send the same again, as (name, text), or nothing.

    With `token`, the form gets a fresh proof that it is ours: only where the browser itself says
    that the first one came from our own page. Otherwise it carries the proof it came with.
    Passwords and files are never sent again.
    """
    sent = pairs(request)
    if any("password" in name.lower() for name, _text in sent) or not sent:
        return []
    if not token:
        return sent
    if request.META.get("HTTP_ORIGIN") != f"{request.scheme}://{request.get_host()}":
        return []
    return [("csrfmiddlewaretoken", get_token(request)), *_without_proof(sent)]


def _without_proof(sent):
    return [(name, text) for name, text in sent if name != "csrfmiddlewaretoken"]
