"""What the pages of a plan show, in a fixed number of queries, at a moment (`sip.moments`)."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.db.models import Prefetch

from actionplans import past, rhythm
from actionplans.functions import CoreFunction, SubFunction
from actionplans.models import Action, ActionStatus, Gap, Occurrence, Section
from actionplans.models.ccpm import Band, CcpmScore
from sip import moments
from sip.models.progress import NOT_REPORTED
from sip.progress import counts_by_status

AT_ONCE = 1000  # actions of a table whose statuses are read in one query
WHOLE = 60  # actions on one page; a longer plan is shown section by section


@dataclass
class ActionLine:
    """One action with where it stands on the day."""

    action: Action
    status: str
    row: ActionStatus | None
    occurrences: list
    timed: rhythm.Timed
    on: datetime.date

    @cached_property
    def standing(self):
        return rhythm.standing(self.timed, self.on)

    @property
    def is_ticked_off(self):
        """Whether it is done again and again, or reviewed, and not at rest."""
        is_lasting = self.action.schedule in ("recurring", "continuous")
        return is_lasting and self.status not in rhythm.AT_REST

    @property
    def is_begun(self):
        """Whether its ticks say that it is done again and again, and its status that nobody began:
        one of the two is wrong. A review of what is continuous says neither."""
        is_recurring = self.action.schedule == "recurring"
        return is_recurring and self.status == "not_started" and bool(self.occurrences)

    @cached_property
    def missing(self):
        """The periods that have begun and are not ticked off, newest first."""
        return self._not_ticked(self._begun)

    @cached_property
    def waits(self):
        """Those that wait to be ticked off: the one that runs and the one that ended last. What was
        missed before stays missed, unless somebody comes back to it."""
        return self._not_ticked(self._begun[:2])

    @cached_property
    def _begun(self):
        rests = self.status in rhythm.AT_REST
        return [] if rests else rhythm.due_periods(self.timed, self.on)

    def _not_ticked(self, periods):
        return [period for period in periods if period.starts_on not in self.timed.ticks]


class Together(NamedTuple):
    """Actions of a gap that share their deadline and keep it alike: one box beside them."""

    deadline: str
    schedule: str
    meaning: str
    standing: rhythm.Standing
    lines: list


@dataclass
class GapLine:
    gap: Gap
    lines: list = field(default_factory=list)

    @property
    def together(self):
        def shared(line):
            action = line.action
            return (
                action.deadline_as_published, action.schedule, action.frequency, action.due_on,
                line.standing,
            )  # fmt: skip

        return [
            Together(words, schedule, frequency or schedule, standing, list(lines))
            for (words, schedule, frequency, _due, standing), lines in groupby(self.lines, shared)
        ]


@dataclass
class SectionLine:
    """A section with its gaps; `gap_count` says how many it has where these are a part of them."""

    section: Section
    gaps: list = field(default_factory=list)
    of: int = 0

    @property
    def gap_count(self):
        return self.of or len(self.gaps)

    @property
    def lines(self):
        return [line for gap in self.gaps for line in gap.lines]

    @property
    def anchor(self):
        return f"s{self.section.pk}"


class Sheet:
    """A plan as read at a moment: its sections with their gaps and actions, and what they add up
    to. `at` is a `sip.moments.Moment`, a day, or None for today; `planned` the moment whose plan it
    is (its gaps, actions and deadlines), where ticks and statuses of it were told of later.

    Three queries (sections with their gaps, actions, their occurrences), and two more for the past.
    """

    def __init__(self, plan, at=None, planned=None):
        self.plan, self.at = plan, moments.moment(at)
        self.planned = planned or self.at
        self.on = self.at.day
        self._actions = self._all_actions()
        self._past = _past_of(plan, self.planned, self._actions)
        self.sections = self._read()

    def _read(self):
        sections, held = _sections_and_gaps(self.plan)
        gaps, filled = {}, set()
        for gap in held:
            filled.add(gap.section_id)
            gap.section = self._section_of(gap, sections)
            gaps[gap.pk] = GapLine(gap)
            if self._past is None or self._past.is_there(gap):
                _say_as_then(gap, self._past)
                sections[gap.section.pk].gaps.append(gaps[gap.pk])
        for line in self._lines():
            line.action.gap = gaps[line.action.gap_id].gap
            gaps[line.action.gap_id].lines.append(line)
        # A section that holds gaps now, and none then, was not there yet.
        return [one for one in sections.values() if one.gaps or one.section.pk not in filled]

    def _section_of(self, gap, sections):
        """The section where a gap stood: it may have been moved since."""
        said = self._past.gaps.get(gap.pk, {}) if self._past else {}
        then = [
            one.section for one in sections.values() if one.section.title == said.get("section")
        ]
        return then[0] if then else sections[gap.section_id].section

    def _all_actions(self):
        """Those the plan holds; for the past all it ever held, which tell what gaps were there."""
        actions = Action.objects.of_plan(self.plan)
        actions = actions if self.planned.known else actions.held(self.planned)
        actions = actions.select_related("current_row", "output", "activity")
        return list(actions.prefetch_related(occurrences_held(self.at)).order_by("order", "pk"))

    def _lines(self):
        held = [action for action in self._actions if action.is_held(self.planned)]
        return _lines(held, self.plan, self.at, self._past)

    # --- what it adds up to ------------------------------------------------------------------

    @cached_property
    def lines(self):
        return [line for section in self.sections for line in section.lines]

    @cached_property
    def gap_count(self):
        return sum(len(section.gaps) for section in self.sections)

    @cached_property
    def counts(self):
        return counts_by_status(line.status or NOT_REPORTED for line in self.lines)

    @cached_property
    def overdue(self):
        return [line for line in self.lines if line.standing.is_overdue]

    @cached_property
    def lapsed(self):
        return [line for line in self.lines if line.standing.is_lapsed]

    @cached_property
    def to_review(self):
        return [line for line in self.lines if line.standing.asks_review]

    @cached_property
    def of_another_year(self):
        """Open actions whose day lies before the plan's year: carried over with a dated deadline,
        late on the first day unless they are dated anew."""
        return [
            line for line in self.lines
            if line.action.due_on and line.action.due_on < self.plan.starts_on
            and line.status != "completed"
        ]  # fmt: skip

    @property
    def not_completed(self):
        return [line for line in self.lines if line.status != "completed"]

    @property
    def unticked(self):
        """Actions with a period that waits to be ticked off."""
        return [line for line in self.lines if line.waits]

    @property
    def due(self):
        """Actions with a period to tick off, or to be reviewed."""
        return [line for line in self.lines if line.is_ticked_off]

    @cached_property
    def functions(self):
        """Return the core functions with how many actions each has, zeros included."""
        numbers = dict.fromkeys(CoreFunction.values, 0)
        for section in self.sections:
            if section.section.core_function:
                numbers[section.section.core_function] += len(section.lines)
        return numbers

    @property
    def empty_functions(self):
        return [CoreFunction(key) for key, number in self.functions.items() if not number]

    @property
    def cover(self):
        """Return what the plan covers, for the strip of figures: (title, number, section or None),
        each section in its order, then the core functions that have none."""
        named = {section.section.core_function for section in self.sections}
        found = [(one.section.title, len(one.lines), one) for one in self.sections]
        return found + [
            (CoreFunction(key).label, 0, None) for key in CoreFunction.values if key not in named
        ]

    @property
    def is_long(self):
        return len(self.lines) > WHOLE

    def shown(self, section="", show=""):
        """Return the sections to print: all of a short plan, else the one named (or the first);
        “all” names every one.

        `show` keeps the actions that one figure counts: a key of `FIGURES` or of the statuses."""
        if show:
            return self._kept(FIGURES.get(show, lambda line: (line.status or NOT_REPORTED) == show))
        if not self.is_long or section == "all":
            return self.sections
        chosen = [one for one in self.sections if str(one.section.pk) == section]
        return chosen or self.sections[:1]

    def _kept(self, counts):
        kept = []
        for one in self.sections:
            gaps = [GapLine(gap.gap, [line for line in gap.lines if counts(line)])
                    for gap in one.gaps]  # fmt: skip
            if gaps := [gap for gap in gaps if gap.lines]:
                kept.append(SectionLine(one.section, gaps))
        return kept


def in_parts(sections, most=WHOLE):
    """Return sections as parts of `most` actions each, in order: [[SectionLine]], at least one.

    A section, or a gap, goes on in the next part under its title again: no page grows with a plan.
    """
    parts, room = [[]], most
    for section in sections:
        opened = None  # the part in which this section was begun last
        for gap in _pieces(section.gaps, most):
            if max(1, len(gap.lines)) > room:
                parts.append([])
                room = most
            if opened is not parts[-1]:
                opened = parts[-1]
                opened.append(SectionLine(section.section, [], len(section.gaps)))
            opened[-1].gaps.append(gap)
            room -= max(1, len(gap.lines))
        if not section.gaps:
            parts[-1].append(section)
    return parts


def _pieces(gaps, most):
    """Give gaps one by one, those with more actions than a part holds piece by piece."""
    for gap in gaps:
        for start in range(0, max(1, len(gap.lines)), most):
            yield GapLine(gap.gap, gap.lines[start : start + most])


# What a figure counts, by the word of the address.
FIGURES = {
    "overdue": lambda line: line.standing.is_overdue,
    "lapsed": lambda line: line.standing.is_lapsed,
    "review": lambda line: line.standing.asks_review,
}


def lines_of(plans, on):
    """Return the actions of several plans as they stand today, as `ActionLine`s in order."""
    held, at = {plan.pk: plan for plan in plans}, moments.Moment(on)
    actions = Action.objects.held(at).filter(gap__section__plan__in=held).in_order()
    actions = actions.select_related("current_row", "gap__section")
    lines = []
    for action in actions.prefetch_related(occurrences_held(at)):
        action.gap.section.plan = held[action.gap.section.plan_id]
        lines.append(_line(action, action.gap.section.plan, at, action.current_row))
    return lines


def line_of(action, plan, at):
    """Return one action as an `ActionLine`, at a `sip.moments.Moment`, a day, or None for today;
    read with `occurrences_held` for the same moment, or with all its `occurrences`."""
    at = moments.moment(at)
    past_then = _past_of(plan, at)
    line = _lines([action], plan, at, past_then)[0]
    if past_then:
        _say_as_then(action.gap, past_then)
        title = past_then.gaps.get(action.gap_id, {}).get("section")
        action.gap.section.title = title or action.gap.section.title
    return line


def as_then(actions, at):
    """Give the actions of any plans one by one, each saying and standing as it did at a past
    moment; they are not to be saved. A fixed number of queries, and one for every `AT_ONCE`."""
    then = past.Past(at.known)
    titles = {said["section"] for said in then.gaps.values() if "section" in said}
    named = Section.objects.filter(title__in=titles).order_by("-order", "-pk")
    sections = {(one.plan_id, one.title): one for one in named}
    rows = Prefetch("status_rows", ActionStatus.objects.held(at), to_attr="rows_held")
    for action in actions.prefetch_related(rows).iterator(chunk_size=AT_ONCE):
        for name, value in then.actions.get(action.pk, {}).items():
            setattr(action, name, value)
        gap, plan = action.gap, action.gap.section.plan
        _say_as_then(gap, then)
        title = then.gaps.get(gap.pk, {}).get("section")
        gap.section = sections.get((plan.pk, title), gap.section)
        gap.section.plan = plan
        action.current_row = next(iter(action.rows_held), None)
        yield action


def _sections_and_gaps(plan):
    """Return the sections of a plan as {primary key: SectionLine}, and its gaps in their order, in
    one query."""
    of_section = [field.attname for field in Section._meta.concrete_fields]
    of_gap = [field.attname for field in Gap._meta.concrete_fields]
    rows = plan.sections.order_by("order", "pk").values_list(
        *of_section, *(f"gaps__{name}" for name in of_gap)
    )
    sections, gaps = {}, []
    for row in rows:
        section = Section.from_db(None, of_section, row[: len(of_section)])
        section.plan = plan
        sections.setdefault(section.pk, SectionLine(section))
        gap = Gap.from_db(None, of_gap, row[len(of_section) :])
        if gap.pk is not None:
            gaps.append(gap)
    return sections, sorted(gaps, key=lambda gap: (gap.order, gap.pk))


def _past_of(plan, at, actions=None):
    """Return what a plan said at a moment; None for now."""
    return past.Past(at.known, plan, actions) if at.known else None


def _say_as_then(gap, then):
    """Let a gap say what it said; it is not to be saved."""
    said = then.gaps.get(gap.pk, {}) if then else {}
    gap.text = said.get("text", gap.text)
    gap.is_unsure = said.get("is_unsure", gap.is_unsure)


def occurrences_held(at):
    """Prefetch what had been done by a moment, the latest first, as `occurrences_held`."""
    return Prefetch("occurrences", Occurrence.objects.held(at), to_attr="occurrences_held")


def _lines(actions, plan, at, then):
    """Return the lines of a plan's actions. The pointers kept for speed serve today alone."""
    if at.is_now:
        return [_line(action, plan, at, action.current_row) for action in actions]
    rows, said = {}, then.actions if then else {}
    for row in ActionStatus.objects.held(at).filter(action__in=actions):
        rows.setdefault(row.action_id, row)
    for action in actions:
        for name, value in said.get(action.pk, {}).items():
            setattr(action, name, value)
    return [_line(action, plan, at, rows.get(action.pk)) for action in actions]


