"""Two people edited the same thing on a page of this app: one way to show it, and to go on."""

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.shortcuts import render

from sip import conflicts
from sip.forms import FormError, said_of


def read_from(request):
    """Return the version that a form was made from; a form without one is a bad request."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("The form came without the version it was made from.")
    return int(text)


def resolved(request, asked, saved, mine):
    """Return the data that the choices on a page of two versions lead to, as a form takes it, and
    what is missing: (data, errors)."""
    values, errors = conflicts.resolve(asked, saved=saved, mine=mine, post=request.POST)
    data = QueryDict(mutable=True)
    data.update({**values, "version": request.POST["version"]})
    return data, errors


def conflict(request, *, asked, saved, mine, version, name, back, errors=None):
    """Answer 409 with both texts, or None where they are the same after all.

    `saved` and `mine` are {name: text}; `version` is what is saved now; `name` says of what, and
    `back` is the address of who leaves what is saved.
    """
    comparison = conflicts.compare(
        asked, saved=saved, mine=mine, post=request.POST if errors else None
    )
    if not comparison:
        return None
    differing = [(one, (errors or {}).get(one.asked.name)) for one in comparison.differing]
    return render(
        request,
        "partners/conflict.html",
        {
            "section": "partners",
            "name": name,
            "back": back,
            "comparison": comparison,
            "values": {**comparison.mine, "version": version},
            "differing": differing,
            "errors": [
                FormError(one.keep_name, said_of(one.asked.label, error))
                for one, error in differing
                if error
            ],
            "saved_version": version,
            "next_version": version + 1,
        },
        status=409,
    )


def asked_of(form, kinds=None, under=None):
    """Return the questions of a form, as two versions are compared by them."""
    kinds, under = kinds or {}, under or (lambda name: "")
    return [
        conflicts.Asked(name, str(field.label), kinds.get(name, "text"), under(name))
        for name, field in form.fields.items()
        if name != "version"
    ]
