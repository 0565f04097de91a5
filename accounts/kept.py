"""Words that were sent after the session had ended: they travel through the sign-in and come back.

The page that refuses them holds them in hidden inputs of its sign-in form; once the person is known
they wait in the session, and one click sends them again. Passwords and files are never kept.
"""

from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.presenting import label_of
from accounts.words import FIELDS, VALUES

HEAD = "kept-"
PATH = "kept_path"
SESSION_KEY = "kept"


def hidden(path, pairs):
    """Return the hidden inputs, as (name, text), that carry a form through the sign-in."""
    return [(PATH, path), *((f"{HEAD}{name}", text) for name, text in pairs)]


def carried(post):
    """Return the same inputs from a sign-in that did not succeed."""
    return [
        (name, text)
        for name, texts in post.lists()
        for text in texts
        if name == PATH or name.startswith(HEAD)
    ]


def keep(request):
    """Put what a sign-in carries into the session."""
    path = request.POST.get(PATH, "")
    sent = carried(request.POST)
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    if is_ours and len(sent) > 1:
        pairs = [(name[len(HEAD) :], text) for name, text in sent if name != PATH]
        request.session[SESSION_KEY] = {"path": path, "pairs": pairs}


@require_safe
def kept(request):
    """Show what waits to be sent again, with the button that sends it."""
    found = request.session.get(SESSION_KEY)
    if not found:
        return redirect("home")
    typed = [
        (label_of(name), VALUES.get(text, text))
        for name, text in found["pairs"]
        if text.strip() and name.rpartition("-")[2] in FIELDS and name != "version"
    ]
    resend = [("csrfmiddlewaretoken", get_token(request)), *found["pairs"]]
    context = {"path": found["path"], "resend": resend, "typed": typed}
    return render(request, "account/kept.html", context)
