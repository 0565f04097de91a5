"""One box for everything public: activities, working groups, organisations."""

import re

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partners.models import Organisation
from sip import search as words
from sip.filterfields import WordsInAddress
from sip.models import Activity, Owner
from sip.names import is_code

SHOWN = 50  # of each kind; the count beside it leads to all


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
            **(_found(asked) if words.words(asked) else {}),
        },
    )


def _found(asked):
    activities = Activity.objects.current().matching(asked)
    organisations = Organisation.objects.matching(asked)
    groups = _groups(asked)
    counts = {"activities": activities.count(), "organisations": organisations.count()}
    return {
        "activities": activities.in_plan_order().select_related("current_row")[:SHOWN],
        "activity_count": counts["activities"],
        "groups": groups,
        "organisations": organisations.with_engagement().order_by("name")[:SHOWN],
        "organisation_count": counts["organisations"],
        "total": sum(counts.values()) + len(groups),
    }


def _groups(asked):
    """The bodies that have a page, by any of their names in any language. There are few."""
    kinds = (Owner.Kind.WORKING_GROUP, Owner.Kind.ADVISORY_GROUP)
    return [
        owner
        for owner in Owner.objects.filter(kind__in=kinds).select_related("working_group")
        if all(word in _names_of(owner) for word in words.words(asked))
    ]


def _names_of(owner):
    group = getattr(owner, "working_group", None)
    texts = [owner.name, owner.short_name, *([group.theme] if group and group.theme else [])]
    names = [name for text in texts for name in text.data["texts"].values()]
    published = [group.name_as_published] if group else []
    return words.fold(" ".join([*names, *published, *owner.as_published]))
