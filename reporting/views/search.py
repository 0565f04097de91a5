"""One box for everything that a person may read."""

import re

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from reporting.searching import find
from sip import search as words
from sip.filterfields import WordsInAddress
from sip.names import is_code


class SearchForm(forms.Form):
    q = WordsInAddress(label=_("Search"), required=False)


@login_not_required
@require_safe
def search(request):
    """What holds every word, without accents or case. A code typed exactly leads to its page."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){0,4}", asked) and is_code(asked):
        return redirect("activity", asked)
    return render(
        request,
        "search.html",
        {
            "asked": asked if words.words(asked) else "",
            "problems": form.errors.get("q", []),
            "typed": request.GET.get("q", "")[:200],
            **(find(request.user, asked) if words.words(asked) else {}),
        },
    )
