"""The directory of organisations. Public; people and their addresses are not."""

from collections import Counter
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.policy import can_open_account
from partners import past, policy, presence, reading
from partners.filters import (
    ENGAGEMENTS,
    NOT_ENGAGED,
    OrganisationFilter,
    facets,
    read_lines,
    with_kind,
)
from partners.looking import may_still_look
from partners.models import Affiliation, Engagement, Organisation

PAGE_SIZE = 50  # and never more: the list is no way to take all addresses away
Kind = Engagement.Kind


@login_not_required
@require_safe
def partners(request):
    """The directory, filtered by the address; counts link to the lists they count."""
    asked = past.asked_for(request.GET)
    at = asked.moment
    organisations = with_kind(Organisation.objects.current(), at)
    found = OrganisationFilter(request.GET, organisations, at=at)
    is_complete = found.is_valid()
    chosen = found.form.cleaned_data if found.is_bound else {}
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    for organisation in page.object_list:
        organisation.engaged_as = Kind(organisation.kind) if organisation.kind else None
    everybody, lines = read_lines(organisations, chosen.get("q", ""), at)
    shown, countries = facets(lines, chosen)
    return render(
        request,
        "partners/organisation_list.html",
        {
            "section": "partners",
            "page": page,
            "facets": shown,
            "countries": countries,
            "totals": _totals(everybody),
            "q": chosen.get("q", ""),
            "is_filtered": any(name in request.GET for name in found.filters),
            "kept": {
                name: request.GET.getlist(name) for name in found.filters if name in request.GET
            },
            "is_complete": is_complete or not found.is_bound,
            **_moment(asked),
        },
    )


@login_not_required
@require_safe
def partner(request, slug):
    """One organisation: how it is engaged, what follows from that, and every role it has. The
    address of an entry that was merged leads to the one that goes on."""
    asked = past.asked_for(request.GET)
    at = asked.moment
    organisation = get_object_or_404(
        with_kind(Organisation.objects.select_related("merged_into"), at), slug=slug
    )
    if organisation.merged_into_id:
        return redirect("partner", organisation.goes_on_as.slug)
    belongs = policy.speaks_for(request.user, organisation)
    keeps = policy.can_edit_directory(request.user)
    sees_people = belongs or policy.can_see_people(request.user, organisation)
    is_too_many = sees_people and not may_still_look(request.user, organisation)
    sees_people = sees_people and not is_too_many
    people = past.on_day(Affiliation.objects.filter(organisation=organisation), at)
    people = people.select_related("person")
    return render(
        request,
        "partners/organisation_detail.html",
        {
            "section": "partners",
            "organisation": organisation,
            "engagement": Kind(organisation.kind) if organisation.kind else None,
            "roles": reading.Roles(organisation, request.user, at),
            "declared": reading.declared(organisation, request.user, at),
            "resources": reading.offers_of(organisation, at),
            "countries": reading.countries_of(organisation, at),
            "sees_people": sees_people,
            "is_too_many": is_too_many,
            "edits": at.is_now and (keeps or belongs),
            "is_observer": organisation.kind == Kind.OBSERVER,
            "merges": keeps,
            "people": people.order_by("role", "person__name") if sees_people else [],
            "contacts": organisation.contacts.all() if sees_people else [],
            "joinings": organisation.joinings.waiting().select_related("person")
            if keeps or belongs
            else [],
            "requests": reading.requests_to(organisation) if at.is_now and belongs else [],
            "may_join": at.is_now and request.user.is_authenticated and not belongs,
            "belongs": belongs,
            "may_invite": at.is_now and can_open_account(request.user),
            **_moment(asked),
        },
    )


@login_not_required
@require_safe
def world(request):
    """Who is where: countries by region, each with how many organisations work there."""
    asked = past.asked_for(request.GET)
    regions = presence.regions(asked.moment)
    return render(
        request,
        "partners/map.html",
        {
            "section": "partners",
            "regions": regions,
            "countries": sum(len(region.tiles) for region in regions),
            **presence.totals(asked.moment),
            **_moment(asked),
        },
    )


def _moment(asked):
    """What pages say of the moment they show, and how their links keep it."""
    query = urlencode(asked.moment.query)
    return {
        "band": past.band(asked.moment),
        "problems": asked.problems,
        "day": asked.moment.as_of,
        "moment": asked.moment.query,
        "moment_ending": f"?{query}" if query else "",
        "moment_more": f"&{query}" if query else "",
    }


def _totals(lines):
    """Count the whole directory by engagement: [(value, “3 partners”)], which add up to it."""
    numbers = Counter(line.kind for line in lines)
    return [
        (value, _counted(value, numbers[value])) for value, _ in ENGAGEMENTS if value in numbers
    ]


def _counted(value, number):
    pattern = {
        Kind.PARTNER: ngettext("%(n)d partner", "%(n)d partners", number),
        Kind.STAKEHOLDER: ngettext("%(n)d stakeholder", "%(n)d stakeholders", number),
        Kind.OBSERVER: ngettext("%(n)d observer", "%(n)d observers", number),
        NOT_ENGAGED: ngettext("%(n)d not engaged", "%(n)d not engaged", number),
    }[value]
    return pattern % {"n": number}
