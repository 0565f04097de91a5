"""How long somebody has to wait who tried too often. The limits stand in the settings."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache

APP = "allauth.account"
ACTIONS = {
    "account_login": "login",
    "account_change_password": "change_password",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
}
AT_LEAST = 5  # seconds; two attempts in the same instant wait for one another


def remember_wait(request, *, action, key):
    """Keep on the request how long `action` is closed to this address and `key`, for the page
    that tells."""
    request.wait = seconds_until_free(request, action=action, key=key)


def wait_of(request):
    """Return the seconds until what this request tried may be tried again."""
    if hasattr(request, "wait"):
        return max(request.wait, AT_LEAST)
    match = request.resolver_match
    action = ACTIONS.get(match.url_name if match else "", "login")
    key = request.POST.get("email", "").lower()
    return max(seconds_until_free(request, action=action, key=key), AT_LEAST)


def seconds_until_free(request, *, action, key):
    """Return the seconds until the strictest limit on `action` lets go; 0 where none holds."""
    waits = [
        _wait(rate, _history(request, action, rate, key))
        for rate in ratelimit.get_rates(app=APP, action=action)
        if key or rate.per != "key"
    ]
    return math.ceil(max(waits, default=0))


def _history(request, action, rate, key):
    place = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
    return cache.get(place, [])


def _wait(rate, history):
    """`history` holds the instants of the attempts that counted, the latest first."""
    now = time.time()
    recent = [instant for instant in history if instant > now - rate.duration]
    if len(recent) < rate.amount:
        return 0
    return recent[rate.amount - 1] + rate.duration - now
