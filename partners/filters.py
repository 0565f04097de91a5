"""The filters of the directory. Every value passes through a form: a bad one is left out, with a
word to the reader, and never breaks the page."""

from typing import NamedTuple

import django_filters
from django.db.models import BooleanField, Case, OuterRef, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from partners import geography, languages, past
from partners.codes import holding_any
from partners.facets import Facet, count
from partners.models import Engagement, Organisation, Presence, Resource

NOT_ENGAGED = "none"
ENGAGEMENTS = [*Engagement.Kind.choices, (NOT_ENGAGED, _("Not engaged"))]
ACTORS = [("yes", _("Local or national actor")), ("no", _("Other actor"))]


def with_kind(organisations, on=None):
    """Annotate each organisation with `kind`, how it is engaged on that day, or was at a `Moment`
    (None where not)."""
    rows = past.engagements(on).filter(organisation=OuterRef("pk"))
    return organisations.annotate(kind=Subquery(rows.values("kind")[:1]))


class OrganisationFilter(django_filters.FilterSet):
    """Takes organisations with `kind` (`with_kind`), and the `Moment` they are looked at."""

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
    offers = django_filters.MultipleChoiceFilter(
        method="by_offers", label=_("Offers"), choices=Resource.Kind
    )
    language = django_filters.MultipleChoiceFilter(
        method="by_language", label=_("Language"), choices=languages.CHOICES
    )
    country = django_filters.ChoiceFilter(
        method="by_country", label=_("Country"), choices=geography.CHOICES
    )

    class Meta:
        model = Organisation
        fields = ()

    def __init__(self, data, queryset, *, at=None):
        super().__init__(data, queryset)
        self.at = at

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

    def by_offers(self, queryset, name, values):
        standing = past.offered(Resource.objects, self.at).filter(kind__in=values)
        return queryset.filter(pk__in=standing.values("organisation")) if values else queryset

    def by_language(self, queryset, name, values):
        return queryset.filter(holding_any("languages", values))

    def by_country(self, queryset, name, value):
        there = past.on_day(Presence.objects.filter(country=value), self.at)
        return queryset.filter(pk__in=there.values("organisation"))


class Line(NamedTuple):
    """What the filters ask of one organisation."""

    kind: str
    type: str
    local: str
    languages: list
    offers: list
    countries: list


FACETS = [
    Facet("engagement", _("Engagement"), ENGAGEMENTS, lambda line: [line.kind]),
    Facet("type", _("Type"), Organisation.Type.choices, lambda line: [line.type]),
    Facet("local", _("Localisation"), ACTORS, lambda line: [line.local]),
    Facet("offers", _("Offers"), Resource.Kind.choices, lambda line: line.offers),
    Facet("language", _("Language"), languages.CHOICES, lambda line: line.languages),
    Facet("country", _("Country"), geography.CHOICES, lambda line: line.countries),
]


def read_lines(organisations, text="", on=None):
    """Read what the filters ask of every organisation on a day, in two queries.

    Returns all lines, and those whose texts match `text`. `organisations` have `kind`.
    """
    matching = Case(
        When(pk__in=Organisation.objects.matching(text).values("pk"), then=Value(True)),
        default=Value(False), output_field=BooleanField(),
    ) if text else Value(True)  # fmt: skip
    rows = organisations.order_by().values_list(
        "pk", "kind", "type", "is_local_national_actor", "languages", matching
    )
    offers, countries = _offers_and_countries(on)
    lines = [
        (
            Line(
                kind or NOT_ENGAGED, type_, "yes" if local else "no", spoken,
                offers.get(pk, ()), countries.get(pk, ()),
            ),
            matches,
        )
        for pk, kind, type_, local, spoken, matches in rows
    ]  # fmt: skip
    return [line for line, _found in lines], [line for line, found in lines if found]


def facets(lines, chosen):
    """Return the filters with their counts: see `partners.facets.count`; countries apart, because
    they are a long list: (facets, countries)."""
    country = chosen.get("country")
    *shown, countries = count(FACETS, lines, {**chosen, "country": [country] if country else []})
    return shown, sorted(countries[2], key=lambda line: str(line[1]))


def _offers_and_countries(on=None):
    """Return the kinds of offers and the countries of each organisation, in one query."""
    offers, countries = {}, {}
    columns = (
        ("organisation", Value("offer"), "kind"),
        ("organisation", Value("country"), "country"),
    )
    rows = past.offered(Resource.objects, on).order_by().values_list(*columns[0])
    there = past.on_day(Presence.objects.order_by(), on).values_list(*columns[1])
    for organisation, what, value in rows.union(there):
        into = offers if what == "offer" else countries
        into.setdefault(organisation, []).append(value)
    return offers, countries
