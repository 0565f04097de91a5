"""Two people edited the same thing on a page of this app: one way to show it, and to go on."""

from django.http import QueryDict

from sip import twoversions


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
