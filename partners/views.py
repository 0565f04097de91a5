"""The directory of organisations. Public; people and their addresses are not."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from partners import policy
from partners.filters import ENGAGEMENTS, NOT_ENGAGED, OrganisationFilter, facets, with_kind
from partners.models import Affiliation, Engagement, Organisation
from sip.bodies import activities_of

PAGE_SIZE = 50
Kind = Engagement.Kind


@login_not_required
@require_safe
def partners(request):
    """The directory, filtered by the address; counts link to the lists they count."""
    organisations = with_kind(Organisation.objects.all())
    found = OrganisationFilter(request.GET, organisations)
    is_complete = found.is_valid()
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    for organisation in page.object_list:
        organisation.engaged_as = Kind(organisation.kind) if organisation.kind else None
    return render(
        request,
        "partners/organisation_list.html",
        {
            "section": "partners",
            "page": page,
            "facets": facets(request.GET, organisations),
            "totals": _totals(organisations),
            "q": found.form.cleaned_data.get("q", "") if found.is_bound else "",
            "is_filtered": any(name in request.GET for name in found.filters),
            "is_complete": is_complete or not found.is_bound,
        },
    )


@login_not_required
@require_safe
def partner(request, slug):
    """One organisation: how it is engaged, what follows from that, where it sits."""
    organisation = get_object_or_404(with_kind(Organisation.objects.all()), slug=slug)
    sees_people = policy.can_see_people(request.user, organisation)
    seats = organisation.seats.on().in_bodies_at_work().select_related("body", "person")
    seats = list(seats.order_by("body__order", "starts_on", "pk"))
    people = Affiliation.objects.on().filter(organisation=organisation).select_related("person")
    return render(
        request,
        "partners/organisation_detail.html",
        {
            "section": "partners",
            "organisation": organisation,
            "engagement": Kind(organisation.kind) if organisation.kind else None,
            "seats": seats,
            "bodies": len({seat.body_id for seat in seats}),
            "activities": activities_of({seat.body_id for seat in seats}),
            "sees_people": sees_people,
            "people": people.order_by("role", "person__name") if sees_people else [],
        },
    )


def _totals(organisations):
    """Count the whole directory by engagement: [(value, “3 partners”)], which add up to it."""
    rows = organisations.order_by().values("kind").annotate(number=Count("pk"))
    numbers = {row["kind"] or NOT_ENGAGED: row["number"] for row in rows}
    return [
        (value, _counted(value, numbers[value])) for value, _ in ENGAGEMENTS if value in numbers
    ]


def _counted(value, number):
    pattern = {
        Kind.PARTNER: ngettext("%(n)d partner", "%(n)d partners", number),
        Kind.STAKEHOLDER: ngettext("%(n)d stakeholder", "%(n)d stakeholders", number),
        Kind.OBSERVER: ngettext("%(n)d observer", "%(n)d observers", number),
        NOT_ENGAGED: ngettext("%(n)d not engaged today", "%(n)d not engaged today", number),
    }[value]
    return pattern % {"n": number}
