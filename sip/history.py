"""What the page of one activity tells: who answers for it, and its past."""

from dataclasses import dataclass
from typing import NamedTuple

from sip import progress, quarters, sparks
from sip.models import Activity, StatusRow
from sip.moments import now, responsible

ROWS_SHOWN = 8


class QuarterStatus(NamedTuple):
    quarter: quarters.QuarterDays
    status: str  # "" where nothing was reported


@dataclass(frozen=True)
class Entry:
    """One dated row of an activity's history. `line` is what the report said, where the reader may
    have it: reports are read by people signed in, and only while they are accepted."""

    row: StatusRow
    line: object | None
    tells: bool
    errata: tuple = ()

    @property
    def quarter(self):
        return quarters.containing(self.row.effective_on)

    @property
    def evidence(self):
        """What the SIP itself shows is public; the rest is part of what a report tells."""
        is_public = self.row.origin == StatusRow.Origin.SOURCE
        return self.row.evidence if self.tells or is_public else ""


def activity_named(code):
    """Return the activity with this code and what stands around it, or None. A withdrawn one keeps
    its page: its history stays."""
    return Activity.objects.with_path().filter(code=code).first()


def owners_of(activity, at=None):
    """Return the responsibilities in the order of the published wording, with their bodies, at a
    `Moment` (now when None)."""
    held = activity.responsibilities.filter(responsible(at or now())).order_by("order")
    return list(held.select_related("owner__reports_through"))


def entries_of(activity, *, tells, errata=(), at=None):
    """Return the history up to a `Moment` (all of it when None), latest first, in one query.
    `tells`: may the reader have words?

    Each of the `errata` stands with the row that gave the figure it corrects: the latest one up to
    the end of its quarter.
    """
    rows = activity.status_rows.latest_first()
    if at and not at.is_now:
        rows = rows.known_at(at.day, at.closed_at or at.known)
    rows = rows.select_related(
        "body", "recorded_by", "report_line__report__quarter", "report_line__report__body"
    )
    found, left = [], list(errata)
    for row in rows:
        key = quarters.containing(row.effective_on).key
        of_it = tuple(erratum for erratum in left if erratum.quarter.key >= key)
        left = [erratum for erratum in left if erratum not in of_it]
        found.append(Entry(row, _published_line(row) if tells else None, tells, of_it))
    return found


def errata_of(activity, at=None):
    """Return what was found wrong in closed quarters about the activity, oldest first: up to the
    quarter that a `Moment` shows, and known by the day it was looked at."""
    errata = activity.errata.select_related("quarter", "by")
    if at and not at.is_now:
        errata = errata.filter(quarter__starts_on__lte=at.day)
        if at.known:
            errata = errata.filter(at__lte=at.known)
    return list(errata)


def _published_line(row):
    line = getattr(row, "report_line", None)
    return line if line and line.report.state == "accepted" else None


def strip_of(entries, on=None):
    """Return the last eight quarters ended, each with its status (rule: `sparks.spark`)."""
    shown = sparks.spark_quarters(on)
    in_time = [(entry.row.effective_on, entry.row.status) for entry in reversed(entries)]
    return [QuarterStatus(*pair) for pair in zip(shown, sparks.spark(in_time, shown), strict=True)]


def as_at(activity, entries, at):
    """Let an activity say and stand as it did at a past `Moment`, of which `entries` are the
    history; return the other activities of its output as they stood then. Not to be saved."""
    rows = progress.rows_where(at, output=activity.output_id)
    if row := rows.pop(activity.pk, None):
        activity.short_title, activity.text = row.short_title, row.text
    activity.current_row = entries[0].row if entries else None
    return list(rows.values())


def siblings_of(activity):
    """Return the other activities of the same output, with where they stand."""
    others = activity.output.activities.current().exclude(pk=activity.pk)
    return list(others.select_related("current_row").order_by("order"))
