"""Localisation (`localisation_indicators`): the indicators of the page, as of a day."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from actionplans.models import AdvisoryBody
from reporting.exports.columns import Column
from reporting.exports.datasets.base import Dataset, Past
from reporting.localisation import last_quarter, localisation

BY_BODY = "lna_member_share"


class Row(NamedTuple):
    """One indicator as of a day, of the whole cluster or of one body (`body` is its key), which may
    be one of a country."""

    indicator: object
    counted: object
    body: str | None
    country: str | None = None


def rows(reader):
    told = localisation(reader.at.day)
    for figure in told.figures.values():
        yield Row(figure.indicator, figure.counted, None)
    shares = told.figures.get(BY_BODY)
    countries = dict(AdvisoryBody.objects.values_list("owner__key", "cluster__country"))
    for body, counted in told.by_body() if shares else ():
        if body is not None:
            yield Row(shares.indicator, counted, body, countries.get(body) or None)


def name(row, reader):
    with override("en"):
        return str(row.indicator.name)


def share(row, reader):
    """Return the share in per cent; None where there is nothing to count, or too little to tell."""
    return None if row.counted.share is None else round(row.counted.share, 1)


def number(name):
    return lambda row, reader: getattr(row.counted, name)


INDICATORS = Dataset(
    "localisation_indicators",
    _("Localisation indicators of the Logistics Cluster"),
    _("One row for each indicator as of the day, and for each body’s share of local members."),
    (
        Column("period", _("Last quarter ended"), "#meta+period",
               lambda row, reader: str(last_quarter(reader.at.day)), 12),
        Column("as_of", _("As of"), "#date+reported", lambda row, reader: reader.at.day, 12),
        Column("scope", _("Scope"), "#meta+scope",
               lambda row, reader: "body" if row.body else "global", 10, type="code"),
        # Of the whole cluster, or of a body that is no country's: none.
        Column("country_code", _("Country (ISO code)"), "#country+code+v_iso3",
               lambda row, reader: row.country, 10),
        Column("body_code", _("Body (code)"), "#org+body+code", lambda row, reader: row.body, 16),
        Column("indicator_code", _("Indicator (code)"), "#indicator+code",
               lambda row, reader: row.indicator.code, 24),
        Column("indicator", _("Indicator, in English"), "#indicator+name+i_en", name, 50),
        Column("numerator", _("Numerator"), "#indicator+numerator+num", number("number"), 10),
        Column("denominator", _("Denominator"), "#indicator+denominator+num", number("out_of"), 10),
        Column("value_pct", _("Value, in percent"), "#indicator+value+pct", share, 10,
               type="number"),
        Column("method", _("Method"), "#meta+method",
               lambda row, reader: str(row.indicator.method), 60, type="text"),
    ),
    rows,
    "localisation",
    {},
    past=Past.BY_DAY,
)  # fmt: skip
