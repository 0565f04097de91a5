"""Pages that many people read and few acts change: made once, and answered again as they are.

What such a page shows follows from the trail (every act lengthens it), the language, the day and
the address. So the head of the trail names a page: nothing has to be thrown away after a write, and
no figure outlives one.
"""

import functools
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition

from accounts import trail
from accounts.clock import today

KEPT_FOR = 60 * 60


def read_often(view):
    """Answer 304 while a page is what the person's browser has already.

    The mark covers all that the page shows of the person (name, form token) besides what it shows
    of the plan; it stays with the browser, never with a shared cache.
    """
    conditional = condition(etag_func=mark)(view)

    @functools.wraps(view)
    def answer(request, *args, **kwargs):
        response = conditional(request, *args, **kwargs)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


def mark(request, *args, **kwargs):
    """Return the ETag of a page for one person, or None where a message waits to be shown."""
    if len(get_messages(request)):
        return None
    person = request.user
    get_token(request)  # the page holds one: its secret is made now where there is none yet
    told = (
        version(request), request.get_full_path(), get_language(), today(), person.pk,
        getattr(person, "name", ""), request.META["CSRF_COOKIE"], look(),
    )  # fmt: skip
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'


def version(request):
    """Return the head of the trail, read once for each request, before anything it stands for."""
    if not hasattr(request, "trail_head"):
        request.trail_head = trail.head()
    return request.trail_head


def part(request, name, query, make):
    """Return a part of a page that is the same for everybody: kept, or made now by `make()`."""
    asked = hashlib.sha256(query.encode()).hexdigest()
    key = f"{name}:{version(request)}:{get_language()}:{today()}:{asked}"
    return caches["pages"].get_or_set(key, make, KEPT_FOR)


@functools.cache
def look():
    """Return what changes when another release of templates, texts and style is put in place."""
    files = [
        *(settings.BASE_DIR / "templates").rglob("*.html"),
        *(file for place in settings.LOCALE_PATHS for file in Path(place).rglob("*.mo")),
    ]
    stamp = max((file.stat().st_mtime_ns for file in files), default=0)
    return f"{static('css/sip.css')} {stamp}"
