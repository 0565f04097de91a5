"""What the page of one activity tells: who answers for it, and its past."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from sip import progress, quarters, sparks
from sip.cells import CARRIED, MISSING, cells
from sip.models import Activity, Decision, Status, StatusRow
from sip.moments import now, responsible
from sip.reporters import until_dissolved
from sip.submitted import line_of

ROWS_SHOWN = 8


class QuarterStatus(NamedTuple):
    quarter: quarters.QuarterDays
    cell: str
    completed_in: quarters.QuarterDays | None = None  # earlier, where that needs no confirming
    erratum: str = ""  # the status that an erratum gives instead

    @property
    def status(self):
        """The status that the quarter itself gave, if it gave one."""
        return self.cell if self.cell in Status.values else ""

    @property
    def is_carried(self):
        return self.cell == CARRIED

    @property
    def is_missing(self):
        return self.cell == MISSING


@dataclass(frozen=True)
class Entry:
    """One dated row of an activity's history. `line` is what the report said, where the reader may
    have it: reports are read by people signed in, and only while they are accepted."""

    row: StatusRow
    line: object | None
    tells: bool
    errata: tuple = ()
    decisions: tuple = ()  # taken on the activity while the row was its last word
    counts: bool = True  # the last word of its day
    is_overruled: bool = False  # another word of that day counts, and says another status
    is_awaited: bool = False  # of a report that waits for its decision, asked for with `include`

    @property
    def quarter(self):
        return quarters.containing(self.row.effective_on)

    @property
    def said(self):
        """Everything that somebody typed in it, as far as the reader may have it."""
        row, line = self.row, self.line
        words = [self.evidence]
        if line:
            words += [line.progress, line.challenges, line.next_steps, line.support_needed]
        if self.tells:
            words += [row.reason, row.way_forward, row.motive, row.decision_needed]
        return " ".join(filter(None, words))

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
    `Moment` (now when None); each knows when its group was dissolved (`until_dissolved`), and
    whether that was by then (`is_gone`)."""
    at = at or now()
    held = activity.responsibilities.filter(responsible(at)).order_by("order")
    found = list(until_dissolved(held).select_related("owner__reports_through"))
    for one in found:
        one.is_gone = one.dissolved_on is not None and one.dissolved_on <= at.day
    return found


def evidence_in(entries):
    """Return the entries that first brought each piece of evidence, latest first: reports that say
    again what stood before do not prove it again."""
    told = [entry for entry in reversed(entries) if entry.counts and entry.evidence]
    first = {}
    for entry in told:
        first.setdefault((entry.evidence, entry.row.completed_on), entry)
    return list(reversed(first.values()))


def entries_of(activity, *, tells, errata=(), at=None):
    """Return the history up to a `Moment` (all of it when None), latest first, in one query, two
    where the reader may have words (`tells`): what accepted reports said beside is then told too.

    Each of the `errata` stands with the row that gave the figure it corrects: the latest one up to
    the end of its quarter.
    """
    rows, known = activity.status_rows.latest_first(), None
    if at and not at.is_now:
        known = at.cutoff
        rows = rows.known_at(at.day, known)
    rows = rows.select_related(
        "body", "recorded_by", "report_line__report__quarter", "report_line__report__body"
    )
    found, left, official = [], list(errata), {}
    for row in rows:
        key = quarters.containing(row.effective_on).key
        of_it = tuple(erratum for erratum in left if erratum.quarter.key >= key)
        left = [erratum for erratum in left if erratum not in of_it]
        line = _published_line(row, known) if tells else None
        heard = official.setdefault(row.effective_on, row)
        differs = row.status != heard.status
        found.append(Entry(row, line, tells, of_it, counts=row is heard, is_overruled=differs))
    if at and (line := line_of(activity, at)):
        found.insert(0, Entry(_as_a_row(line), line, tells=True, is_awaited=True))
    if tells:
        found += _outweighed(activity, at)
        found.sort(key=lambda entry: (entry.row.effective_on, entry.counts), reverse=True)
    return found


def decisions_of(activity, at):
    """Return the decisions taken on an activity by a `Moment`, oldest first, as they were known."""
    taken = Decision.objects.about(activity).order_by("taken_on", "pk")
    if not at.is_now:
        taken = taken.filter(taken_on__lte=at.day)
        if at.cutoff:
            taken = taken.filter(recorded_at__lte=at.cutoff)
    return list(taken)


