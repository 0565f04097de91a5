"""The definitions of the localisation indicators as a tagged PDF: what each one counts, of what,
and the rules that hold for all of them, in the words of the page."""

import functools

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from actionplans.exports import pdf
from reporting.localisation import AREAS, GROUPS, INDICATORS, RULES
from sip.filesizes import Weight

CONTENT_TYPE = pdf.CONTENT_TYPE
ABOUT = Weight(26_000, 1_100)  # by indicator
SOURCE = """
#set page(paper: "a4", margin: (x: 2cm, y: 1.8cm), numbering: "1 / 1")
#heading(level: 1, told.title)
#told.about
#for area in told.areas {
  heading(level: 2, area.name)
  table(
    columns: (5fr, 10fr, 4fr),
    table.header(..told.titles.map(cell => strong(cell))),
    ..area.rows.map(row => (
      { strong(row.name); linebreak(); text(size: 8pt, fill: luma(90), row.code) },
      row.method,
      { row.unit; linebreak(); text(size: 8pt, fill: luma(90), row.origin) },
    )).flatten(),
  )
}
#heading(level: 2, told.grouped)
#told.groups
#heading(level: 2, told.ruled)
#terms(..told.rules.map(rule => terms.item(rule.first(), rule.last())))
"""
UNITS = {
    "organisation": gettext_lazy("Organisations"),
    "body": gettext_lazy("Bodies"),
    "attendance": gettext_lazy("Partners at each GLM"),
    "body attendance": gettext_lazy("Members at each meeting"),
    "body meeting": gettext_lazy("Meetings"),
    "response": gettext_lazy("Answers"),
    "seat": gettext_lazy("Seats"),
    "activity": gettext_lazy("Activities"),
}


@functools.cache
def content(language):
    """Return the PDF as bytes. It says nothing of any day or person, so each process makes it once
    for each language."""
    with override(language):
        return pdf.compiled(SOURCE, _told())


def _told():
    return {
        "title": _("Definitions of the localisation indicators"),
        "about": _(
            "How the Logistics Cluster counts whether local and national actors take part, are "
            "represented and lead. Headings: the sector’s session on localisation (2023). Areas "
            "and indicators: IASC guidance of July 2021 and OCHA’s yearly mapping of "
            "coordination; those marked as internal are the tracker’s own reading of it."
        ),
        "titles": [_("Indicator"), _("What is counted"), _("Unit")],
        "areas": [
            {
                "name": str(area.name),
                "rows": [_row(one) for one in INDICATORS if one.area == area],
            }
            for area in AREAS
        ],
        "grouped": _("Who takes part"),
        "groups": _(
            "Partners and observers of the day, by the groups in which OCHA prints a "
            "cluster: %(groups)s."
        )
        % {"groups": ", ".join(str(name) for _key, name, _types in GROUPS)},
        "ruled": _("Rules for all of them"),
        "rules": [[str(name), str(rule)] for name, rule in RULES],
    }


def _row(indicator):
    return {
        "code": indicator.code,
        "name": str(indicator.name),
        "method": str(indicator.method),
        "unit": str(UNITS[indicator.unit]),
        "origin": _("Printed by OCHA") if indicator.is_printed_by_ocha else _("Internal"),
    }
