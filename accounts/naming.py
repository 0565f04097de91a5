"""What the keys of the trail name, in words: objects, codes that models give words to, days.

The trail keeps keys alone, so that it vanishes with nothing. What they name is looked up when it is
read, one query for each kind of object on the page; what is no longer there keeps its key. The
kinds belong to the apps above: they are named here by their labels, as in `accounts.words`.
"""

import re
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django_countries import countries

from accounts.days import date_format
from accounts.words import FIELDS, VALUES

LONGEST = 80  # characters of a name
QUARTER = re.compile(r"\b(20\d\d)-Q([1-4])\b")
MONTH = re.compile(r"(20\d\d-(?:0[1-9]|1[0-2]))(?:/(\d+))?")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
HOUR = re.compile(r"\d\d:\d\d(:\d\d)?")
IN_A_LANGUAGE = re.compile(r"(.+)_(fr|en)")  # a column of an imported file
COUNTRY = re.compile(r"[A-Z]{3}")


class Own(NamedTuple):
    """How an object is found by the last part of its key, and which column names it."""

    lookup: str
    name: str


# Bodies, organisations and national clusters name themselves, and what has their key in its own.
ROOTS = {
    "sip.owner": Own("key", "short_name"),
    "partners.organisation": Own("slug", "name"),
    "actionplans.nationalcluster": Own("slug", "name"),
}
# Where that key stands: the kind it is of, and its place among the parts of the object's.
THROUGH = {
    **{label: (label, 0) for label in ROOTS},
    "workinggroups.workinggroup": ("sip.owner", 0),
    "workinggroups.groupmeeting": ("sip.owner", 0),
    "actionplans.advisorybody": ("sip.owner", 0),
    "reporting.report": ("sip.owner", 1),
    "partners.declaration": ("partners.organisation", 0),
    "actionplans.actionplan": ("actionplans.nationalcluster", 0),
    "actionplans.action": ("actionplans.nationalcluster", 0),
    "actionplans.gap": ("actionplans.nationalcluster", 0),
    "actionplans.ccpmsurvey": ("actionplans.nationalcluster", 0),
}
# Those whose own words say more.
OWN = {
    "sip.lesson": Own("pk", "lesson"),
    "sip.pendingimport": Own("pk", "file_name"),
    "sip.planrevision": Own("pk", "name"),
    "partners.commitmentset": Own("key", "name"),
    "partners.resource": Own("pk", "title"),
    "workinggroups.groupmeeting": Own("pk", "subject"),
    "workinggroups.seatcategory": Own("key", "name"),
    "actionplans.action": Own("pk", "text"),
    "actionplans.gap": Own("pk", "text"),
    "accounts.outboxmail": Own("key", "subject"),
}
# The kind of object whose key a column keeps; of a dictionary its names and its values.
REFERS = {
    "body": "sip.owner", "owner": "sip.owner", "asked_by": "sip.owner", "endorses": "sip.owner",
    "groups": "sip.owner", "lines_added": "sip.owner", "not_accepted": "sip.owner",
    "receivers": "sip.owner", "reminded": "sip.owner", "reports": "sip.owner",
    "guests": "partners.organisation", "into": "partners.organisation",
    "lead_agency": "partners.organisation", "organisation": "partners.organisation",
    "organisations": "partners.organisation", "merged": "partners.organisation",
    "category": "workinggroups.seatcategory", "cluster": "actionplans.nationalcluster",
    "report": "reporting.report", "outweighed_by": "reporting.report",
}  # fmt: skip
# Whom somebody acts for: a body, an organisation or a national cluster.
BEHALF = ("sip.owner", "partners.organisation", "actionplans.nationalcluster")
OF_OTHERS = ("django.", "allauth.")  # models that the trail tells nothing of
# Columns that keep the codes of another one.
CODED_AS = {"interpretation": "languages", "minutes_languages": "languages"}


def names_of(wanted, *, brief=False):
    """Return {(label, key): name} of objects, from {label: keys}.

    `brief` asks for bodies, organisations and clusters alone, in as many queries whatever there is.
    """
    roots = {label: set() for label in ROOTS}
    for label, keys in wanted.items():
        if label in THROUGH:
            root, place = THROUGH[label]
            roots[root] |= {key.split("/")[place] for key in keys if key.count("/") >= place}
    named = {
        label: _looked_up(label, ROOTS[label], keys or {""})
        for label, keys in roots.items() if keys or brief
    }  # fmt: skip
    found = {
        (label, key): name
        for label, keys in wanted.items() if label in THROUGH
        for key in keys if (name := _through(named, label, key))
    }  # fmt: skip
    for label, own in () if brief else OWN.items():
        if keys := wanted.get(label):
            told = _looked_up(label, own, {key.rpartition("/")[2] for key in keys})
            found |= {(label, key): told[part] for key in keys
                      if (part := key.rpartition("/")[2]) in told}  # fmt: skip
    return found


