"""Reasons for which a server must not start. config.wsgi asks before it opens."""

from django.conf import settings
from django.db import DatabaseError

from accounts.models import Installation

SHORTEST_KEY = 32
WELL_KNOWN = ("django-insecure", "changeme", "change-me", "secret", "insecure", "default")


def reason_to_stay_shut():
    """Return in words why no server may start with these settings and this database, or ""."""
    return _of_the_key() or _of_single_sign_on() or _of_the_database()


def _of_the_key():
    if settings.DEBUG:
        return ""
    if not settings.SECRET_KEY_IS_LASTING:
        return (
            "SECRET_KEY is not set, so the server will not start: people would be signed out at "
            "every restart and two processes could not read each other's sessions. Set SECRET_KEY "
            "to a long random text, or DEMO=1 for the demo."
        )
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or key.lower().startswith(WELL_KNOWN):
        return (
            "SECRET_KEY is a default or too short, so the server will not start: anyone could sign "
            f"in as anybody. Set it to at least {SHORTEST_KEY} random characters."
        )
    return ""


def _of_single_sign_on():
    if not settings.OIDC_ISSUER:
        return ""
    if not settings.OIDC_CLIENT_ID:
        return (
            "OIDC_ISSUER is set and OIDC_CLIENT_ID is not, so the server will not start: nobody "
            "could sign in by it. Set both, and OIDC_CLIENT_SECRET, or neither."
        )
    if settings.SERVED_BY_TLS and not settings.OIDC_ISSUER.startswith("https://"):
        return (
            "OIDC_ISSUER does not begin with https://, so the server will not start: anybody on "
            "the way to it could sign in as anybody."
        )
    return ""


def _of_the_database():
    """The demo's people have a password that everybody knows; real people have none of theirs."""
    try:
        installation = Installation.objects.filter(pk=1).first()
    except DatabaseError:
        return ""  # not made yet, or out of reach for now: pages answer 503 until it is back
    if installation is None or installation.is_demo == settings.DEMO:
        return ""
    if installation.is_demo:
        return (
            "This database is the demo's (invented progress, a password everybody knows), and DEMO "
            "is not set: the server will not start. Set DEMO=1 to show the demo, or DATABASE_URL "
            "to the database that people work in."
        )
    return (
        "DEMO=1 is set, but people work in this database: the server will not start, so that no "
        "invented account enters it. Unset DEMO, or set DATABASE_URL to another database."
    )
