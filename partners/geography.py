"""Countries by ISO 3166-1 alpha-3 code, their names as people read and type them, and the regions
of the United Nations' statistics division (M49). Names and codes imply no opinion on any status.
"""

from functools import cache

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_countries import countries

from sip.search import fold

# Every code of ISO 3166-1 stands in one region.
REGIONS = (
    ("northern_africa", _("Northern Africa"), "DZA EGY ESH LBY MAR SDN TUN"),
    ("western_africa", _("Western Africa"),
     "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO"),
    ("middle_africa", _("Middle Africa"), "AGO CAF CMR COD COG GAB GNQ STP TCD"),
    ("eastern_africa", _("Eastern Africa"),
     "ATF BDI COM DJI ERI ETH IOT KEN MDG MOZ MUS MWI MYT REU RWA SOM SSD SYC TZA UGA ZMB ZWE"),
    ("southern_africa", _("Southern Africa"), "BWA LSO NAM SWZ ZAF"),
    ("western_asia", _("Western Asia"),
     "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM"),
    ("central_asia", _("Central Asia"), "KAZ KGZ TJK TKM UZB"),
    ("southern_asia", _("Southern Asia"), "AFG BGD BTN IND IRN LKA MDV NPL PAK"),
    ("south_eastern_asia", _("South-eastern Asia"),
     "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM"),
    ("eastern_asia", _("Eastern Asia"), "CHN HKG JPN KOR MAC MNG PRK TWN"),
    ("caribbean", _("Caribbean"),
     ("ABW AIA ATG BES BHS BLM BRB CUB CUW CYM DMA DOM GLP GRD HTI JAM KNA LCA MAF MSR MTQ PRI "
      "SXM TCA TTO VCT VGB VIR")),
    ("central_america", _("Central America"), "BLZ CRI GTM HND MEX NIC PAN SLV"),
    ("south_america", _("South America"),
     "ARG BOL BRA BVT CHL COL ECU FLK GUF GUY PER PRY SGS SUR URY VEN"),
    ("northern_america", _("Northern America"), "BMU CAN GRL SPM USA"),
    ("northern_europe", _("Northern Europe"),
     "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE"),
    ("western_europe", _("Western Europe"), "AUT BEL CHE DEU FRA LIE LUX MCO NLD"),
    ("southern_europe", _("Southern Europe"),
     "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT"),
    ("eastern_europe", _("Eastern Europe"), "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR"),
    ("oceania", _("Oceania"),
     ("ASM AUS CCK COK CXR FJI FSM GUM HMD KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF SLB "
      "TKL TON TUV UMI VUT WLF WSM")),
    ("antarctica", _("Antarctica"), "ATA"),
)  # fmt: skip
OTHER_LANGUAGES = ("es", "ar")  # names are understood in these too, before the site speaks them


# What people in the field write, in English and in French, and no list of countries knows.
SHORT = {
    "ARE": "UAE EAU", "CAF": "CAR RCA", "CIV": "RCI", "COD": "DRC RDC", "GBR": "UK",
    "PRK": "DPRK RPDC", "PSE": "oPt TPO",
}  # fmt: skip


def name_of(code):
    """Return a country's name in the reader's language; the code itself where it is unknown."""
    return str(countries.name(countries.alpha2(code)) or code)


def names_of(codes):
    """Return the names of several countries, in the order of the alphabet."""
    return sorted((name_of(code) for code in codes), key=fold)


def codes():
    """Return every alpha-3 code."""
    return [code for _key, _name, held in REGIONS for code in held.split()]


# Made once: each call of `lazy` builds a class, and one for each country weighed five megabytes.
_lazy_name = lazy(name_of, str)
CHOICES = [(code, _lazy_name(code)) for code in codes()]


def code_of(text):
    """Return the alpha-3 code of a country as typed (a name in any language known here, or a
    code), or None."""
    return typed_names().get(fold(text))


def is_code(text):
    return text in typed_names().values()


@cache
def typed_names():
    """Return every way to type a country that is understood, folded: {text: code}."""
    found = {}
    for language in (*OTHER_LANGUAGES, *dict(settings.LANGUAGES)):
        with override(language):
            found |= {fold(str(name)): countries.alpha3(code) for code, name in countries}
    for code in codes():
        found[fold(code)] = found[fold(countries.alpha2(code))] = code
    return {fold(word): code for code, words in SHORT.items() for word in words.split()} | found
