"""The filters of the directory. Every value passes through a form: a bad one is left out, with a
word to the reader, and never breaks the page."""

import django_filters
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from partners.models import Engagement, Organisation

NOT_ENGAGED = "none"
ENGAGEMENTS = [*Engagement.Kind.choices, (NOT_ENGAGED, _("Not engaged today"))]
ACTORS = [("yes", _("Local or national actor")), ("no", _("Other actor"))]


def with_kind(organisations, on=None):
    """Annotate each organisation with `kind`, how it is engaged on that day (None where not)."""
    rows = Engagement.objects.on(on).filter(organisation=OuterRef("pk"))
    return organisations.annotate(kind=Subquery(rows.values("kind")[:1]))


class OrganisationFilter(django_filters.FilterSet):
    """Takes organisations with `kind` (`with_kind`)."""

    q = django_filters.CharFilter(method="by_text", label=_("Text"), max_length=100)
    engagement = django_filters.MultipleChoiceFilter(
        method="by_engagement", label=_("Engagement"), choices=ENGAGEMENTS
    )
    type = django_filters.MultipleChoiceFilter(
        method="by_type", label=_("Type"), choices=Organisation.Type
    )
    local = django_filters.MultipleChoiceFilter(
        method="by_actor", label=_("Localisation"), choices=ACTORS
    )

    class Meta:
        model = Organisation
        fields = ()

    def by_text(self, queryset, name, value):
        return queryset.matching(value)

    def by_engagement(self, queryset, name, values):
        if not values:
            return queryset
        chosen = queryset.filter(kind__in=[value for value in values if value != NOT_ENGAGED])
        return chosen | queryset.filter(kind=None) if NOT_ENGAGED in values else chosen

    def by_type(self, queryset, name, values):
        return queryset.filter(type__in=values) if values else queryset

    def by_actor(self, queryset, name, values):
        wanted = [value == "yes" for value in values]
        return queryset.filter(is_local_national_actor__in=wanted) if wanted else queryset


def facets(data, organisations):
    """Return each filter with its choices and how many organisations each would leave, the other
    filters kept: [(name, label, [(value, label, number, is_chosen)])]. One query a filter."""
    return [
        _facet(data, organisations, "engagement", "kind", ENGAGEMENTS),
        _facet(data, organisations, "type", "type", Organisation.Type.choices),
        _facet(data, organisations, "local", "is_local_national_actor", ACTORS),
    ]


def _facet(data, organisations, name, column, choices):
    others = data.copy()
    chosen = others.pop(name, [])
    found = OrganisationFilter(others, organisations).qs
    rows = found.order_by().values(column).annotate(number=Count("pk"))
    numbers = {_key(row[column]): row["number"] for row in rows}
    lines = [
        (value, label, numbers.get(value, 0), value in chosen)
        for value, label in choices
        if value in numbers or value in chosen
    ]
    return name, OrganisationFilter.base_filters[name].label, lines


def _key(value):
    """The word by which the address names what stands in a column."""
    return {None: NOT_ENGAGED, True: "yes", False: "no"}.get(value, value)
