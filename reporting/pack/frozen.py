"""Frozen data as writers of sentences read it: counted, compared, named. No query, no clock."""

import datetime
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from reporting.workflow import State
from sip import quarters
from sip.models import FollowUp, Meeting, Status
from sip.models.progress import NOT_REPORTED
from sip.progress import counts_by_status
from sip.translated import Translated

# From the worst to the best, for what is a step forward.
RANK = {
    key: place
    for place, key in enumerate((
        Status.BLOCKED, Status.AT_RISK, Status.PAUSED, Status.NOT_STARTED, Status.ON_TRACK,
        Status.COMPLETED,
    ))
}  # fmt: skip
TO_FOLLOW = (Status.AT_RISK, Status.BLOCKED)


class Part(NamedTuple):
    """A part of the plan with its activities counted, then (None without a GLM before) and now."""

    name: str
    total: int
    before: dict | None
    now: dict

    @property
    def to_follow(self):
        return sum(self.now[key] for key in TO_FOLLOW)


class Move(NamedTuple):
    activity: dict
    is_forward: bool
    quarter: quarters.QuarterDays


class Frozen:
    """The data of `reporting.pack.freezing.snapshot`."""

    def __init__(self, data):
        self.data = data
        self.activities = data["activities"]
        # What packs of the first format did not hold yet.
        self.errata, self.motions = data.get("errata", []), data.get("motions", [])
        self.contested = data.get("contested", [])
        self.quarters = [quarters.parse(key) for key in data["quarters"]]
        self.meeting = meeting_of(data["meeting"])
        self.previous = data["previous"] and meeting_of(data["previous"])
        self.previous_quarter = data["previous"] and quarters.parse(data["previous"]["quarter"])
        self.by_code = {activity["code"]: activity for activity in self.activities}
        self.outputs = {output["code"]: output for output in data["outputs"]}
        self.outcomes = {outcome["code"]: outcome for outcome in data["outcomes"]}
        self.pillars = {pillar["code"]: pillar for pillar in data["pillars"]}

    @property
    def quarter(self):
        return self.quarters[-1]

    def pillar_of(self, activity):
        return self.outcomes[self.outputs[activity["output"]]["outcome"]]["pillar"]

    def of_pillar(self, code):
        return [activity for activity in self.activities if self.pillar_of(activity) == code]

    def part(self, name, activities):
        before = None
        if self.previous:
            before = counts_by_status(activity["before"] for activity in activities)
        return Part(
            name, len(activities), before,
            counts_by_status(activity["status"] for activity in activities),
        )  # fmt: skip

    @cached_property
    def whole(self):
        return self.part("", self.activities)

    def has_status(self, key):
        return [activity for activity in self.activities if activity["status"] == key]

    @cached_property
    def moves(self):
        """The activities whose status is another than at the GLM before: steps back first, the
        worst on top."""
        found = [
            Move(
                activity, RANK[activity["status"]] > RANK[activity["before"]],
                self.since(activity),
            )
            for activity in self.activities
            if activity["before"] not in (None, NOT_REPORTED, activity["status"])
            and activity["status"] != NOT_REPORTED
        ]  # fmt: skip

        def order(move):
            rank = RANK[move.activity["status"]]
            return move.is_forward, -rank if move.is_forward else rank

        return sorted(found, key=order)

    def moved(self, *, forward):
        return [move for move in self.moves if move.is_forward == forward]

    @cached_property
    def first_reported(self):
        return [
            activity for activity in self.activities
            if activity["before"] == NOT_REPORTED != activity["status"]
        ]  # fmt: skip

    def since(self, activity):
        """Return the quarter of the pack from which the status has held without a break."""
        found = self.quarters[-1]
        for days in reversed(self.quarters):
            if activity["series"][days.key] != activity["status"]:
                break
            found = days
        return found

    def confirmed_in(self, activity):
        """Return the quarter that last confirmed the status, or None."""
        day = activity["effective_on"]
        return quarters.containing(datetime.date.fromisoformat(day)) if day else None

    def is_older(self, activity):
        """Whether the status was last confirmed before the pack's last quarter; what is completed
        needs no confirming."""
        confirmed = self.confirmed_in(activity)
        return (
            confirmed is not None
            and confirmed < self.quarter
            and (activity["status"] != Status.COMPLETED or activity["is_upkeep"])
        )

    @cached_property
    def older(self):
        return [activity for activity in self.activities if self.is_older(activity)]

    def errata_on(self, code, quarter):
        """Return the errata about an activity in a quarter (`QuarterDays`)."""
        return [
            one for one in self.errata if (one["activity"], one["quarter"]) == (code, quarter.key)
        ]

    def reports_of(self, body):
        return [report for report in self.data["reports"] if report["body"] == body]

    @cached_property
    def owed(self):
        """The reports that somebody owed: nobody waits for what a dissolved group left behind."""
        return [report for report in self.data["reports"] if is_owed(report)]

    @property
    def reports_due(self):
        return len(self.owed)

    @property
    def accepted(self):
        return [report for report in self.data["reports"] if is_told(report)]

    @property
    def not_accepted(self):
        return [report for report in self.data["reports"] if is_missing(report)]

    @cached_property
    def bodies_that_report(self):
        """Keys of the bodies with a part of their own: groups first, in the order of bodies."""
        groups = [group["key"] for group in self.data["groups"]]
        others = {report["body"] for report in self.data["reports"]} - set(groups)
        bodies = self.data["bodies"]
        return groups + sorted(others, key=lambda key: bodies[key]["order"])

    def group(self, key):
        return next((group for group in self.data["groups"] if group["key"] == key), None)

    def activities_of(self, body):
        """Return the activities that a body reports on, in the plan's order."""
        group = self.group(body)
        codes = {code for report in self.reports_of(body) for code in report["activities"]}
        codes |= set(group["activities"]) if group else set()
        return [activity for activity in self.activities if activity["code"] in codes]

    def lines_on(self, code):
        """Return the published lines on one activity, the latest quarter first."""
        return self._lines.get(code, [])

    def said_otherwise(self, activity, body, quarter):
        """Return the status that a body's own published line gave an activity in a quarter (its
        key) where the official one is another, else None."""
        official = activity["series"].get(quarter)
        for report, line in self.lines_on(activity["code"]):
            if (report["body"], report["quarter"]) == (body, quarter):
                return line["status"] if official not in (None, line["status"]) else None
        return None

    @cached_property
    def _lines(self):
        found = {}
        for report in sorted(self.data["reports"], key=itemgetter("quarter"), reverse=True):
            for line in report["lines"]:
                found.setdefault(line["activity"], []).append((report, line))
        return found

    def late(self, day):
        """Return the decisions that were still to be applied though their day has passed."""
        due = [one for one in self.data["followed"] if FollowUp(one["follow_up"]).is_open]
        return [one for one in due if one["due_on"] and one["due_on"] < day.isoformat()]

    def endorsement_of(self, body):
        """Return the vote on a group's work that counts, the last one, or None."""
        votes = [one for one in self.data["endorsements"] if one["group"] == body]
        return votes[-1] if votes else None


def is_told(report):
    """Whether a report was accepted in time for its words to be in the pack."""
    return report["state"] == State.ACCEPTED and not report["is_after"]


def is_owed(report):
    """Whether a body owed a report; packs of earlier formats count every one."""
    return report.get("left_behind_on") is None


def is_missing(report):
    return is_owed(report) and not is_told(report)


def meeting_of(data):
    """Return the meeting that frozen data speaks of, as far as its name and days go."""
    return Meeting(
        key=data["key"], place=data["place"], mode=data["mode"],
        starts_on=datetime.date.fromisoformat(data["starts_on"]),
        ends_on=datetime.date.fromisoformat(data["ends_on"]),
    )  # fmt: skip


def text_in(data, language):
    """Return (text, its language) of frozen `Translated` data for readers of a language."""
    text = Translated(data)
    return text.in_language(language), text.language_for(language)
