"""What the parts of the plan and its bodies are called: read whole, in one query, for the pages and
exports that print many of them."""

import datetime
from typing import NamedTuple

from django.db.models import CharField, Subquery, Value
from django.db.models.functions import Cast

from sip.models import Activity, Meeting, Outcome, Output, Owner, Pillar
from sip.translated import Translated, TranslatedField


class Element(NamedTuple):
    """A pillar, an outcome, an output or a body, as read for a page. `more` is a pillar's goal, an
    outcome's or output's note, a body's full name."""

    level: str
    pk: int
    code: str
    order: int
    parent: int
    title: Translated
    more: Translated


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
        """Read them all in one query."""
        none = Value(0)
        untold = Value(None, output_field=TranslatedField())
        first = Pillar.objects.order_by().values_list(
            Value("pillar"), "pk", "code", "order", none, "title", "goal"
        )
        found = {"pillar": {}, "outcome": {}, "output": {}, "body": {}, "meeting": {}}
        rows = first.union(
            Outcome.objects.order_by().values_list(
                Value("outcome"), "pk", "code", "order", "pillar_id", "title", "note"
            ),
            Output.objects.order_by().values_list(
                Value("output"), "pk", "code", "order", "outcome_id", "title", "note"
            ),
            Owner.objects.order_by().values_list(
                Value("body"), "pk", "key", "order", none, "short_name", "name"
            ),
            Meeting.objects.order_by()
            .filter(pk=Subquery(Meeting.objects.held(on).values("pk")[:1]))
            .values_list(
                Value("meeting"), "pk", Cast("ends_on", CharField()), none, none, untold, untold
            ),
            all=True,
        )
        for element in sorted(map(Element._make, rows), key=lambda element: element.order):
            found[element.level][element.pk] = element
        day = next((element.code for element in found.pop("meeting").values()), None)
        return cls(*found.values(), day and datetime.date.fromisoformat(day))


def is_code(code):
    """Whether a pillar, outcome, output or activity of the plan has exactly this code."""
    first, *others = (
        model.objects.filter(code=code).order_by().values("code")
        for model in (Activity, Output, Outcome, Pillar)
    )
    return first.union(*others, all=True).exists()
