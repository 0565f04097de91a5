"""What a careful reader would ask of a complete report: warnings that stop nobody.

They stand on the page where a report is checked and where it is reviewed.
"""

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext as _

from reporting.lines import TEXTS, WORDS
from reporting.models import ReportLine
from reporting.workflow import State
from sip.models import Activity, Status

QUARTERS = 3  # so long may a status stand without a word of change
MOVING = (Status.ON_TRACK, Status.AT_RISK, Status.BLOCKED)


class Doubt(NamedTuple):
    """One thing to look at again, and the part of the report it is about."""

    part: object
    text: str


def doubts(filing):
    """Return the warnings about a report's lines, in their order. Two queries; a few more where
    another body says otherwise."""
    past, ends_on = _past(filing), filing.report.quarter.ends_on
    found = []
    for part in filing.parts:
        before = past[part.line.activity_id]
        other = filing.others.get(part.line.activity_id)
        texts = (_unchanged(part, before) or _silent(part, before), _upkeep(part))
        texts = (*texts, _dates(part, ends_on), _otherwise(other), _left_out(part), _undone(part))
        found += [Doubt(part, text) for text in texts if text]
    return found


def _past(filing):
    """Return this body's accepted lines of the quarters just before, by activity, latest first."""
    quarter = filing.report.quarter.days
    keys = [quarter.plus(-step).key for step in range(1, QUARTERS)]
    lines = ReportLine.objects.filter(
        report__body=filing.report.body_id, report__state=State.ACCEPTED,
        report__quarter__key__in=keys,
    )  # fmt: skip
    past = defaultdict(list)
    for line in lines.order_by("-report__quarter__starts_on"):
        past[line.activity_id].append(line)
    return past


def _unchanged(part, past):
    lines = [part.line, *past]
    if (
        len(lines) == QUARTERS
        and part.line.status in MOVING
        and all(line.status == part.line.status for line in lines)
        and all(line.is_unchanged for line in lines)
    ):
        return _("Nothing has changed for three quarters: is this still its status?")
    return ""


def _silent(part, past):
    lines = [part.line, *past[:1]]
    if len(lines) == 2 and part.line.status in MOVING and not any(map(_speaks, lines)):
        return _("Not a word on this activity for two quarters: say what is going on.")
    return ""


def _speaks(line):
    return any(getattr(line, name) for name in WORDS)


def _upkeep(part):
    line = part.line
    if line.status == Status.COMPLETED and part.activity.is_upkeep and not line.next_steps:
        return _("Completed, yet its text asks for upkeep: say in “Next steps” who sees to it.")
    return ""


def _undone(part):
    """What was delivered has come undone, or never was: rare, and to be explained."""
    status = part.line.status
    if not (part.before and part.before.status == Status.COMPLETED):
        return ""
    if status in ("", Status.COMPLETED):
        return ""
    return _("It stood as completed: is it “%(status)s” now? Say what has come undone.") % {
        "status": Status(status).label
    }


def _left_out(part):
    """What was written for another status is not published: said before it is taken out."""
    answers = part.line.unasked_answers
    words = [answers[name] for name in TEXTS if name in answers]
    if not (part.line.status and words):
        return ""
    told = {"status": Status(part.line.status).label, "words": " · ".join(words)}
    return (
        _(
            "“%(status)s” does not ask for what you wrote under another status. It is left out "
            "when you submit: “%(words)s”. Say it under “What moved this quarter?” if it holds."
        )
        % told
    )


def _otherwise(other):
    """Another body's accepted report says another status: which of the two will count."""
    if other is None:
        return ""
    told = {"body": other.line.report.body.name, "status": Status(other.line.status).label}
    if other.counts:
        return (
            _(
                "The accepted report of %(body)s says “%(status)s”. The SIP names that body first: "
                "its word stays the official status, and the disagreement is shown to the GLC."
            )
            % told
        )
    return (
        _(
            "The accepted report of %(body)s says “%(status)s”. The SIP names that body later: "
            "once accepted, this report gives the official status."
        )
        % told
    )


def _dates(part, ends_on):
    activity, status = part.activity, part.line.status
    if activity.due_on and activity.due_on <= ends_on and status in (
        Status.ON_TRACK, Status.NOT_STARTED,
    ):  # fmt: skip
        return _("Its date has passed: can it still be “%(status)s”?") % {
            "status": Status(status).label
        }
    if activity.schedule == Activity.Schedule.CONTINUOUS and status == Status.COMPLETED:
        return _("The plan calls this activity continuous: can it be completed?")
    return ""
