"""Working groups (`working_groups`): what they are for and how long, who sits in them by number."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import Column
from reporting.exports.datasets.base import OWN, Dataset, Past
from sip.models import Assignment, Responsibility
from sip.moments import assigned, held, responsible
from sip.progress import standing
from workinggroups.models import Seat, WorkingGroup
from workinggroups.reading import filled_by, fills_office, mandate_of


def rows(reader):
    """A handful of groups, each with what it holds at the moment (`…_held`)."""
    at = reader.at
    seats = Seat.objects.filter(held(at)).select_related("organisation")
    seats = seats.annotate(fills_office=fills_office(at.day))
    there = standing(at).values("pk")
    owned = [
        Prefetch(
            f"owner__{name}",
            model.objects.filter(holds, activity__in=there).select_related("activity"),
            to_attr=f"{name}_held",
        )
        for name, model, holds in (
            ("responsibilities", Responsibility, responsible(at)),
            ("assignments", Assignment, assigned(at)),
        )
    ]
    return (
        WorkingGroup.objects.select_related("owner")
        .prefetch_related(
            "pillars", "outcomes", "objectives", *owned,
            Prefetch("owner__seats", seats, to_attr="seats_held"),
        )
        .order_by("owner__order", "pk")
    )  # fmt: skip


def activities(group, reader):
    rows = [*group.owner.responsibilities_held, *group.owner.assignments_held]
    codes = {row.activity.code: row.activity.order for row in rows}
    codes |= {outcome.code: -1 for outcome in group.outcomes.all()}
    return sorted(codes, key=lambda code: [int(part) for part in code.split(".")]) or None


def organisation_of(role):
    def value(group, reader):
        found = [seat.organisation.name for seat in group.owner.seats_held
                 if seat.role == role and seat.organisation]  # fmt: skip
        return found[0] if found else None

    return value


def past_day(name):
    """Return a day that the group carries, once it has come: before, nobody could tell of it."""

    def value(group, reader):
        day, at = getattr(group, name), reader.at
        return day if at.is_now or (day and day <= at.day) else None

    return value


def from_a_machine(group):
    """Whether the mandate or an objective, in the table's language, came out of a machine, by
    itself or through the text that it was translated from."""
    texts = [group.mandate, *(one.text for one in group.objectives.all())]
    return any(text.machine_translated for text in texts)


def members(group, *, local=False):
    """Count distinct organisations with a seat."""
    found = {seat.organisation for seat in group.owner.seats_held if seat.organisation}
    return len([one for one in found if one.is_local_national_actor or not local])


GROUPS = Dataset(
    "working_groups",
    _("Working groups of the Global Logistics Cluster"),
    _("One row for each working group: its mandate, its part of the plan, its members by number."),
    (
        Column("wg_code", _("Working group (code)"), "#org+wg+code",
               lambda group, reader: group.owner.key, 16, of=("WorkingGroup.owner",)),
        Column("name_fr", _("Name, in French"), "#org+wg+name+i_fr",
               lambda group, reader: group.owner.name.in_language("fr"), 34),
        Column("name_en", _("Name, in English"), "#org+wg+name+i_en",
               lambda group, reader: group.owner.name.in_language("en"), 34),
        Column("pillars", _("Pillars"), "#activity+pillar+code+list",
               lambda group, reader: [one.code for one in group.pillars.all()] or None, 10,
               of=("WorkingGroup.pillars",)),
        Column("sip_items", _("Activities and outcomes"), "#activity+code+list", activities, 30,
               of=("WorkingGroup.outcomes",)),
        Column("cross_cutting_theme", _("Cross-cutting theme"),
               "#subsector+theme+name+i_{language}",
               lambda group, reader: reader.text(group.theme), 30, of=("WorkingGroup.theme",)),
        Column("status", _("Status"), "#status+code",
               lambda group, reader: mandate_of(
                   group, reader.at.day, filled_by(group.owner.seats_held)
               ).state, 12),
        Column("established_on", _("Established on"), "#date+start",
               lambda group, reader: group.opened_on, 12, of=("WorkingGroup.opened_on",)),
        Column("mandate_ends_on", _("Mandate ends on"), "#date+end+planned",
               lambda group, reader: group.mandate_ends_on, 12,
               of=("WorkingGroup.mandate_ends_on",)),
        Column("dissolved_on", _("Dissolved on"), "#date+end+actual",
               past_day("dissolved_on"), 12, of=("WorkingGroup.dissolved_on",)),
        Column("reviewed_on", _("Objectives reviewed on"), "#date+reviewed",
               past_day("reviewed_on"), 12, of=("WorkingGroup.reviewed_on",)),
        Column("lead_org", _("Organisation of the lead"), "#org+lead+name",
               organisation_of(Seat.Role.LEAD), 30),
        Column("sag_focal_org", _("Organisation of the SAG focal point"), "#org+sag+name",
               organisation_of(Seat.Role.SAG_FOCAL_POINT), 30),
        Column("members", _("Organisations with a seat, stakeholders and observers too"),
               "#indicator+members+num", lambda group, reader: members(group), 10),
        Column("lna_members", _("Of these, local or national actors"), "#indicator+lna+num",
               lambda group, reader: members(group, local=True), 10),
        Column("mandate", _("Mandate"), "#description+mandate+i_{language}",
               lambda group, reader: reader.text(group.mandate), 60, of=("WorkingGroup.mandate",)),
        Column("source_language", _("Language that prevails"), "#meta+language+source",
               lambda group, reader: group.mandate.source_language, 10),
        Column("machine_translated", _("Translated by machine"), "#meta+machine+bool",
               lambda group, reader: from_a_machine(group), 10),
        Column("objectives", _("Objectives"), "#description+objectives+i_{language}",
               lambda group, reader: "\n".join(
                   reader.text(one.text) for one in group.objectives.all()) or None, 60,
               of=("Objective.group", "Objective.text"), type="text"),
        Column("url", _("Address"), "#org+url",
               lambda group, reader: reader.address("group", group.owner.key), 40),
    ),
    rows,
    "groups",
    {
        "workinggroups.WorkingGroup": {
            "name_as_published": "on the page of the group", "source": "on the page of the group",
            "alignment_is_stated": "on the page of the group", "version": OWN,
            "opened_by_decision": "in the register of decisions",
            "dissolved_by_decision": "in the register of decisions",
            "opened_despite": "on the page of the group",
            "dissolved_despite": "on the page of the group",
        },
        "workinggroups.Objective": {"order": "their order"},
    },
    past=Past.WHOLE,
)  # fmt: skip
