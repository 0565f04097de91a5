"""Two people saved the same thing: the page that shows both texts (409), and its choices.

Every form over something that has a version goes through here. The form carries the `version` it
was made from and, signed, the answers of that version (`began_from`): so an answer that only one of
the two changed is told from one that both did.
"""

from django.shortcuts import render

from sip import conflicts
from sip.forms import FormError, said_of


def initial(saved, version, *, base=None):
    """Return what a form over saved answers begins with; `base` is what they are as typed."""
    began = conflicts.signed(saved if base is None else base)
    return {**saved, "version": version, "began_from": began}


def base_of(request):
    """Return the answers that the form of a request began from, or None where nobody knows."""
    return conflicts.began_from(request.POST.get("began_from"))


def resolved(request, asked, *, saved, mine):
    """Return what the choices on a page of two versions lead to, and what is missing.

    The choices were made on top of what that page showed. Where somebody saved once more, they are
    compared again, by the version that goes with them.
    """
    base = base_of(request)
    shown = saved if base is None else base
    values, errors = conflicts.resolve(asked, saved=shown, mine=mine, post=request.POST)
    kept = {name: request.POST.get(name, "") for name in conflicts.NOT_ASKED}
    return {**values, **kept}, errors


def page(
    request, template, *, asked, saved, mine, version, errors=None, context=None, carried=None
):  # fmt: skip
    """Answer 409 with both texts, or None where they are the same after all.

    `saved` and `mine` are {question: text}; `version` is that of what is saved now; `errors` says
    where a choice is missing, and keeps the choices that were made; `carried` is what else was sent
    and goes along, such as which button was pressed.
    """
    comparison = conflicts.compare(
        asked,
        saved=saved,
        mine=mine,
        base=None if errors else base_of(request),
        post=request.POST if errors else None,
    )
    if not comparison:
        return None
    differing = [(one, (errors or {}).get(one.asked.name)) for one in comparison.differing]
    return render(
        request,
        template,
        {
            **(context or {}),
            "comparison": comparison,
            "values": {
                **(carried or {}),
                **comparison.mine,
                "version": version,
                "began_from": conflicts.signed({one.name: saved.get(one.name) for one in asked}),
            },
            "differing": differing,
            "errors": [
                FormError(one.keep_name, said_of(one.asked.label, error))
                for one, error in differing
                if error
            ],
            "version": version,
            "read_version": request.POST["version"],
            "next_version": version + 1,
        },
        status=409,
    )
