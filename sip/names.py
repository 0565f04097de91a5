"""What the parts of the plan and its bodies are called: read whole, in two queries (three for a
past day after which something was worded anew), for the pages and exports that print many."""

import datetime
import json
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.days import date_format
from sip import lastmeeting
from sip.models import Activity, Meeting, Outcome, Output, Owner, Pillar, PlanRevision, Wording
from sip.moments import moment
from sip.translated import Translated


class Element(NamedTuple):
    """A pillar, an outcome, an output or a body, as read for a page. `parent` is the primary key of
    what it hangs on; `more` a pillar's goal or a body's full name; `gone_on` the day on which a
    body's group had been dissolved by then."""

    pk: int
    code: str
    title: Translated
    parent: int | None = None
    more: Translated | None = None
    gone_on: datetime.date | None = None

    @property
    def in_a_list(self):
        """Its title; of a dissolved group with the day: what stands under its name is its past."""
        if self.gone_on is None:
            return self.title
        told = {"body": self.title, "day": date_format(self.gone_on)}
        return _("%(body)s (dissolved on %(day)s)") % told


class Names(NamedTuple):
    """What the plan's parts and bodies are called, by primary key, in their published order."""

    pillars: dict[int, Element]
    outcomes: dict[int, Element]
    outputs: dict[int, Element]
    bodies: dict[int, Element]
    # The last GLM held: what “since the last GLM” counts from.
    last_meeting: lastmeeting.LastMeeting | None
    # The next GLM, by key and first day: read where it is asked for (`looks_ahead`).
    next_meeting: tuple[str, datetime.date] | None
    # The days of the Strategy, where there is one.
    strategy: tuple[datetime.date, datetime.date] | None
    # The day of the first printed plan: before it nobody was named for anything.
    printed_on: datetime.date | None
    # What activities said at a past moment, where it may be something else than they say now.
    wordings: dict[int, dict]

    @classmethod
    def load(cls, on=None, *, looks_ahead=False):
        """Read them all, as they were called on a day (or at a `Moment`; now when None)."""
        at = moment(on)
        parts = list(_parts(at).all())
        said = _wordings(at) if parts and parts[0][-1] else {level: {} for level in LEVELS}
        pillars, outcomes, outputs = {}, {}, {}
        strategy = None
        for row in parts:
            pillar, outcome, output, strategy = row[:4], row[4:7], row[7:10], row[10:12]
            if pillar[0] not in pillars:
                pk, code, title, goal = pillar
                fields = said["pillar"].get(pk, {})
                title, goal = _as_said(fields, title=title, goal=goal)
                pillars[pk] = Element(pk, code, title, None, goal)
            if outcome[0] and outcome[0] not in outcomes:
                pk, code, title = outcome
                [title] = _as_said(said["outcome"].get(pk, {}), title=title)
                outcomes[pk] = Element(pk, code, title, pillar[0])
            if output[0]:
                pk, code, title = output
                [title] = _as_said(said["output"].get(pk, {}), title=title)
                outputs[pk] = Element(pk, code, title, outcome[0])
        rows = list(_bodies(at.day, looks_ahead=looks_ahead).all())
        bodies = {
            pk: Element(pk, key, short_name, None, name, gone if gone and gone <= at.day else None)
            for pk, key, short_name, name, gone, *_meetings in rows
        }
        held = len(lastmeeting.COLUMNS)
        told = rows[0][5:] if rows else (None,) * held
        last, following = lastmeeting.read(*told[:held]), told[held:]
        ahead = tuple(following) if any(following) else None
        printed_on = parts[0][-2] if parts else None
        return cls(
            pillars, outcomes, outputs, bodies, last, ahead, strategy, printed_on, said["activity"]
        )  # fmt: skip

    def no_owner(self, day):
        """Say, within a sentence, why an activity shown on a day names no body."""
        if self.printed_on and day < self.printed_on:
            return _("no body is on record for that day")
        return _("owner not given in the SIP")


IN_ORDER = ("order", "outcomes__order", "outcomes__outputs__order")
# A pillar's texts come with each of its outputs: as they are stored, and decoded once.
PARTS = (
    "pk", "code", Cast("title", TextField()), Cast("goal", TextField()),
    "outcomes__pk", "outcomes__code", Cast("outcomes__title", TextField()),
    "outcomes__outputs__pk", "outcomes__outputs__code",
    Cast("outcomes__outputs__title", TextField()),
)  # fmt: skip


# Most readers ask the same of one moment: these questions, never read themselves, are put together
# once.
@lru_cache(maxsize=4)
def _parts(at):
    """The question for the plan's parts, with what every row tells besides."""
    is_reworded = Value(False) if at.is_now else Exists(_worded_anew(at))
    printed = Subquery(PlanRevision.objects.order_by("effective_on").values("effective_on")[:1])
    columns = (*PARTS, *STRATEGY, printed, is_reworded)
    return Pillar.objects.order_by(*IN_ORDER).values_list(*columns)


@lru_cache(maxsize=4)
def _bodies(day, *, looks_ahead):
    meetings = [*lastmeeting.columns(day), *(_ahead(day) if looks_ahead else ())]
    # Groups belong to an app above.
    told = ("pk", "key", "short_name", "name", "working_group__dissolved_on")
    return Owner.objects.of_the_plan().values_list(*told, *meetings)


def _ahead(day):
    """The columns of the next GLM, beside every row: no query of its own."""
    ahead = Meeting.objects.upcoming(day)
    return [Subquery(ahead.values(column)[:1]) for column in ("key", "starts_on")]


STRATEGY = ("strategy__starts_on", "strategy__ends_on")
LEVELS = ("pillar", "outcome", "output", "activity")


def _worded_anew(at):
    """Return the wordings later than a past moment, of elements that have others as well: what has
    a single one says what it has always said."""
    newer = Q(effective_on__gt=at.day)
    if at.cutoff:
        newer |= Q(recorded_at__gt=at.cutoff)
    same = Q()
    for level in LEVELS:
        same |= Q(**{level: OuterRef(level)})
    others = Wording.objects.filter(same, ~Q(pk=OuterRef("pk")))
    return Wording.objects.filter(newer, Exists(others)).order_by()


def _wordings(at):
    """Return what elements said at a past moment: {level: {primary key: {column: text}}}.

    Only those are read that have been worded anew since; before its first wording an element is
    taken to have said what that one says.
    """
    found = {level: {} for level in LEVELS}
    levels = LEVELS[:-1] if at.frozen else LEVELS  # frozen rows hold the texts of activities
    changed = _worded_anew(at)
    again = Q()
    for level in levels:
        again |= Q(**{f"{level}__in": changed.exclude(**{level: None}).values(level)})
    rows = Wording.objects.filter(again).order_by("effective_on", "recorded_at", "pk")
    stated = defaultdict(list)
    keys = [f"{level}_id" for level in levels]
    for fields, day, recorded, *of in rows.values_list(
        "fields", "effective_on", "recorded_at", *keys
    ):
        level, pk = next((level, pk) for level, pk in zip(levels, of, strict=True) if pk)
        is_known = day <= at.day and (at.cutoff is None or recorded <= at.cutoff)
        stated[level, pk].append((is_known, fields))
    for (level, pk), texts in stated.items():
        in_force = [fields for is_known, fields in texts if is_known]
        found[level][pk] = in_force[-1] if in_force else texts[0][1]
    return found


def _as_said(fields, **stored):
    """Return texts as they were worded, those not among `fields` as they are stored."""
    return [
        Translated(fields[name]) if name in fields else read(text) for name, text in stored.items()
    ]


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
