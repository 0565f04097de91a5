"""Which offers a page shows, under which filters, and how a request reads."""

from collections import Counter, defaultdict
from typing import NamedTuple

import django_filters
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import today
from partners import geography, languages, policy
from partners.codes import holding_any, holding_code
from partners.facets import Facet, count
from partners.models import Engagement, Organisation, Resource, ResourceRequest

MINE_SHOWN = 20
LATE = 7  # days after which an answer is late
DAYS = [
    ("10", gettext_lazy("10 days or less")),
    ("30", gettext_lazy("11 to 30 days")),
    ("more", gettext_lazy("More than 30 days")),
    ("unsaid", gettext_lazy("Not said")),
]


class OfferFilter(django_filters.FilterSet):
    """Takes offers with `provider`, how their organisation is engaged (`with_provider`)."""

    q = django_filters.CharFilter(method="by_text", label=gettext_lazy("Text"), max_length=100)
    kind = django_filters.MultipleChoiceFilter(label=gettext_lazy("Kind"), choices=Resource.Kind)
    days = django_filters.MultipleChoiceFilter(
        method="by_days", label=gettext_lazy("Can be had in"), choices=DAYS
    )
    language = django_filters.MultipleChoiceFilter(
        method="by_language", label=gettext_lazy("Language"), choices=languages.CHOICES
    )
    by = django_filters.MultipleChoiceFilter(
        field_name="provider", label=gettext_lazy("Offered by"), choices=Engagement.Kind
    )
    country = django_filters.ChoiceFilter(
        method="by_country", label=gettext_lazy("Country"), choices=geography.CHOICES
    )

    class Meta:
        model = Resource
        fields = ()

    def by_text(self, queryset, name, value):
        return queryset.matching(value)

    def by_days(self, queryset, name, values):
        wanted = {
            "10": Q(notice_days__lte=10),
            "30": Q(notice_days__gt=10, notice_days__lte=30),
            "more": Q(notice_days__gt=30),
            "unsaid": Q(notice_days=None),
        }
        found = Q()
        for value in values:
            found |= wanted[value]
        return queryset.filter(found)

    def by_language(self, queryset, name, values):
        return queryset.filter(holding_any("languages", values))

    def by_country(self, queryset, name, value):
        return queryset.filter(Q(countries="") | holding_code("countries", value))


FACETS = [
    Facet("kind", gettext_lazy("Kind"), Resource.Kind.choices, lambda line: [line.kind]),
    Facet("days", gettext_lazy("Can be had in"), DAYS, lambda line: [_days(line.notice_days)]),
    Facet("language", gettext_lazy("Language"), languages.CHOICES, lambda line: line.languages),
    Facet("by", gettext_lazy("Offered by"), Engagement.Kind.choices, lambda line: [line.provider]),
]


def with_provider(offers, on=None):
    """Load each offer's organisation, and how it is engaged on that day (`provider`)."""
    rows = Engagement.objects.on(on).filter(organisation=OuterRef("organisation"))
    return offers.select_related("organisation").annotate(
        provider=Subquery(rows.values("kind")[:1])
    )


def facets(found, chosen):
    """Return the filters with their counts over the offers that text and country leave."""
    lines = list(found.order_by())
    return count(FACETS, lines, chosen), lines


class KindLine(NamedTuple):
    """One of the five kinds as a page shows it: how many are offered in all, and those shown."""

    key: str
    label: str
    total: int
    offers: list


def by_kind(page, lines, *, with_empty):
    """Return the offers of a page by kind, in the order of the SIP; `lines` are all that stand.
    A kind of which nothing is offered shows too (`with_empty`): on the first page, unfiltered."""
    totals = Counter(line.kind for line in lines)
    shown = defaultdict(list)
    for resource in page.object_list:
        shown[resource.kind].append(resource)
    return [
        KindLine(kind.value, kind.label, totals[kind], shown[kind])
        for kind in Resource.Kind
        if shown[kind] or (with_empty and page.number == 1 and not totals[kind])
    ]


def waiting_for(person):
    """Return the requests that concern a person and wait for an answer, the first first: each with
    whom it is for (`asker`), since how many `days`, and whether that `is_late`."""
    found = ResourceRequest.objects.visible_to(person).waiting()
    waiting = list(found.select_related("resource__organisation").order_by("asked_at"))
    clusters = cluster_names() if waiting else {}
    for one in waiting:
        one.asker = asker_label(one.on_behalf_of, clusters)
        one.days = (today() - timezone.localdate(one.asked_at)).days
        one.is_late = one.days > LATE
    return waiting


def asked_by(person, besides):
    """Return the last requests that a person made, `besides` those that the page shows already."""
    if not person.is_authenticated:
        return []
    found = person.resource_requests.exclude(pk__in=[one.pk for one in besides])
    return found.select_related("resource__organisation").order_by("-asked_at")[:MINE_SHOWN]


def cluster_names():
    """Return the names of national clusters by key; they belong to an app above."""
    clusters = Organisation.clusters_led.rel.related_model.objects
    return dict(clusters.values_list("slug", "name"))


def asker_label(key, clusters):
    """Say for whom a request is: `clusters` are names of national clusters by key."""
    return _("GLC support team") if key == policy.GLC else clusters.get(key, key)


def askers(person):
    """Return for whom a person may ask: [(key, label)]."""
    clusters = {}
    if person.is_authenticated:
        places = person.team_places.on().select_related("cluster")
        clusters = {place.cluster.slug: place.cluster.name for place in places}
    return [(key, asker_label(key, clusters)) for key in policy.asks_for(person)]


def _days(notice):
    if notice is None:
        return "unsaid"
    return "10" if notice <= 10 else "30" if notice <= 30 else "more"
