"""The quarters of the Strategy as a calendar: what stands, what is to come, what to look at."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting import opening
from reporting import quarters as rules
from reporting.models import Quarter, Report, ReportLine
from reporting.workflow import State
from sip import quarters
from sip.models import Activity, Assignment, Meeting, Owner, Responsibility, Strategy
from sip.reporters import lines_due
from workinggroups.models import WorkingGroup

GLMS_A_YEAR = 2


@dataclass(frozen=True)
class Entry:
    """One quarter. Without a row of its own its days are those of the rules, and `quarter` is an
    unsaved one; `is_tracked` says that its reports are or will be in the tracker."""

    quarter: Quarter
    is_tracked: bool
    accepted: int = 0
    reports: int = 0

    @property
    def days(self):
        return self.quarter.days

    def may_open(self, day):
        """Whether it can be opened on that day: planned, and its opening day has come."""
        is_planned = self.quarter.state == Quarter.State.PLANNED
        return self.is_tracked and is_planned and day >= self.quarter.opens_on


@dataclass(frozen=True)
class Calendar:
    entries: list[Entry]
    warnings: list[str]

    @property
    def years(self):
        return [(year, list(each)) for year, each in groupby(self.entries, lambda e: e.days.year)]

    def entry(self, key):
        return next((entry for entry in self.entries if entry.quarter.key == key), None)


def read(day):
    """Return the calendar of the Strategy in force, in three queries: its quarters, their reports,
    the GLMs. A quarter before the first one tracked never had reports here."""
    strategy = Strategy.objects.order_by("-ends_on").first()
    if strategy is None:
        return Calendar([], [])
    rows = {
        row.key: row
        for row in Quarter.objects.select_related("meeting").annotate(
            report_count=Count("reports"),
            accepted_count=Count("reports", Q(reports__state=State.ACCEPTED)),
        )
    }
    meetings = list(Meeting.objects.standing().order_by("starts_on"))
    first = min((row.days for row in rows.values()), default=quarters.last_ended(day))
    entries = []
    days = quarters.containing(strategy.starts_on)
    while days.starts_on <= strategy.ends_on:
        row = rows.get(days.key)
        quarter = row or _planned(days, meetings)
        counts = (row.accepted_count, row.report_count) if row else (0, 0)
        entries.append(Entry(quarter, days >= first, *counts))
        days = days.plus(1)
    return Calendar(entries, [*_unalternating(entries), *_uneven_years(entries, meetings)])


def _planned(days, meetings):
    """What opening would make of a quarter: the days of the rules, the GLM that will take it up."""
    following = days.plus(1)
    meeting = next(
        (one for one in meetings if following.starts_on <= one.starts_on <= following.ends_on), None
    )
    return Quarter(
        key=days.key, starts_on=days.starts_on, ends_on=days.ends_on, meeting=meeting,
        opens_on=rules.opens_on(days),
        due_at=rules.due_at(days, meeting and meeting.starts_on),
    )  # fmt: skip


def _unalternating(entries):
    """Every second quarter is taken up by a GLM: tell of two running that both are, or neither."""
    tracked = [entry for entry in entries if entry.is_tracked]
    for one, other in pairwise(tracked):
        keys = {"one": one.quarter.key, "other": other.quarter.key}
        if one.quarter.glm and other.quarter.glm:
            yield _("%(one)s and %(other)s are both taken up by a GLM.") % keys
        elif not one.quarter.glm and not other.quarter.glm:
            yield _("Neither %(one)s nor %(other)s is taken up by a GLM.") % keys


def _uneven_years(entries, meetings):
    """Two GLMs a year. A year that the tracker joined late is not judged."""
    held = Counter(meeting.starts_on.year for meeting in meetings)
    for year, each in groupby(entries, lambda entry: entry.days.year):
        if all(entry.is_tracked for entry in each) and held[year] != GLMS_A_YEAR:
            told = {"year": year, "count": held[year]}
            yield _("%(year)d has %(count)d GLM instead of two.") % told


class Lacking(NamedTuple):
    """Activities that a body reports on today and has no line for; `waits` where its report was
    handed over or accepted, and takes no line until it comes back."""

    body: Owner
    activities: list[Activity]
    waits: bool


@dataclass
class Changes:
    """What happened in a quarter to who reports on what, and what follows from it."""

    opened: list[WorkingGroup] = field(default_factory=list)
    dissolved: list[tuple[WorkingGroup, Report | None]] = field(default_factory=list)
    begun: list[Assignment | Responsibility] = field(default_factory=list)
    ended: list[Assignment | Responsibility] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    new_bodies: list[Owner] = field(default_factory=list)

    def __bool__(self):
        return bool(self.opened or self.dissolved or self.begun or self.ended)

    @property
    def can_add(self):
        return bool(self.new_bodies) or any(not one.waits for one in self.lacking)


def line_count(quarter):
    return ReportLine.objects.filter(report__quarter=quarter).count() if quarter.pk else 0


def changes_in(quarter, day):
    """Return what changed between the quarter's first day and `day`, and what a regeneration on
    that day would add. Of a quarter that has no reports yet nothing is lacking."""
    if quarter.closed_at:
        day = min(day, timezone.localdate(quarter.closed_at))
    until = max(quarter.starts_on, day)
    span = (quarter.starts_on + datetime.timedelta(days=1), until)
    reports = {report.body_id: report for report in quarter.reports.all()} if quarter.pk else {}
    groups = WorkingGroup.objects.in_order()
    found = Changes(
        opened=list(groups.filter(opened_on__range=span)),
        dissolved=[
            (group, reports.get(group.owner_id))
            for group in groups.filter(dissolved_on__range=(quarter.starts_on, until))
        ],
    )
    for model in (Responsibility, Assignment):
        rows = model.objects.select_related("activity", "owner").order_by("activity__code")
        found.begun += rows.filter(starts_on__range=span)
        found.ended += rows.filter(ends_on__range=(quarter.starts_on, until))
    if quarter.is_open:
        _add_lacking(found, quarter, reports, day)
    return found


def _add_lacking(found, quarter, reports, day):
    due = lines_due(day)
    there = set(
        ReportLine.objects.filter(report__quarter=quarter).values_list("report__body", "activity")
    )
    for body in opening.bodies_that_owe(day):
        activities = [one for one in due[body.pk] if (body.pk, one.pk) not in there]
        report = reports.get(body.pk)
        if report is None:
            found.new_bodies.append(body)
        elif activities:
            waits = not State(report.state).is_editable
            found.lacking.append(Lacking(body, activities, waits))