def with_decisions(entries, decisions):
    """Return the entries, each with the decisions that answered it: those taken from its effective
    day on, until another row counted."""
    left, found = list(decisions), []
    for entry in entries:
        if entry.counts and not entry.is_awaited:
            its = tuple(one for one in left if one.taken_on >= entry.row.effective_on)
            left = [one for one in left if one not in its]
            found.append(replace(entry, decisions=its))
        else:
            found.append(entry)
    return found


def contested_in(activity, entries):
    """Return the open quarter of which another body's accepted report says otherwise than the
    status that counts, until the GLC settles; None where there is none, or no words are told."""
    row = activity.current_row
    if row is None or row.origin != StatusRow.Origin.REPORT:
        return None
    told = [entry for entry in entries if entry.line and entry.row.effective_on == row.effective_on]
    return next(
        (
            entry.line.report.quarter
            for entry in told
            if entry.line.status != row.status and entry.line.report.quarter.is_open
        ),
        None,
    )


def _outweighed(activity, at):
    """Return what accepted reports said of it that never became official, since a body that the SIP
    names first had said otherwise."""
    lines = activity.report_lines.filter(report__state="accepted", status_row=None)
    lines = lines.exclude(status="").select_related("report__quarter", "report__body")
    if at and not at.is_now:
        lines = lines.filter(report__quarter__ends_on__lte=at.day)
        lines = lines.filter(report__accepted_at__lte=at.cutoff) if at.cutoff else lines
    return [
        Entry(_as_a_row(line), line, tells=True, counts=False, is_overruled=True)
        for line in lines.order_by("-report__quarter__ends_on", "-report__accepted_at")
    ]


def _as_a_row(line):
    """Return what a report's line says as the status row that it is not. Not to be saved."""
    return StatusRow(
        activity_id=line.activity_id, status=line.status, origin=StatusRow.Origin.REPORT,
        effective_on=line.report.quarter.ends_on,
        recorded_at=line.report.accepted_at or line.report.submitted_at,
        body=line.report.body, **line.asked_answers,
    )  # fmt: skip


def errata_of(activity, at=None):
    """Return what was found wrong in closed quarters about the activity, oldest first: up to the
    quarter that a `Moment` shows, and known by the day it was looked at."""
    errata = activity.errata.select_related("quarter", "by")
    if at and not at.is_now:
        errata = errata.filter(quarter__starts_on__lte=at.day)
        if at.known:
            errata = errata.filter(at__lte=at.known)
    return list(errata)


def _published_line(row, known):
    """Return the report's line behind a row where it is published: while the report is accepted, or
    where it was at an instant, and nobody has written in it since the row was made."""
    line = getattr(row, "report_line", None)
    if line is None or line.report.state == "accepted":
        return line
    is_as_accepted = line.report.saved_at is None or line.report.saved_at <= row.recorded_at
    return line if known and is_as_accepted else None


def strip_of(activity, entries, at, errata=()):
    """Return the last eight quarters that a moment is about, each with its cell (`sip.cells`); of
    one in which nobody had to say again that the activity is completed, since when it was, where
    its history tells, and what `errata` (`errata_of`) say instead. One query."""
    instead = {erratum.quarter.key: erratum.status for erratum in errata if erratum.status}
    shown = sparks.spark_quarters(at)
    [found] = cells({activity.pk: activity.is_upkeep}, shown, at).values()
    in_time = [(e.row.effective_on, e.row.status) for e in reversed(entries) if e.counts]
    return [
        QuarterStatus(
            quarter,
            cell,
            _completed_before(quarter, in_time) if cell == CARRIED else None,
            instead.get(quarter.key, ""),
        )
        for quarter, cell in zip(shown, found, strict=True)
    ]


def _completed_before(quarter, in_time):
    """Return the quarter since which an activity had been completed when another one began."""
    since = None
    for effective_on, status in in_time:
        if effective_on >= quarter.starts_on:
            break
        if status != Status.COMPLETED:
            since = None
        elif since is None:
            since = quarters.containing(effective_on)
    return since


def as_at(activity, entries, at):
    """Let an activity say and stand as it did at another `Moment` than today's, of which `entries`
    are the history; return the other activities of its output likewise. Not to be saved."""
    rows = progress.rows_where(at, output=activity.output_id)
    if row := rows.pop(activity.pk, None):
        activity.short_title, activity.text = row.short_title, row.text
    activity.current_row = next((entry.row for entry in entries if entry.counts), None)
    return list(rows.values())


def siblings_of(activity):
    """Return the other activities of the same output, with where they stand."""
    others = activity.output.activities.current().exclude(pk=activity.pk)
    return list(others.select_related("current_row").order_by("order"))
