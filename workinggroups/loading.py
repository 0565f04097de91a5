"""Load the five working groups of source 002 with their mandates, contacts and assignments."""

from django.db import transaction
from django.utils import timezone

from accounts import trail
from sip.loading import read, translated
from sip.models import Activity, Assignment, Outcome, Owner, Pillar, PlanRevision
from sip.translated import Translated
from workinggroups.models import Objective, PublishedContact, SeatCategory, WorkingGroup


@transaction.atomic
def load_groups(*, by=None, at=None):
    """Add the working groups that are not there yet; returns how many. Needs the plan.

    The source gives no opening day: the groups open with the revision that assigns them work, and
    their mandates end with the Strategy. `at` is the instant the rows are recorded at.
    """
    data = read("workinggroups.json")
    _load_categories(read("seat_categories.json"))
    added = [row for row in data["groups"] if _load(row, data["source"], at or timezone.now())]
    if added:
        trail.record(
            by=by,
            verb="groups_loaded",
            target=PlanRevision.objects.latest("effective_on"),
            after={"groups": [row["key"] for row in added]},
            told_at=at,
        )
    return len(added)


def _load_categories(rows):
    """How the seats of the SAG are shared out: a beginning, which the GLC changes in the back
    office."""
    for order, row in enumerate(rows, start=1):
        SeatCategory.objects.get_or_create(
            key=row["key"],
            defaults={
                "name": translated(row["name"]), "seats": row["seats"], "order": order,
                "is_permanent": row.get("is_permanent", False),
            },
        )  # fmt: skip


def _load(row, source, at):
    owner = Owner.objects.get(key=row["key"])
    revision = PlanRevision.objects.select_related("strategy").latest("effective_on")
    group, is_new = WorkingGroup.objects.get_or_create(
        owner=owner,
        defaults={
            "name_as_published": row["name_as_published"],
            "mandate": machine_translated(row["mandate"]),
            "theme": translated(row["theme"]) if row["theme"] else None,
            "alignment_is_stated": row["pillar_basis"].startswith("stated"),
            "source": source,
            "opened_on": revision.effective_on,
            "mandate_ends_on": revision.strategy.ends_on,
        },
    )
    if is_new:
        group.pillars.set(Pillar.objects.filter(code__in=[str(code) for code in row["pillars"]]))
        group.outcomes.set(Outcome.objects.filter(code__in=row["outcomes"]))
        for order, text in enumerate(row["objectives"], start=1):
            Objective.objects.create(group=group, order=order, text=machine_translated(text))
        for contact in row["contacts"]:
            PublishedContact.objects.create(group=group, **contact)
        _assign(row["assignments"], owner, revision.effective_on, at)
    return is_new


def machine_translated(texts):
    """The French of source 002 was machine-translated from an English page we have not seen: the
    French stands as our record, marked so; the English is our working translation of it."""
    return Translated.of(machine_from="en", **texts)


def _assign(rows, owner, day, at):
    for row in rows:
        Assignment.objects.create(
            activity=Activity.objects.get(code=row["activity"]),
            owner=owner,
            basis=row["basis"],
            starts_on=day,
            recorded_at=at,
        )
