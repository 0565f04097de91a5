"""The trail in words: one dictionary of sentences, for the verbs of every app, and the names of
what it tells of (`accounts.naming`).

A verb without a sentence is shown as it is stored, so that nothing in the trail is ever hidden.
"""

import datetime
import json
import re
from collections import defaultdict
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts import naming
from accounts.models import User
from accounts.words import KINDS, SENTENCES

# A status is told even where the act confirmed it.
ALWAYS_TOLD = {"status"}
REF = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OF_A_MEETING = ("sip.meeting", "reporting.pack")
OF_A_QUARTER = ("reporting.quarter", "reporting.report")
GLC = "glc"  # whom GLC staff ask for
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


def tell(rows, *, brief=False):
    """Return the rows as `Told`, in the same order; people's names come in one query, those of
    objects in one for each of their kinds (`brief`: three in all, and fewer words)."""
    rows = list(rows)
    names = Names(rows, brief=brief)
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


class Names:
    """What people and objects are called that some rows of the trail name by their keys."""

    def __init__(self, rows, *, brief=False):
        refs, wanted = set(), defaultdict(set)
        for row in rows:
            refs |= {str(row.actor)} if row.actor else set()
            wanted[row.target_type].add(row.target_key)
            for label in naming.BEHALF if row.on_behalf_of else ():
                wanted[label].add(row.on_behalf_of)
            for field, text in _texts(row):
                if REF.fullmatch(text):
                    refs.add(text)
                elif field in naming.REFERS:
                    wanted[naming.REFERS[field]].add(text)
        refs |= wanted.pop(User._meta.label_lower, set())
        people = User.objects.filter(ref__in=[ref for ref in refs if REF.fullmatch(ref)])
        self.people = {str(person.ref): str(person) for person in people}
        self.objects = naming.names_of(wanted, brief=brief)

    def person(self, ref):
        return self.people.get(str(ref), "")

    def target(self, row):
        key = row.target_key
        if name := self.person(key) or self.objects.get((row.target_type, key)):
            return name
        month = naming.of_a_meeting(key) if row.target_type in OF_A_MEETING else None
        if month or row.target_type in OF_A_QUARTER:
            return month or naming.in_quarters(key)
        return "" if REF.fullmatch(key) else key

    def behalf(self, key):
        found = (self.objects.get((label, key)) for label in naming.BEHALF)
        return next(filter(None, found), key.upper() if key == GLC else key)

    def referred(self, field, text):
        return self.person(text) or self.objects.get((naming.REFERS.get(field), text), "")


def _texts(row):
    """Return what a row's columns hold, text by text: [(column, text)]."""
    return [
        (field, text)
        for told in (row.before, row.after)
        for field, value in (told or {}).items()
        for text in _parts(value)
    ]


def _parts(value):
    if isinstance(value, dict):
        return [*value, *(part for one in value.values() for part in _parts(one))]
    if isinstance(value, list):
        return [part for one in value for part in _parts(one)]
    return [value] if isinstance(value, str) else []


def _sentence(row, names):
    who = names.person(row.actor) if row.actor else _("The system")
    who = who or _("Somebody")
    if row.on_behalf_of:
        behalf = names.behalf(row.on_behalf_of)
        who = _("%(who)s, on behalf of %(body)s") % {"who": who, "body": behalf}
    kind = KINDS.get(row.target_type, row.target_type)
    what = _("%(kind)s %(key)s") % {"kind": kind, "key": names.target(row)}
    parts = {"who": who, "object": what.strip()}
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
            label_of(field, row.target_type),
            _words(before.get(field), names, field, row.target_type),
            _words(after.get(field), names, field, row.target_type),
        )
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field) or field in ALWAYS_TOLD
    ]


def label_of(field, kind=""):
    """Return what a column or a form's field is called: “1.3.1.3-progress” is the progress that a
    report tells of activity 1.3.1.3. One that has no name is shown as it is stored."""
    code, _dash, name = field.rpartition("-")
    label = naming.label_of(name, kind) or name.replace("_", " ")
    return f"{code} {label}" if code else label


def _words(value, names, field="", kind=""):
    """Return one stored value in words."""
    if value in (None, "", {}):
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        name = field.rpartition("-")[2]
        return names.referred(name, value) or naming.value_of(value, name, kind)
    if isinstance(value, dict):
        return "; ".join(
            _("%(what)s: %(words)s") % {
                "what": naming.related_label(key, kind) or _words(key, names, field, kind),
                "words": _counted(part) or _words(part, names, field, kind) or "–",
            }
            for key, part in value.items()
        )  # fmt: skip
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(part, names, field, kind) for part in value))) or None
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def _counted(value):
    """Rows by their numbers say nothing to people but how many they are."""
    is_rows = isinstance(value, list) and value and all(isinstance(one, int) for one in value)
    return str(len(value)) if is_rows else None
