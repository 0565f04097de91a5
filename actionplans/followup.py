"""The quarterly follow-up that a cluster sends to its Humanitarian Country Team: what the CCPM
found, what the plan does about it, what is late, what support is asked for. As of a quarter's end.

One calculation serves the page, the Word document and the PDF.
"""

from dataclasses import dataclass
from functools import cached_property

from actionplans import reading
from actionplans.functions import CoreFunction, SubFunction
from actionplans.models.ccpm import CcpmScore
from sip import moments
from sip.models.progress import NOT_REPORTED
from sip.phrases import in_words
from sip.progress import counts_by_status


@dataclass
class FunctionLine:
    """One core function: how it reads in the CCPM, if it was surveyed, and the actions of the plan
    for it, by status.

    The method of the CCPM scores sub-functions (the median of their items) and follows up what is
    weak or unsatisfactory among them; of functions it says nothing. So one reads as the weakest of
    its sub-functions, and that one is named: a median of them would hide what asks for action.
    """

    function: CoreFunction
    scores: list
    lines: list

    @property
    def band(self):
        return self.weakest.band if self.scores else None

    @property
    def weakest(self):
        """The score of the sub-function that it is read by."""
        return min(self.scores, key=lambda score: score.score, default=None)

    @property
    def counts(self):
        return counts_by_status(line.status or NOT_REPORTED for line in self.lines)

    @property
    def words(self):
        return in_words(self.counts)

    @property
    def is_uncovered(self):
        return bool(self.band and self.band.needs_action and not self.lines)


class FollowUp:
    """The follow-up of a plan for a quarter (`sip.quarters.QuarterDays`): the plan as it stood at
    the end of its last day (`on`, or today while it runs), so that no action or deadline written
    since changes what was sent; with the ticks and statuses of the quarter as known now, so that
    what is reported in the days after counts.

    The CCPM is the last one whose results were recorded by the end of that day, whenever it was
    held: what nobody had recorded yet was not what the plan answered, and would call functions
    uncovered that the next plan covers. The one left out (`unread`) is named.
    """

    def __init__(self, plan, quarter, on):
        self.plan, self.quarter = plan, quarter
        self.on = min(on, quarter.ends_on)
        self.has_ended = self.on < on
        told = moments.Moment(self.on, None, quarter)
        planned = moments.moment(self.on)
        self.sheet = reading.Sheet(plan, told, planned=planned)
        # No exercise is without a score: one query reads both.
        scores = CcpmScore.objects.filter(
            survey__cluster=plan.cluster_id, survey__ends_on__lte=self.on,
            survey__withdrawn_at__isnull=True,
        )  # fmt: skip
        scores = scores.select_related("survey").defer("survey__tallies", "survey__responses")
        scores = list(scores.order_by("-survey__ends_on", "-survey__pk", "pk"))
        ended = list(dict.fromkeys(score.survey for score in scores))
        self.survey = next((one for one in ended if one.is_held(planned)), None)
        # A later exercise than the one read, recorded after that day.
        self.unread = ended[0] if ended and ended[0] != self.survey else None
        self.scores = [score for score in scores if score.survey == self.survey]

    @cached_property
    def functions(self):
        lines = {key: [] for key in CoreFunction.values}
        for section in self.sheet.sections:
            if section.section.core_function:
                lines[section.section.core_function] += section.lines
        scores = {key: [] for key in CoreFunction.values}
        for score in self.scores:
            scores[SubFunction(score.subfunction).function.value].append(score)
        return [
            FunctionLine(CoreFunction(key), scores[key], lines[key]) for key in CoreFunction.values
        ]

    @property
    def other_lines(self):
        """Actions of sections that are none of the core functions."""
        return [
            line for section in self.sheet.sections if not section.section.core_function
            for line in section.lines
        ]  # fmt: skip

    @property
    def uncovered(self):
        return [line for line in self.functions if line.is_uncovered]

    @property
    def completed(self):
        """Actions delivered within the quarter."""
        return [
            line for line in self.sheet.lines
            if line.status == "completed" and line.row.completed_on
            and self.quarter.starts_on <= line.row.completed_on <= self.on
        ]  # fmt: skip

    @property
    def done(self):
        """How often recurring actions were done, and continuous ones reviewed, in the quarter."""
        return sum(
            self.quarter.starts_on <= one.done_on <= self.on
            for line in self.sheet.lines
            for one in line.occurrences
        )

    @property
    def in_trouble(self):
        return [line for line in self.sheet.lines if line.status in ("blocked", "at_risk")]

    @property
    def support(self):
        """Actions that ask for support, or name whom it is asked of."""
        return [
            line for line in self.sheet.lines
            if line.action.support_needed or line.action.support_from
        ]  # fmt: skip

    @property
    def words(self):
        return in_words(self.sheet.counts)
