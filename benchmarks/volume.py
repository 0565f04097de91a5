"""Make the plan ten or a hundred times as large, with a past: for the tests of speed and for the
figures. Never near a database that people work in."""

import codecs
import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts import trail
from accounts.models import User
from partners.models import Engagement, Organisation
from sip import quarters
from sip.models import (
    Activity,
    Outcome,
    Output,
    Owner,
    Pillar,
    PlanRevision,
    Responsibility,
    Status,
    StatusRow,
)
from workinggroups.models import Seat

BATCH = 500
PUBLISHED = 50  # activities
STEP = 10  # more than the outcomes of any pillar
# A past in which every status occurs, the same in every run.
PAST = (
    Status.ON_TRACK, Status.ON_TRACK, Status.AT_RISK, Status.BLOCKED, Status.ON_TRACK,
    Status.PAUSED, Status.NOT_STARTED, Status.COMPLETED,
)  # fmt: skip
ANSWERS = {
    Status.AT_RISK: {"reason": "Transport is late.", "way_forward": "Two lorries more."},
    Status.BLOCKED: {"decision_needed": "Approve the budget."},
    Status.PAUSED: {"reason": "Waiting for the rains to end."},
    Status.COMPLETED: {"evidence": "Minutes of the meeting", "completed_on": "2025-03-31"},
}


@transaction.atomic
def multiply(factor, *, past=8, until=None):
    """Let the plan hold `factor` times the published one, every activity with `past` quarters of
    status rows, and let organisations and seats grow with it. Run it on an ascending factor.

    Pillars stay four, and the first stays as published: what is added stands as further outcomes
    under the others, so that a list of one pillar is the same list out of more.
    """
    there = Activity.objects.count() // PUBLISHED
    originals = list(Outcome.objects.filter(order__lt=STEP).order_by("pk"))
    for copy in range(there, factor):
        _copy(originals, copy)
    _give_a_past(past, quarters.last_ended(until or datetime.date(2026, 10, 5)))
    _grow_people(factor)
    # The head of the trail is what caches go by.
    trail.record(
        by=None, verb="plan_loaded", target=PlanRevision.objects.latest("effective_on"),
        after={"times": factor},
    )  # fmt: skip


def moved(code, copy):
    """Return the code of a copy: 2.3.2.1 → 2.13.2.1; what is copied of the first pillar goes under
    the second: 1.3.2.1 → 2.18.2.1."""
    pillar, outcome, *rest = code.split(".")
    number = int(outcome) + STEP * copy + (STEP // 2 if pillar == "1" else 0)
    return ".".join(["2" if pillar == "1" else pillar, str(number), *rest])


def _copies(rows, copy, **changes):
    """Add copies of `rows`; `changes` are functions of the original."""
    made = []
    for row in rows:
        values = {
            f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"
        }
        values |= {name: change(row) for name, change in changes.items()}
        made.append(type(row)(**values))
    return type(rows[0]).objects.bulk_create(made, batch_size=BATCH)


def _copy(outcomes, copy):
    def code(row):
        return moved(row.code, copy)

    second = Pillar.objects.get(code="2").pk
    first = Pillar.objects.get(code="1").pk
    originals, added = outcomes, _copies(
        outcomes, copy, code=code, order=lambda row: row.order + STEP * copy,
        pillar_id=lambda row: second if row.pillar_id == first else row.pillar_id,
    )  # fmt: skip
    for model, link in ((Output, "outcome_id"), (Activity, "output_id")):
        keys = dict(zip((row.pk for row in originals), (row.pk for row in added), strict=True))
        originals = list(model.objects.filter(**{f"{link}__in": list(keys)}).order_by("pk"))
        changes = {"code": code, link: lambda row, k=keys, n=link: k[getattr(row, n)]}
        if model is Activity:
            changes |= {"current_row_id": lambda row: None, "search_text": _hidden}
        added = _copies(originals, copy, **changes)
    keys = dict(zip((row.pk for row in originals), (row.pk for row in added), strict=True))
    named = list(Responsibility.objects.filter(activity__in=list(keys)).order_by("pk"))
    _copies(named, copy, activity_id=lambda row: keys[row.activity_id])


def _hidden(row):
    """As long a text, with other words: a search finds what it found, among more."""
    return codecs.encode(row.search_text, "rot13")


def _give_a_past(past, last):
    """Add status rows to the activities that have none, and point each at its latest."""
    bare = list(Activity.objects.filter(current_row=None).order_by("pk"))
    days = [quarter.ends_on for quarter in quarters.latest(past, last)]
    rows = [
        _row(activity, days[step], PAST[(number + step) % len(PAST)])
        for number, activity in enumerate(bare)
        for step in range(past)
    ]
    StatusRow.objects.bulk_create(rows, batch_size=BATCH)
    latest = {row.activity_id: row for row in rows}
    for activity in bare:
        activity.current_row = latest.get(activity.pk)
    Activity.objects.bulk_update(bare, ["current_row"], batch_size=200)


def lengthen(past, last):
    """Let every activity have status rows in `past` quarters up to `last`: earlier ones are added
    before those that are there."""
    begun = dict(StatusRow.objects.values_list("activity").annotate(Min("effective_on")))
    rows = [
        _row(activity, days.ends_on, PAST[(number + step) % len(PAST)])
        for number, activity in enumerate(Activity.objects.order_by("pk"))
        for step, days in enumerate(quarters.latest(past, last))
        if activity.pk not in begun or days.ends_on < begun[activity.pk]
    ]
    StatusRow.objects.bulk_create(rows, batch_size=BATCH)


def _row(activity, day, status):
    recorded = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
    return StatusRow(
        activity=activity, status=status, effective_on=day, recorded_at=recorded,
        origin=StatusRow.Origin.SOURCE, **ANSWERS.get(status, {}),
    )  # fmt: skip


def _grow_people(factor):
    """Ten organisations and four seats of Training for each time the plan."""
    there = Organisation.objects.filter(slug__startswith="volume-").count()
    made = Organisation.objects.bulk_create([
        Organisation(
            slug=f"volume-{number}", name=f"Organisation {number}", type="ingo",
            search_text=f"organisation {number}",
        )
        for number in range(there, 10 * factor)
    ])  # fmt: skip
    Engagement.objects.bulk_create(
        [Engagement(organisation=one, kind="partner", starts_on="2024-01-01") for one in made],
        batch_size=BATCH,
    )
    training = Owner.objects.get(key="training")
    people = User.objects.bulk_create(
        [
            User(email=f"{one.slug}@example.org", name=f"Person {one.slug}")
            for one in made[: 4 * factor]
        ],
        batch_size=BATCH,
    )
    Seat.objects.bulk_create(
        [
            Seat(body=training, person=person, organisation=one, starts_on="2024-01-01")
            for person, one in zip(people, made, strict=False)
        ],
        batch_size=BATCH,
    )
