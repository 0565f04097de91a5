"""What the pages of a plan show, in a fixed number of queries, as of a day."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.db.models import Prefetch

from accounts.clock import today
from actionplans import rhythm
from actionplans.functions import CoreFunction, SubFunction
from actionplans.models import Action, ActionPlan, ActionStatus, Gap, Section
from actionplans.models.ccpm import Band, CcpmScore
from sip.models.progress import NOT_REPORTED
from sip.progress import counts_by_status

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

    @cached_property
    def waits(self):
        """The periods to tick off: those that have begun and are not ticked off, newest first."""
        if self.status in rhythm.AT_REST:
            return []
        begun = rhythm.due_periods(self.timed, self.on)
        return [period for period in begun if period.starts_on not in self.timed.ticks]


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
    section: Section
    gaps: list = field(default_factory=list)

    @property
    def lines(self):
        return [line for gap in self.gaps for line in gap.lines]

    @property
    def anchor(self):
        return f"s{self.section.pk}"


class Sheet:
    """A plan as read on a day: its sections with their gaps and actions, and what they add up to.

    Three queries (sections, gaps, actions with their occurrences), and one more for a past day.
    """

    def __init__(self, plan, on=None):
        self.plan, self.on = plan, on or today()
        self.sections = self._read()

    def _read(self):
        sections = {one.pk: SectionLine(one) for one in self.plan.sections.order_by("order", "pk")}
        gaps = {}
        held = Gap.objects.filter(section__plan=self.plan).order_by("order", "pk")
        for gap in held:
            gap.section = sections[gap.section_id].section
            gaps[gap.pk] = GapLine(gap)
            sections[gap.section_id].gaps.append(gaps[gap.pk])
        for line in self._lines():
            line.action.gap = gaps[line.action.gap_id].gap
            gaps[line.action.gap_id].lines.append(line)
        return list(sections.values())

    def _lines(self):
        actions = Action.objects.of_plan(self.plan).filter(withdrawn_on__isnull=True)
        actions = actions.select_related("current_row", "output", "activity")
        actions = list(actions.prefetch_related("occurrences").order_by("order", "pk"))
        rows = self._rows_as_of(actions)
        return [line_of(action, self.plan, self.on, rows) for action in actions]

    def _rows_as_of(self, actions):
        """Return {action: row} for a past day; None where today's pointers serve."""
        if self.on >= today():
            return None
        rows = {}
        for row in ActionStatus.objects.as_of(self.on).filter(action__in=actions):
            rows.setdefault(row.action_id, row)
        return rows

    # --- what it adds up to ------------------------------------------------------------------

    @cached_property
    def lines(self):
        return [line for section in self.sections for line in section.lines]

    @cached_property
    def gap_count(self):
        return sum(len(section.gaps) for section in self.sections)

    @property
    def deadline_words(self):
        """Deadlines as the document prints them: a cell shared by gaps is one."""
        return sum(
            any(line.action.deadline_as_published for line in gap.lines) and not gap.gap.shares_cell
            for section in self.sections
            for gap in section.gaps
        )

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

    @property
    def due(self):
        """Actions with a period to tick off, or to be reviewed."""
        return [
            line for line in self.lines
            if line.action.schedule in ("recurring", "continuous")
            and line.status not in rhythm.AT_REST
        ]  # fmt: skip

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
        """Return the sections to print: all of a short plan, else the one named (or the first).

        `show` keeps the actions that one figure counts: a key of `FIGURES` or of the statuses."""
        if show:
            return self._kept(FIGURES.get(show, lambda line: (line.status or NOT_REPORTED) == show))
        if not self.is_long:
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


# What a figure counts, by the word of the address.
FIGURES = {
    "overdue": lambda line: line.standing.is_overdue,
    "lapsed": lambda line: line.standing.is_lapsed,
    "review": lambda line: line.standing.asks_review,
}


def lines_of(plans, on):
    """Return the actions of several plans as they stand today, as `ActionLine`s in order."""
    held = {plan.pk: plan for plan in plans}
    actions = Action.objects.standing().filter(gap__section__plan__in=held).in_order()
    actions = actions.select_related("current_row", "gap__section")
    lines = []
    for action in actions.prefetch_related("occurrences"):
        action.gap.section.plan = held[action.gap.section.plan_id]
        lines.append(line_of(action, action.gap.section.plan, on))
    return lines


def line_of(action, plan, on, rows=None):
    """Return one action as an `ActionLine`; `rows` are the statuses of a past day."""
    row = action.current_row if rows is None else rows.get(action.pk)
    held = [one for one in action.occurrences.all() if one.done_on <= on]
    status = row.status if row else ""
    ticks = frozenset(one.period_on for one in held)
    timed = rhythm.Timed(
        action.schedule, action.frequency, action.due_on, action.starts_on, plan.ends_on, status,
        ticks,
    )  # fmt: skip
    return ActionLine(action, status, row, held, timed, on)


def action_of(plan, pk):
    """Return one action of a plan with what its page needs, or None."""
    found = Action.objects.of_plan(plan).select_related(
        "gap__section", "current_row__recorded_by", "output", "activity",
        "continued_from__gap__section__plan",
    )  # fmt: skip
    found = found.prefetch_related("occurrences__recorded_by").filter(pk=pk).first()
    if found:
        found.gap.section.plan = plan
    return found


def clusters_with_plans():
    """Prefetch the published plans of clusters, newest first."""
    plans = ActionPlan.objects.published().order_by("-year")
    return Prefetch("plans", plans, to_attr="published_plans")


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