def _line(action, plan, at, row):
    held = getattr(action, "occurrences_held", None)
    if held is None:
        held = [one for one in action.occurrences.all() if one.is_held(at)]
    status = row.status if row else ""
    timed = rhythm.Timed(
        action.schedule, action.frequency, action.due_on, action.starts_on,
        plan.ends_as_of(at.day), status, frozenset(one.period_on for one in held),
        plan.closed_as_of(at.day),
    )  # fmt: skip
    return ActionLine(action, status, row, held, timed, at.day)


def action_of(plan, pk, at):
    """Return one action of a plan with what its page needs, or None."""
    found = Action.objects.of_plan(plan).select_related(
        "gap__section", "current_row__recorded_by", "output", "activity"
    )
    done = Occurrence.objects.held(at).select_related("recorded_by")
    done = Prefetch("occurrences", done, to_attr="occurrences_held")
    found = found.prefetch_related(done).filter(pk=pk).first()
    if found:
        found.gap.section.plan = plan
    return found


def carried_from(action):
    """Return what an action was carried over from, the latest year first. Two queries, none where
    it was not."""
    if action.continued_from_id is None:
        return []
    carried = Action.objects.filter(gap__section__plan__cluster=action.plan.cluster_id)
    before = dict(carried.exclude(continued_from=None).values_list("pk", "continued_from"))
    keys, key = [], action.pk
    while key := before.pop(key, None):
        keys.append(key)
    held = Action.objects.select_related("gap__section__plan", "current_row").in_bulk(keys)
    return [held[key] for key in keys]


def uncovered(sheet, survey):
    """Return the core functions that the CCPM found weak or unsatisfactory and that have no action
    in the plan: [(function, worst band)]."""
    if survey is None:
        return []
    worst = {}
    for score in CcpmScore.objects.filter(survey=survey):
        band = score.band
        if band.needs_action:
            function = SubFunction(score.subfunction).function
            if worst.get(function) != Band.WEAK:
                worst[function] = band
    return [(one, band) for one, band in worst.items() if not sheet.functions[one.value]]
