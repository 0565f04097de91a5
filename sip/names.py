"""What the parts of the plan and its bodies are called: read whole, in two queries, for the pages
and exports that print many of them."""

import datetime
import json
from typing import NamedTuple

from django.db.models import Subquery, TextField
from django.db.models.functions import Cast

from sip.models import Activity, Meeting, Outcome, Output, Owner, Pillar
from sip.translated import Translated


class Element(NamedTuple):
    """A pillar, an outcome, an output or a body, as read for a page. `parent` is the primary key of
    what it hangs on; `more` a pillar's goal or a body's full name."""

    pk: int
    code: str
    title: Translated
    parent: int | None = None
    more: Translated | None = None


class Names(NamedTuple):
    """What the plan's parts and bodies are called, by primary key, in their published order."""

    pillars: dict[int, Element]
    outcomes: dict[int, Element]
    outputs: dict[int, Element]
    bodies: dict[int, Element]
    # The last day of the last GLM held: what “since the last GLM” counts from.
    last_meeting_on: datetime.date | None

    @classmethod
    def load(cls, on=None):
        """Read them all in two queries."""
        pillars, outcomes, outputs = {}, {}, {}
        for row in Pillar.objects.order_by(*IN_ORDER).values_list(*PARTS):
            pillar, outcome, output = row[:4], row[4:7], row[7:]
            if pillar[0] not in pillars:
                pk, code, title, goal = pillar
                pillars[pk] = Element(pk, code, read(title), None, read(goal))
            if outcome[0] and outcome[0] not in outcomes:
                pk, code, title = outcome
                outcomes[pk] = Element(pk, code, read(title), pillar[0])
            if output[0]:
                pk, code, title = output
                outputs[pk] = Element(pk, code, read(title), outcome[0])
        last_meeting = Subquery(Meeting.objects.held(on).values("ends_on")[:1])
        rows = list(Owner.objects.values_list("pk", "key", "short_name", "name", last_meeting))
        bodies = {
            pk: Element(pk, key, short_name, None, name) for pk, key, short_name, name, _day in rows
        }
        return cls(pillars, outcomes, outputs, bodies, rows[0][-1] if rows else None)


IN_ORDER = ("order", "outcomes__order", "outcomes__outputs__order")
# A pillar's texts come with each of its outputs: as they are stored, and decoded once.
PARTS = (
    "pk", "code", Cast("title", TextField()), Cast("goal", TextField()),
    "outcomes__pk", "outcomes__code", Cast("outcomes__title", TextField()),
    "outcomes__outputs__pk", "outcomes__outputs__code",
    Cast("outcomes__outputs__title", TextField()),
)  # fmt: skip


def read(stored):
    """Return the text that a `TranslatedField` cast to plain text holds."""
    return Translated(json.loads(stored))


def is_code(code):
    """Whether a pillar, outcome, output or activity of the plan has exactly this code."""
    first, *others = (
        model.objects.filter(code=code).order_by().values("code")
        for model in (Activity, Output, Outcome, Pillar)
    )
    return first.union(*others, all=True).exists()
