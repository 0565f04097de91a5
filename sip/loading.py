"""Load the published plan from the fixtures the repo owns. What is there already stays as it is:
loading twice changes nothing, and a change made by hand is not overwritten."""

import datetime
import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import trail
from sip.actions import add_row
from sip.models import (
    Activity,
    Lens,
    Outcome,
    Output,
    Owner,
    Pillar,
    PlanRevision,
    Responsibility,
    Status,
    StatusRow,
    Strategy,
    Wording,
)
from sip.translated import Translated

LENSES = (
    ("cluster_mandate", Translated.of(fr="Mandat du Cluster", en="Cluster mandate")),
    ("field_needs", Translated.of(fr="Besoins du terrain", en="Field needs")),
    ("cluster_values", Translated.of(fr="Valeurs du Cluster", en="Cluster values")),
)


def read(name):
    """Return the content of one fixture file, such as `strategy.json`."""
    return json.loads((settings.FIXTURES / name).read_text(encoding="utf-8"))


def translated(texts):
    """Return a `Translated` for {"fr": …, "en": …}; the sources' language is French."""
    return Translated.of(**texts) if texts else Translated(None)


@transaction.atomic
def load_plan(*, by=None, at=None):
    """Load bodies, strategy, revision, plan and the four activities the SIP calls completed.

    Returns how many activities were added. `at` is the instant the rows are recorded at.
    """
    loader = Loader(read("strategy.json"), at or timezone.now())
    load_owners()
    for order, (key, name) in enumerate(LENSES, start=1):
        Lens.objects.get_or_create(key=key, defaults={"order": order, "name": name})
    added = loader.load()
    if added:
        trail.record(
            by=by, verb="plan_loaded", target=loader.revision, after={"activities": added},
            told_at=at,
        )  # fmt: skip
    return added


def load_owners():
    """Load the bodies of the plan, in the order of the fixture."""
    rows, added = read("owners.json")["owners"], set()
    for order, row in enumerate(rows, start=1):
        owner, is_new = Owner.objects.get_or_create(
            key=row["key"],
            defaults={
                "kind": row["kind"],
                "order": order,
                "name": translated(row["name"]),
                "short_name": translated(row["short_name"]),
                "as_published": row["as_published"],
                "is_collective": row["is_collective"],
                "reports": row["reports"],
            },
        )
        if is_new:
            added.add(owner.key)
    for row in rows:  # once all are there: one may report through another that stands below it
        if row["key"] in added and row["reports_through"]:
            through = Owner.objects.get(key=row["reports_through"])
            Owner.objects.filter(key=row["key"]).update(reports_through=through)


class Loader:
    """One pass over `strategy.json`, level by level."""

    def __init__(self, data, at):
        self.data, self.at, self.added = data, at, 0

    def load(self):
        self.strategy, _ = Strategy.objects.get_or_create(
            key=self.data["strategy"]["key"],
            defaults={
                "name": translated(self.data["strategy"]["name"]),
                "starts_on": self.data["strategy"]["starts_on"],
                "ends_on": self.data["strategy"]["ends_on"],
            },
        )
        revision = self.data["revision"]
        self.revision, _ = PlanRevision.objects.get_or_create(
            key=revision["key"],
            defaults={
                "strategy": self.strategy,
                "name": translated(revision["name"]),
                "effective_on": datetime.date.fromisoformat(revision["effective_on"]),
                "sag_approved_on": revision["sag_approved_on"],
                "source": revision["source"],
            },
        )
        for order, row in enumerate(self.data["pillars"], start=1):
            self._pillar(order, row)
        return self.added

    def _pillar(self, order, row):
        pillar = self._element(
            Pillar, "pillar", str(row["number"]), order, row, ("title", "goal"),
            strategy=self.strategy,
        )  # fmt: skip
        for place, outcome in enumerate(row["outcomes"], start=1):
            self._outcome(place, outcome, pillar)

    def _outcome(self, order, row, pillar):
        outcome = self._element(
            Outcome, "outcome", row["code"], order, row, ("title", "note"), pillar=pillar
        )
        for place, output in enumerate(row["outputs"], start=1):
            self._output(place, output, outcome)

    def _output(self, order, row, outcome):
        output = self._element(
            Output, "output", row["code"], order, row, ("title", "note"), outcome=outcome
        )
        for place, activity in enumerate(row["activities"], start=1):
            self._activity(place, activity, output)

    def _activity(self, order, row, output):
        if Activity.objects.filter(code=row["code"]).exists():
            return
        activity = self._element(
            Activity, "activity", row["code"], order, row, ("text", "short_title", "note"),
            output=output,
            responsible_as_published=row["responsible_as_published"],
            is_upkeep=row["upkeep"],
        )  # fmt: skip
        self.added += 1
        for place, named in enumerate(row["responsibilities"]):
            Responsibility.objects.create(
                activity=activity,
                owner=Owner.objects.get(key=named["owner"]),
                role=named["role"],
                qualifier=named["qualifier"],
                order=place,
                is_published=True,
                starts_on=self.revision.effective_on,
                recorded_at=self.at,
            )
        if row["completed"]:
            self._completed(activity)

    def _completed(self, activity):
        """The SIP prints TERMINÉ where the owner stood: it is its own evidence, and no owner is
        left."""
        add_row(
            activity=activity,
            status=Status.COMPLETED,
            effective_on=self.revision.effective_on,
            by=None,
            origin=StatusRow.Origin.SOURCE,
            at=self.at,
            answers={
                # A name as published, which nothing of ours agrees with: hence the marks.
                "evidence": f"SIP, «\u00a0{self.revision.name.original}\u00a0»",
                "completed_on": self.revision.effective_on,
            },
        )

    def _element(self, model, level, code, order, row, texts, **fields):
        """Add one element with its first wording, unless it is there."""
        values = {name: translated(row.get(name)) for name in texts}
        element, is_new = model.objects.get_or_create(
            code=code, defaults={"order": order, **values, **fields}
        )
        if is_new:
            Wording.objects.create(
                revision=self.revision,
                fields={name: value.data for name, value in values.items()},
                effective_on=self.revision.effective_on,
                recorded_at=self.at,
                **{level: element},
            )
        return element
