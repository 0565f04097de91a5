"""The trail in words: one dictionary of sentences, for the verbs of every app.

A verb without a sentence is shown as it is stored, so that nothing in the trail is ever hidden.
"""

import datetime
import json
import re
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.days import date_format
from accounts.models import User
from accounts.words import FIELDS, KINDS, SENTENCES, VALUES

# A status is told even where the act confirmed it.
ALWAYS_TOLD = {"status"}
REF = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Where an object of the trail is seen: the address's name, and the names of what the key gives it.
PAGES = {
    "actionplans.action": ("country-action", ("slug", "year", "pk")),
    "actionplans.actionplan": ("country-plan", ("slug", "year")),
    "actionplans.nationalcluster": ("country", ("slug",)),
    "sip.activity": ("activity", ("code",)),
    "reporting.pack": ("pack", ("key", "number")),
    "reporting.quarter": ("reception", ("quarter",)),
    "reporting.report": ("report", ("quarter", "body")),
    "workinggroups.workinggroup": ("group", ("key",)),
    "partners.organisation": ("partner", ("slug",)),
    "partners.resource": ("resource", ("pk",)),
    "sip.decision": ("decision", ("key",)),
    "sip.meeting": ("meeting", ("key",)),
}


class Change(NamedTuple):
    """One thing that an act changed, in words; None where there was nothing."""

    label: str
    before: str | None
    after: str | None


class Told(NamedTuple):
    """One row of the trail, ready to be read."""

    row: object
    at: datetime.datetime
    sentence: str
    href: str
    changes: list
    times: int = 1  # how often in a row, where acts alike stand on one line


def tell(rows):
    """Return the rows as `Told`, in the same order; people's names come in one query."""
    rows = list(rows)
    names = _names(rows)
    return [
        Told(row, row.told_at or row.at, _sentence(row, names), _href(row), _changes(row, names))
        for row in rows
    ]


def folded(acts):
    """Return acts as `Told`, those in a row that read alike as one with their number: the first of
    them, which is the latest."""
    found = []
    for act in acts:
        last = found[-1] if found else None
        if last and (act.sentence, act.href) == (last.sentence, last.href):
            found[-1] = last._replace(times=last.times + 1)
        else:
            found.append(act)
    return found


def _names(rows):
    """Return {reference: name} of everybody these rows name, in one query."""
    refs = {str(row.actor) for row in rows if row.actor}
    refs |= {row.target_key for row in rows if row.target_type == User._meta.label_lower}
    for row in rows:
        for told in (row.before, row.after):
            refs |= {value for value in (told or {}).values() if _is_ref(value)}
    return {str(person.ref): str(person) for person in User.objects.filter(ref__in=refs)}


def _is_ref(value):
    return isinstance(value, str) and REF.fullmatch(value) is not None


def _sentence(row, names):
    who = names.get(str(row.actor), "") if row.actor else _("The system")
    who = who or _("Somebody")
    if row.on_behalf_of:
        who = _("%(who)s, on behalf of %(body)s") % {"who": who, "body": row.on_behalf_of}
    kind = KINDS.get(row.target_type, row.target_type)
    key = names.get(row.target_key, row.target_key)
    parts = {"who": who, "object": _("%(kind)s %(key)s") % {"kind": kind, "key": key}}
    if sentence := SENTENCES.get(row.verb):
        return sentence % parts
    return _("%(who)s: %(verb)s, %(object)s") % {**parts, "verb": row.verb}


def _href(row):
    name, parts = PAGES.get(row.target_type, ("", ()))
    try:
        return reverse(name, kwargs=dict(zip(parts, row.target_key.split("/"), strict=True)))
    except (NoReverseMatch, ValueError):
        return ""


def _changes(row, names):
    before, after = row.before or {}, row.after or {}
    return [
        Change(
            label_of(field),
            _words(before.get(field), names),
            _words(after.get(field), names),
        )
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field) or field in ALWAYS_TOLD
    ]


def label_of(field):
    """Return what a column or a form's field is called: “1.3.1.3-progress” is the progress that a
    report tells of activity 1.3.1.3."""
    code, _dash, name = field.rpartition("-")
    label = str(FIELDS.get(name, name.replace("_", " ")))
    return f"{code} {label}" if code else label


def _words(value, names):
    """Return one stored value in words."""
    if value in (None, "", {}):
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return names.get(value) or str(VALUES.get(value, "")) or _day(value) or value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(str(_words(part, names)) for part in value) or None
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def _day(value):
    try:
        day = parse_date(value) if len(value) == 10 else None
    except ValueError:
        return ""
    return date_format(day) if day else ""
