"""The quarters of the demo: opened, reported on, decided and closed, all but the last."""

import datetime
from functools import partial

from reporting import quarters as rules
from reporting.actions import (
    accept,
    close_quarter,
    open_quarter,
    return_report,
    save_report,
    submit,
)
from reporting.commenting import comment
from reporting.demo import calendar, reception
from reporting.demo.people import person
from reporting.demo.timeline import Event, instant
from reporting.models import Quarter, Report
from sip.actions import set_status
from sip.models import Activity, Meeting

BODIES = (
    "rome", "sag", "partnerships", "preparedness", "procurement", "services", "training",
)  # fmt: skip
WRITERS = {"rome": "rome@example.org", "sag": "sag@example.org"}
REVIEWERS = {
    "sag": "rome2@example.org",
    "preparedness": "sag.training@example.org",
    "services": "sag.training@example.org",
}


def writer(body):
    return person(WRITERS.get(body, f"lead.{body}@example.org"))


def reviewer(body):
    return person(REVIEWERS.get(body, "sag@example.org"))


def events(story, day):
    """Return what happened to the quarters and their reports, up to `day`."""
    *closed, current = calendar.quarters_told(day)
    for days in closed:
        yield Event(instant(rules.opens_on(days), 8), partial(_open, days.key))
        for place, body in enumerate(BODIES):
            if not story.never_came(body, days.key):
                yield from Filed(story, days, body, place).events()
        yield from reception.reminded(days)
        closes_on = days.ends_on + datetime.timedelta(days=calendar.CLOSES_DAYS_AFTER_THE_END)
        yield Event(instant(closes_on, 17), partial(_close, story, days.key))
    yield from reception.corrected(story, closed)
    yield from _current(story, current, day)
    yield from reception.at_the_desk(story, closed, current, day)
    for row in story.data["direct"]:
        told_on = datetime.date.fromisoformat(row["effective_on"])
        if told_on < day:
            yield Event(instant(told_on, 15), partial(_set_directly, row, told_on))


class Filed:
    """The life of one report of a closed quarter, from the first draft to acceptance."""

    def __init__(self, story, days, body, place):
        self.story, self.key, self.body = story, days.key, body
        late = story.incident("late", body, days.key)
        after_the_end = rules.DUE_DAYS_AFTER_THE_END + late["days"] if late else 4 + place
        self.submitted_on = days.ends_on + datetime.timedelta(days=after_the_end)

    def events(self):
        yield self._event(-2, 10, _save, self.story)
        yield self._event(0, 11, _submit, self.story)
        returned = self.story.incident("returned", self.body, self.key)
        if returned:
            yield self._event(2, 9, _return, returned["comment"])
            yield self._event(4, 10, _answer, returned["answer"])
            yield self._event(4, 11, _submit, self.story)
        yield self._event(7, 15, _accept)

    def _event(self, days, hour, act, *details):
        on = self.submitted_on + datetime.timedelta(days=days)
        return Event(instant(on, hour), partial(act, self.key, self.body, *details))


def _current(story, days, day):
    """The open quarter: due in a few days, with reports in every state."""
    yield Event(instant(rules.opens_on(days), 8), partial(_open_current, days, day))
    for body, row in story.data["reports"]["in_the_open_quarter"].items():
        yield from _so_far(story, days, body, row, day)


def _so_far(story, days, body, row, day):
    """What happened to one report of the open quarter; `row` says in which state it is now."""

    def event(days_ago, hour, act, *details, **options):
        on = day - datetime.timedelta(days=days_ago)
        if act is _accept:  # never before the quarter's last day
            on = max(on, days.ends_on)
        return Event(instant(on, hour), partial(act, days.key, body, *details, **options))

    state = row["state"]
    if state != "not_started":
        yield event(7, 10, _save, story, first=row.get("lines"), told_as="open")
    if state in ("submitted", "returned", "accepted"):
        yield event(5, 11, _submit, story)
    for said in story.data["reports"]["comments"]:
        if said["body"] == body:
            yield event(said["days_ago"], 16, _comment, said)
    if state == "returned":
        yield event(3, 9, _return, row["comment"])
    if state == "accepted":
        yield event(2, 15, _accept)


def _report(quarter, body):
    return Report.objects.with_subject().get(quarter__key=quarter, body__key=body)


def _open(quarter, at):
    open_quarter(key=quarter, by=None, at=at)


def _open_current(days, day, at):
    """Set the dates first: the open quarter of the demo is due soon, whenever it ended."""
    Quarter.objects.create(
        key=days.key, starts_on=days.starts_on, ends_on=days.ends_on,
        opens_on=rules.opens_on(days), due_at=rules.last_second(calendar.due_on(day)),
        meeting=Meeting.objects.get(starts_on=calendar.next_meeting(day)),
    )  # fmt: skip
    _open(days.key, at)


def _close(story, quarter, at):
    close_quarter(
        quarter=Quarter.objects.get(key=quarter), by=person("rome@example.org"), at=at,
        reason=story.data["reports"]["why_closed"],
    )  # fmt: skip


def _save(quarter, body, story, at, first=None, told_as=""):
    report = _report(quarter, body)
    lines = story.lines(report, first)
    save_report(
        report=report, version=report.version, lines=lines, at=at,
        papers=story.papers(body, told_as or quarter),
        summary="" if first else story.summary(lines), **_hand(story, report),
    )  # fmt: skip


def _submit(quarter, body, story, at):
    report = _report(quarter, body)
    hand = _hand(story, report)
    shared = "on_behalf_reason" not in hand
    submit(report=report, version=report.version, at=at, was_shared=shared, **hand)


def _hand(story, report):
    """Who writes and submits: the body's own person, or GLC staff on its behalf."""
    behalf = story.incident("on_behalf", report.body.key, report.quarter.key)
    if behalf:
        return {"by": person(behalf["by"]), "on_behalf_reason": behalf["reason"]}
    return {"by": writer(report.body.key)}


def _return(quarter, body, comment, at):
    report = _report(quarter, body)
    return_report(report=report, version=report.version, by=reviewer(body), comment=comment, at=at)


def _comment(quarter, body, said, at):
    """A comment, with its answer where the story tells of one."""
    report = _report(quarter, body)
    line = report.lines.filter(activity__code=said.get("activity")).first()
    made = comment(report=report, line=line, text=said["text"], by=person(said["by"]), at=at)
    if answer := said.get("answer"):
        comment(report=report, answers=made, text=answer["text"], by=person(answer["by"]), at=at)


def _answer(quarter, body, answer, at):
    report = _report(quarter, body)
    save_report(
        report=report, version=report.version, by=writer(body), at=at, summary=report.summary,
        lines={answer["activity"]: {answer["field"]: answer["text"]}},
    )  # fmt: skip


def _accept(quarter, body, at):
    report = _report(quarter, body)
    accept(report=report, version=report.version, by=reviewer(body), at=at)


def _set_directly(row, day, at):
    activity = Activity.objects.get(code=row["activity"])
    answers = {name: row[name] for name in ("reason", "way_forward", "decision_needed")
               if name in row}  # fmt: skip
    set_status(
        activity=activity, version=activity.version, status=row["status"], by=person(row["by"]),
        effective_on=day, motive=row["motive"], answers=answers, at=at,
    )  # fmt: skip
