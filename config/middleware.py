"""What stands on every answer, and what is refused before any page is asked."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import UnreadablePostError

from config import errors

# One line of policy a piece; a page that sets one of these itself keeps its own.
HEADERS = {
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation",
            "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}  # fmt: skip
PATIENCE = 64 * 1024 * 1024  # bytes of a form too long that are read and forgotten
LONGEST_ADDRESS = 8_190  # characters: what browsers and other servers take as well
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class ResponseHeaders:
    """Headers for every answer. Answers to people signed in, and failures, are kept nowhere unless
    their page said otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_private(request, response):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # the server would drop it, and warn each time
        return response


def is_private(request, response):
    """Whether an answer is for one person, or for now only. A session's cookie is enough to tell:
    nobody has one without having signed in."""
    name = settings.SESSION_COOKIE_NAME
    return response.status_code >= 400 or name in request.COOKIES or name in response.cookies


class Unavailable:
    """A database that is down, restarting or locked is answered with 503, never with 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return errors.unavailable(request) if errors.is_out_of_reach(exception) else None


class CleanRequests:
    """Refuse what no page can use: unknown methods, NUL, addresses and forms beyond the limits.

    PostgreSQL takes no NUL in a text, so it would be an error in whatever page meets it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if "\0" not in value
        }
        if refusal := refuse(request):
            return refusal
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return errors.method_not_allowed(request, [response.get("Allow", "")])
        return response


def refuse(request):
    """Return the answer to a request that no page should see, or None."""
    if request.method not in METHODS:
        return errors.method_not_allowed(request, METHODS)
    if request.method == "POST":
        try:
            names_and_texts = _form(request)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            _let_it_finish(request)
            return errors.too_large(request)
        except UnreadablePostError:  # the connection was cut while the form was on its way
            return errors.bad_request(request)
    else:
        names_and_texts = ()
    address = (request.path, request.META.get("QUERY_STRING", "").replace("%00", "\0"))
    if sum(map(len, address)) > LONGEST_ADDRESS:
        return errors.address_too_long(request, LONGEST_ADDRESS)
    if any("\0" in text for text in (*address, *names_and_texts)):
        return errors.bad_character(request)
    return None


def _let_it_finish(request):
    """Read on and forget: a browser that is still sending would show a cut connection instead of
    our answer. Not without end."""
    left = PATIENCE
    try:
        while left > 0 and (part := request.read(2**16)):
            left -= len(part)
    except OSError:
        return


def _form(request):
    """Return every name and text of the form that was sent, within the limits."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.REQUEST_MAX_SIZE:
        raise RequestDataTooBig
    return [part for name, texts in request.POST.lists() for part in (name, *texts)]