def _looked_up(label, own, keys):
    """Return {key: name} of the objects of one kind that are still there, in one query."""
    model = _models()[label]
    if own.lookup == "pk":
        keys = {key for key in keys if _is_pk(model, key)}
    rows = model._default_manager.filter(**{f"{own.lookup}__in": keys})
    return {
        str(key): Truncator(str(name)).chars(LONGEST)
        for key, name in rows.values_list(own.lookup, own.name)
    }


def _is_pk(model, key):
    try:
        model._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True


def _through(named, label, key):
    """Return the name of what has a body's, an organisation's or a cluster's key in its own: “SAG,
    T3 2026”. The number of a row says nothing to people."""
    root, place = THROUGH[label]
    parts = key.split("/")
    name = named.get(root, {}).get(parts[place]) if place < len(parts) else None
    others = [part for at, part in enumerate(parts) if at != place]
    if label in OWN:
        others = others[: 1 if label.startswith("actionplans.") else 0]
    told = [in_quarters(_moment(part, "") or part) for part in others]
    return name and ", ".join([name, *told])


@cache
def _models():
    """The models by the labels that the trail keeps of them: no app names one of those above it."""
    return {model._meta.label_lower: model for model in apps.get_models()}


def in_quarters(text):
    """Return a text with its quarters as the reader writes them: “T3 2026” for 2026-Q3."""
    return QUARTER.sub(lambda m: _("Q%(number)s %(year)s") % {"number": m[2], "year": m[1]}, text)


def of_a_meeting(key):
    """Return the month of a meeting, and the version of its pack, from their key; else None."""
    if not (found := MONTH.fullmatch(key)):
        return None
    month = date_format(parse_date(f"{found[1]}-01"), "YEAR_MONTH_FORMAT")
    if not found[2]:
        return month
    return _("%(month)s, version %(number)s") % {"month": month, "number": found[2]}


def label_of(field, label=""):
    """Return what a column is called, of a kind of object (`label`) where it is known; None where
    nothing here has a name for it."""
    if field.isdigit():
        return _("Commitment %(number)s") % {"number": field}
    if field in FIELDS:
        return str(FIELDS[field])
    if found := IN_A_LANGUAGE.fullmatch(field):
        told = {"what": label_of(found[1], label), "language": VALUES[found[2]]}
        return told["what"] and _("%(what)s (%(language)s)") % told
    if (own := _field(label, field)) is not None:
        return str(own.verbose_name)
    if field in (functions := _choices_named("subfunction")):
        return str(functions[field])
    return None


def related_label(field, label):
    """Return what the rows are called that point to a kind of object by this name, or None."""
    try:
        relation = _models()[label]._meta.get_field(field)
    except (KeyError, FieldDoesNotExist):
        return None
    return str(relation.related_model._meta.verbose_name_plural) if relation.one_to_many else None


def value_of(value, field="", label=""):
    """Return one stored text in words, or as it is."""
    if field in ("country", "countries") and COUNTRY.fullmatch(value):
        return str(countries.name(countries.alpha2(value)) or value)
    name = "answer" if field.isdigit() else CODED_AS.get(field, field)
    own = _field(label, name)
    code, _colon, said = value.partition(": ")
    for choices in (_choices(own) if own else {}, _first(name), VALUES, _choices_named(name)):
        if value in choices:
            return str(choices[value])
        if field.isdigit() and code in choices:
            return f"{choices[code]}: {said}"
    if QUARTER.fullmatch(value):
        return in_quarters(value)
    return _moment(value, field) or value


def _first(name):
    """The answers to a commitment and languages read otherwise than statuses of the same code."""
    return _choices_named(name) if name in ("answer", "languages", "taken_by") else {}


def _moment(value, field):
    try:
        if len(value) == len("2026-11-05") and (day := parse_date(value)):
            return date_format(day)
        if INSTANT.match(value) and (at := parse_datetime(value)):
            local = timezone.localtime(at) if timezone.is_aware(at) else at
            return date_format(local, "DATETIME_FORMAT")
        if HOUR.fullmatch(value) and (hour := parse_time(value)):
            return f"{hour:%H:%M}"
    except ValueError:
        return ""
    is_month = field in ("meeting", "named_in") and MONTH.fullmatch(value)
    return of_a_meeting(value) if is_month else ""


def _field(label, name):
    """A column of a kind of object, or None."""
    try:
        found = _models()[label]._meta.get_field(name)
    except (KeyError, FieldDoesNotExist):
        return None
    return found if found.concrete else None


def _choices(field):
    return dict(getattr(field, "flatchoices", None) or getattr(field, "known", ()))


@cache
def _choices_named(name):
    """Return the words of the codes that columns of this name keep, in whatever app: where two mean
    otherwise by one code, the app further down."""
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith(OF_OTHERS) and (field := _own(model, name)):
            found = {**_choices(field), **found}
    return found


def _own(model, name):
    return next((one for one in model._meta.local_fields if one.name == name), None)
