"""What partners and stakeholders offer (`resources`), while it stands; no contact of a person."""

from django.utils.translation import gettext_lazy as _

from partners.models import Resource
from partners.past import offered
from reporting.exports.columns import Column, plain
from reporting.exports.datasets.base import OWN, WHO, Dataset, Past


def rows(reader):
    return offered(Resource.objects, reader.at).in_order().select_related("organisation")


RESOURCES = Dataset(
    "resources",
    _("Resources that organisations offer"),
    _("One row for each offer that stands: kind, what, where, from when."),
    (
        Column("resource_id", _("Offer (number)"), "#meta+id", lambda row, reader: row.pk, 8),
        Column("org_code", _("Organisation (code)"), "#org+code",
               lambda row, reader: row.organisation.slug, 24, of=("Resource.organisation",)),
        Column("org", _("Organisation"), "#org+name",
               lambda row, reader: row.organisation.name, 40),
        Column("kind_code", _("Kind (code)"), "#capacity+type+code", lambda row, reader: row.kind,
               12, of=("Resource.kind",)),
        Column("kind", _("Kind"), "#capacity+type+name+i_{language}",
               lambda row, reader: reader.label(Resource.Kind, row.kind), 16),
        Column("title", _("What"), "#capacity+name", lambda row, reader: row.title, 40,
               of=("Resource.title",)),
        Column("description", _("Description"), "#description+capacity",
               lambda row, reader: plain(row.description), 60, of=("Resource.description",)),
        Column("quantity", _("Quantity, in its own words"), "#capacity+quantity",
               lambda row, reader: row.quantity or None, 20, of=("Resource.quantity",)),
        Column("countries", _("Where (ISO codes)"), "#country+code+v_iso3+list",
               lambda row, reader: list(row.countries) or None, 20,
               of=("Resource.countries",)),
        Column("languages", _("Languages"), "#meta+language+list",
               lambda row, reader: list(row.languages) or None, 12, of=("Resource.languages",)),
        Column("available_on", _("From when"), "#date+start",
               lambda row, reader: row.available_on, 12, of=("Resource.available_on",)),
        Column("expires_on", _("Offered until"), "#date+end", lambda row, reader: row.expires_on,
               12, of=("Resource.expires_on",)),
        Column("notice_days", _("Days of notice"), "#indicator+notice+num",
               lambda row, reader: row.notice_days, 10, of=("Resource.notice_days",)),
        Column("conditions", _("Conditions"), "#description+conditions",
               lambda row, reader: plain(row.conditions), 50, of=("Resource.conditions",)),
        Column("url", _("Address"), "#meta+url",
               lambda row, reader: reader.address("resource", row.pk), 40),
    ),
    rows,
    "resources",
    {
        "partners.Resource": {
            "contact": WHO, "offered_by": WHO, "offered_at": OWN, "version": OWN,
            "search_text": OWN, "withdrawn_on": "offers that are withdrawn are not shown",
        },
    },
    past=Past.BY_DAY,
)  # fmt: skip
