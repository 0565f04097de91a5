"""The directory (`organisations`): organisations and how they take part, no people."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from partners import past
from partners.filters import with_kind
from partners.models import Engagement, Organisation, Presence
from reporting.exports.columns import Column
from reporting.exports.datasets.base import OWN, Dataset, Past

Type = Organisation.Type

# ReliefWeb's numbers for types of organisations (the vocabulary +v_rw_orgtype).
RELIEFWEB = {
    Type.ACADEMIC: 270, Type.GOVERNMENT: 271, Type.LOCAL_AUTHORITY: 271,
    Type.INTERNATIONAL_ORGANISATION: 272, Type.UN: 272, Type.MEDIA: 273, Type.INGO: 274,
    Type.NNGO: 274, Type.CBO: 274, Type.RCRC_NATIONAL_SOCIETY: 276, Type.RCRC_INTERNATIONAL: 276,
}  # fmt: skip
OTHER = 275


def rows(reader):
    """The directory, each entry with how it took part at the moment and where it worked. What an
    entry says of itself is that of today, as on its page."""
    at = reader.at
    engagements = Engagement.objects.order_by("starts_on", "recorded_at")
    if not at.is_now:
        engagements = engagements.filter(starts_on__lte=at.day)
    if known := at.cutoff:
        engagements = engagements.filter(recorded_at__lte=known)
    presences = past.on_day(Presence.objects.order_by("country"), at)
    found = with_kind(Organisation.objects.current(), at).prefetch_related(
        Prefetch("engagements", engagements, to_attr="engaged"),
        Prefetch("presences", presences, to_attr="present_then"),
    )
    return found.order_by("name", "pk")


def left_on(row, reader):
    """Return the day on which its last engagement ended, where that was known to be over."""
    last, at = row.engaged[-1] if row.engaged else None, reader.at
    if last is None or last.ends_on is None or last.ends_on >= at.day:
        return None
    known = at.cutoff
    return None if known and last.ended_at and last.ended_at > known else last.ends_on


ORGANISATIONS = Dataset(
    "organisations",
    _("Organisations of the Logistics Cluster"),
    _("One row for each organisation of the directory: its type and how it takes part. No people."),
    (
        Column("org_code", _("Organisation (code)"), "#org+code", lambda row, reader: row.slug, 24,
               of=("Organisation.slug",)),
        Column("name", _("Name"), "#org+name", lambda row, reader: row.name, 40,
               of=("Organisation.name",)),
        Column("acronym", _("Acronym"), "#org+acronym", lambda row, reader: row.acronym or None,
               of=("Organisation.acronym",)),
        Column("type_code", _("Type (code)"), "#org+type+code", lambda row, reader: row.type, 20,
               of=("Organisation.type",)),
        Column("type", _("Type"), "#org+type+name+i_{language}",
               lambda row, reader: reader.label(Type, row.type), 26),
        Column("reliefweb_type_id", _("Type (ReliefWeb)"), "#org+type+code+v_rw_orgtype",
               lambda row, reader: RELIEFWEB.get(row.type, OTHER), 12),
        Column("engagement", _("Takes part as (code)"), "#org+engagement+code",
               lambda row, reader: row.kind or None,
               of=("Engagement.organisation", "Engagement.kind")),
        Column("is_local_national_actor", _("Local or national actor"), "#org+lna+bool",
               lambda row, reader: row.is_local_national_actor, 12,
               of=("Organisation.is_local_national_actor",)),
        Column("countries", _("Countries (ISO codes)"), "#country+code+v_iso3+list",
               lambda row, reader: [one.country for one in row.present_then] or None, 24,
               of=("Presence.organisation", "Presence.country")),
        Column("joined_on", _("Joined on"), "#date+start",
               lambda row, reader: row.engaged[0].starts_on if row.engaged else None, 12,
               of=("Engagement.starts_on",)),
        Column("left_on", _("Left on"), "#date+end", left_on, 12, of=("Engagement.ends_on",)),
        Column("status", _("Status"), "#status+code",
               lambda row, reader: "active" if row.kind else "inactive", 10),
        Column("languages", _("Working languages"), "#meta+language+list",
               lambda row, reader: row.languages or None, 14, of=("Organisation.languages",)),
        Column("website", _("Website"), "#org+website+url",
               lambda row, reader: row.website or None, 30, of=("Organisation.website",)),
        Column("url", _("Address"), "#org+url",
               lambda row, reader: reader.address("partner", row.slug), 40),
    ),
    rows,
    "partners",
    {
        "partners.Organisation": {
            "search_text": OWN, "version": OWN, "aliases": "other names: on its page",
            "merged_into": "a duplicate is not listed",
        },
        "partners.Presence": {
            "starts_on": "where it works on the day", "ends_on": "where it works on the day",
            "recorded_at": OWN, "ended_at": OWN,
        },
        "partners.Engagement": {"recorded_at": OWN, "ended_at": OWN},
    },
    past=Past.WHOLE,
)  # fmt: skip
