"""Two people edited the same thing on a page of this app: one way to show it, and to go on."""

from django.core.exceptions import BadRequest
from django.http import QueryDict

from sip import twoversions


def read_from(request):
    """Return the version that a form was made from; a form without one is a bad request."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("The form came without the version it was made from.")
    return int(text)


def resolved(request, asked, saved, mine):
    """Return the data that the choices on a page of two versions lead to, as a form takes it, and
    what is missing: (data, errors)."""
    values, errors = twoversions.resolved(request, asked, saved=saved, mine=mine)
    data = QueryDict(mutable=True)
    data.update(values)
    return data, errors


def conflict(request, *, asked, saved, mine, version, name, back, errors=None, carried=None):
    """Answer 409 with both texts, or None where they are the same after all.

    `saved` and `mine` are {name: text}; `version` is what is saved now; `name` says of what, and
    `back` is the address of who leaves what is saved.
    """
    return twoversions.page(
        request, "partners/conflict.html", asked=asked, saved=saved, mine=mine, version=version,
        errors=errors, carried=carried, context={"section": "partners", "name": name, "back": back},
    )  # fmt: skip
