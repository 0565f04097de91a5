"""The list of columns: name, title, hashtag, value. Page, CSV, XLSX and JSON all print from here.

Names and hashtags are those of the dataset `sip_activities` (HXL 1.1); quarters stand in
#meta+period and days in ISO 8601, because `2026-Q3` is no HXL date.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "#date": "day", "num": "number", "bool": "boolean", "url": "link", "#meta+url": "link",
    "code": "code", "#meta": "code",
}  # fmt: skip


class Column(NamedTuple):
    """One column of an export.

    `value(row, told)` gives its value from a row of the dataset and what its rows have in common: a
    text, a number, a day, a list of texts, or None; for the plan these are a `sip.progress.PlanRow`
    and `Told`. `{language}` in a hashtag is the export's. `type` says what stands in it: "text",
    "code", "day", "number", "boolean" or "link", and "list" for several; without one the name and
    the hashtag say it. `of` names the fields of the models that it tells.
    """

    name: str
    title: Promise
    hxl: str
    value: Callable
    width: int = 14
    is_public: bool = True
    of: tuple = ()
    type: str = ""

    @property
    def kind(self):
        """What stands in the column: its `type`, else what its hashtag says."""
        attributes = self.hxl.split("+")
        if self.type or "list" in attributes:
            return self.type or "list"
        return next((kind for mark, kind in KINDS.items() if mark in attributes), "text")

    def hashtag(self, language):
        return self.hxl.format(language=language)


class Told(NamedTuple):
    """What the rows of one export have in common, and what is told of them beside the plan."""

    language: str
    labels: dict  # the word for each status key
    revision: str
    address: str  # where the plan's pages stand
    groups: dict  # working groups assigned to an activity, by its primary key
    group_keys: frozenset  # bodies that are working groups
    answers: dict  # what a status asked for, by activity; empty for visitors


def published(text):
    return text.data["texts"].get("fr") or None


def translated(text):
    return text.data["texts"].get("en") or None


def plain(text):
    """Line breaks as every program reads them."""
    return "\n".join((text or "").splitlines()) or None


def answer(name):
    return lambda row, told: plain(told.answers.get(row.pk, {}).get(name))


def groups(row, told):
    """Working groups that the SIP names or that an activity is assigned to."""
    named = [key for key in row.owner_keys if key in told.group_keys]
    return list(dict.fromkeys([*named, *told.groups.get(row.pk, ())])) or None


ACTIVITIES = (
    Column("pillar_number", _("Pillar number"), "#activity+pillar+code",
           lambda row, told: row.pillar.code, 10, of=("Pillar.code",)),
    Column("pillar", _("Pillar"), "#activity+pillar+name+i_fr",
           lambda row, told: published(row.pillar.title), 30, of=("Pillar.title",)),
    Column("outcome_code", _("Outcome code"), "#activity+outcome+code",
           lambda row, told: row.outcome.code, 12, of=("Outcome.code",)),
    Column("outcome", _("Outcome"), "#activity+outcome+name+i_fr",
           lambda row, told: published(row.outcome.title), 40, of=("Outcome.title",)),
    Column("output_code", _("Output code"), "#activity+output+code",
           lambda row, told: row.output.code, 12, of=("Output.code",)),
    Column("output", _("Output"), "#activity+output+name+i_fr",
           lambda row, told: published(row.output.title), 40, of=("Output.title",)),
    Column("activity_code", _("Activity code"), "#activity+activity+code",
           lambda row, told: row.code, 12, of=("Activity.code",)),
    Column("activity_fr", _("Activity, in French as published"), "#activity+activity+name+i_fr",
           lambda row, told: published(row.text), 60, of=("Activity.text",)),
    Column("activity_en", _("Activity, in English (working translation)"),
           "#activity+activity+name+i_en", lambda row, told: translated(row.text), 60),
    Column("responsible_codes", _("Delivered by (codes)"), "#org+impl+code+list",
           lambda row, told: row.owner_keys or None, 24, of=("Owner.key",)),
    Column("responsible_names", _("Delivered by"), "#org+impl+name+list",
           lambda row, told: [o.title.in_language(told.language) for o in row.owners] or None, 34,
           of=("Owner.name",)),
    Column("responsible_as_published", _("Delivered by, as published"),
           "#description+org+impl+i_fr", lambda row, told: row.responsible_as_published, 40,
           of=("Activity.responsible_as_published",)),
    Column("working_group_code", _("Working group (code)"), "#org+wg+code", groups, 18),
    Column("status_code", _("Status (code)"), "#status+code", lambda row, told: row.status),
    Column("status", pgettext_lazy("of an activity", "Status"), "#status+name+i_{language}",
           lambda row, told: told.labels[row.status], 20),
    Column("rag_code", _("Status in the words of the PRP"), "#status+rag+code",
           lambda row, told: row.prp),
    Column("start_date", _("Starts on"), "#date+start", lambda row, told: None, 12),
    Column("due_date", _("Due on"), "#date+end+planned", lambda row, told: row.due_on, 12,
           of=("Activity.due_on",)),
    Column("completed_date", _("Completed on"), "#date+end+actual",
           lambda row, told: row.completed_on, 12),
    Column("last_reported_period", _("Last quarter reported"), "#meta+period",
           lambda row, told: row.last_reported or None, 12),
    Column("last_reported_on", _("Status last confirmed on"), "#date+reported",
           lambda row, told: row.effective_on, 12),
    Column("sip_revision", _("Revision of the SIP"), "#meta+version",
           lambda row, told: told.revision, 12),
    Column("url", _("Address"), "#activity+url",
           lambda row, told: f"{told.address}{row.code}/", 40),
    # The words of reports: for people signed in, as on the page of an activity.
    Column("reason", _("Reason"), "#description+reason", answer("reason"), 40, False),
    Column("way_forward", _("Way forward"), "#description+way_forward", answer("way_forward"),
           40, False),
    Column("decision_needed", _("Decision needed from the SAG"), "#description+decision",
           answer("decision_needed"), 40, False),
    Column("evidence", _("Evidence"), "#description+evidence", answer("evidence"), 40, False),
)  # fmt: skip

ANSWERS = tuple(column.name for column in ACTIVITIES if not column.is_public)


def columns_for(*, narrative):
    """Return the columns that a person may see: visitors get figures, no narrative."""
    return tuple(column for column in ACTIVITIES if column.is_public or narrative)
