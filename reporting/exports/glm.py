"""What there is to say at a GLM, free of any format: where each activity stands, where it stood at
the GLM before, and what each body reports.

**As of a GLM.** A meeting takes up one quarter: the one its row names (`Quarter.meeting`), else the
last that ended before it began. Where that quarter was closed before the meeting's first day began
(in Rome), activities, bodies and statuses are those of its frozen rows. Else an activity's status
is its latest row effective on or before the quarter's last day, among those recorded by then; while
the meeting is still ahead, by now. What the SIP itself prints is known from its own day on,
whenever it was loaded; bodies are then those of the meeting's first day, texts today's. So a pack
made again later says what the meeting was told. The reports of the pack are those of the quarters
since the one that the meeting before took up.
"""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.clock import start_of_day
from reporting.exports.plan import answers
from reporting.freezing import statements
from reporting.lines import WORDS
from reporting.models import FrozenRow, Quarter, Report, ReportLine, Transition
from reporting.quarters import taken_up_by
from reporting.workflow import State
from sip import progress, quarters
from sip.lastmeeting import A_MOMENT, known_before
from sip.models import Meeting, Owner, Status, StatusRow
from sip.models.progress import NOT_REPORTED
from sip.moments import Moment
from sip.progress import PlanRow, counts_by_status

FIRST_PACK = 2  # quarters in the pack of a meeting that none came before


class Standing(NamedTuple):
    """One activity at the meeting: `row` with its status there, `before` the status key at the
    meeting before (None where there was no such meeting), `official` the row that says the status
    (None where nothing does, or where another moment was asked for)."""

    row: PlanRow
    before: str | None
    answers: dict
    official: StatusRow | None = None

    @property
    def status(self):
        return self.row.status

    @property
    def is_new(self):
        """Whether this is the first status ever reported of it."""
        return self.before == NOT_REPORTED != self.status

    @property
    def has_moved(self):
        """Whether the status is another than the one that stood; a first one is no move."""
        return self.before not in (None, NOT_REPORTED, self.status)


@dataclass
class Told:
    """What one body reports in the quarters of a pack."""

    body: Owner
    reports: list = field(default_factory=list)
    activities: set = field(default_factory=set)
    lines: dict = field(default_factory=dict)  # by activity, from the latest accepted report
    said: dict = field(default_factory=dict)  # {report: {activity: status}}, of those accepted

    @property
    def accepted(self):
        return [report for report in self.reports if report.state == State.ACCEPTED]


@dataclass
class Pack:
    """Everything that a meeting's page and its files say. `narrative` tells whether the words of
    reports are for this reader; without it there is none in here."""

    meeting: Meeting
    previous: Meeting | None
    following: Meeting | None
    quarter: quarters.QuarterDays
    quarters: list
    cut: datetime.datetime
    is_ahead: bool
    narrative: bool
    standings: list
    bodies: list
    quarter_before: quarters.QuarterDays | None  # the one that the meeting before took up
    at: Moment | None = None  # where another moment than the meeting's was asked for
    _earlier: dict = field(default_factory=dict)  # what `_official` has read

    @cached_property
    def counts(self):
        return counts_by_status(standing.status for standing in self.standings)

    @cached_property
    def counts_before(self):
        if self.previous is None:
            return None
        return counts_by_status(standing.before for standing in self.standings)

    @property
    def cut_in_rome(self):
        return timezone.localtime(self.cut)

    @property
    def total(self):
        return len(self.standings)

    @property
    def reported(self):
        return self.total - self.counts[NOT_REPORTED]

    @cached_property
    def moved(self):
        return [standing for standing in self.standings if standing.has_moved]

    @cached_property
    def new(self):
        return [standing for standing in self.standings if standing.is_new]

    @property
    def reports_due(self):
        """How many reports the bodies owed: not those that a dissolved group left behind."""
        reports = [report for told in self.bodies for report in told.reports]
        return sum(not report.is_let_go for report in reports)

    @property
    def reports_accepted(self):
        return sum(len(told.accepted) for told in self.bodies)

    @cached_property
    def still_asking(self):
        """Return what `reporting.disagreements.still_asking` finds, out of what was read already:
        (line, the body that tells it, the body whose word counts)."""
        official = {standing.row.pk: standing.official for standing in self.standings}
        bodies = {told.body.pk: told.body for told in self.bodies}
        heard = {activity for activity, row in official.items() if row and row.body_id in bodies}
        return [
            (line, told.body, bodies[official[activity].body_id])
            for told in self.bodies
            for activity, line in told.lines.items()
            if activity in heard and _is_contested(line, official[activity])
        ]

    def of_body(self, told):
        """Return the activities that a body reports on, in the plan's order."""
        return [
            standing
            for standing in self.standings
            if standing.row.pk in told.activities or told.body.key in standing.row.owner_keys
        ]

    def otherwise(self, told, report):
        """Return where a body's report gave another status than the official one of its quarter:
        [(standing, what it said, what is official)]. Nothing is known without the narrative."""
        said = told.said.get(report.pk)
        official = self._official(report.quarter.key) if said else {}
        rows = (
            (one, said.get(one.row.pk, ""), official.get(one.row.pk, NOT_REPORTED))
            for one in (self.standings if said else ())
        )
        return [row for row in rows if row[1] not in ("", row[2])]

    def _official(self, key):
        """Return {activity: status} at the end of a quarter of the pack, in two queries at most."""
        if key == self.quarter.key:
            return {one.row.pk: one.status for one in self.standings}
        if key not in self._earlier:
            rows = standing_at(at_end_of(quarters.parse(key), self.cut))
            self._earlier[key] = {activity: row.status for activity, row in rows.items()}
        return self._earlier[key]


def _is_contested(line, official):
    """Whether a line asks for a decision while another body's word counts, and the GLC can still
    settle between the two."""
    quarter = line.report.quarter
    return (
        line.status == Status.BLOCKED
        and quarter.state == Quarter.State.OPEN
        and official.origin == StatusRow.Origin.REPORT
        and official.effective_on == quarter.ends_on
        and official.status != line.status
    )


def make(meeting, *, narrative, now=None, covered=None, at=None):
    """Return the `Pack` of a meeting, in a settled number of queries. `covered` are quarters chosen
    instead of those since the meeting before; the last of them then says where things stand. `at`
    is the `Moment` asked for, where it names a quarter or counts in what is submitted."""
    now = now or timezone.now()
    previous, following = _neighbours(meeting)
    quarter, before = taken_up(meeting, previous)
    asked = at if at and (at.quarter or at.said) else None
    if asked and asked.quarter:
        quarter = asked.quarter
    covered = covered or _covered(quarter, before)
    quarter = covered[-1]
    cut = min(now, start_of_day(meeting.starts_on))
    is_ahead = cut == now
    if asked and asked.quarter:
        cut, is_ahead = asked.cutoff or now, False
    day = min(meeting.starts_on, timezone.localdate(now))
    then = standing_at(known_before(previous.starts_on).at_end_of(before)) if previous else None
    if asked:
        standings = _standings_at(asked, then, narrative)
    else:
        standings = _standings(at_end_of(quarter, cut), day, then, narrative)
    return Pack(
        meeting, previous, following, quarter, covered, cut, is_ahead, narrative,
        standings, _told(covered, cut, narrative), before, asked,
    )  # fmt: skip


def _standings_at(at, then, narrative):
    """Return the `Standing`s as the plan page tells them at a moment."""
    unofficial = {activity for activity, *_status in at.said}  # answers are of official statuses
    said = answers(at) if narrative else {}
    said = {pk: texts for pk, texts in said.items() if pk not in unofficial}
    rows = progress.plan_rows(on=at, with_sparks=False)
    return [Standing(row, _before(row.pk, then), said.get(row.pk, {})) for row in rows]


def at_end_of(quarter, cut):
    """Return the last day of a quarter as it was known just before an instant: closed or not."""
    return Moment(quarter.ends_on, cut - A_MOMENT).at_end_of(quarter)


def standing_at(at):
    """Return the status row of each activity, {activity: row}, at the end of a quarter
    (`at_end_of`): of one that was closed by then, the rows that its frozen rows stand on."""
    if not at.frozen:
        return statements(at)
    frozen = FrozenRow.objects.filter(quarter=at.frozen, status_row__isnull=False).order_by()
    rows = StatusRow.objects.filter(pk__in=frozen.values("status_row")).order_by()
    return {row.activity_id: row for row in rows}


def _neighbours(meeting):
    """Return the meeting before and the one after, those cancelled left out."""
    counting = Meeting.objects.standing() | Meeting.objects.filter(pk=meeting.pk)
    others = list(counting.order_by("starts_on"))
    place = others.index(meeting)
    before = others[place - 1] if place else None
    return before, next(iter(others[place + 1 :]), None)


def taken_up(*meetings):
    """Return the quarter that each meeting takes up (None where there is no meeting)."""
    named = {
        quarter.meeting_id: quarters.parse(quarter.key)
        for quarter in Quarter.objects.filter(meeting__in=filter(None, meetings)).order_by(
            "starts_on"
        )
    }
    return [
        meeting and (named.get(meeting.pk) or taken_up_by(meeting.starts_on))
        for meeting in meetings
    ]


def covered_by(meeting):
    """Return the quarters that a meeting's pack covers, and the one that the GLM before took up
    (None where there was no GLM before)."""
    previous, _following = _neighbours(meeting)
    quarter, before = taken_up(meeting, previous)
    return _covered(quarter, before), before


def _covered(quarter, before):
    """Return the quarters of the pack: those since the one taken up by the meeting before."""
    covered = [quarter]
    if before and quarter <= before:  # a quarter of an earlier pack was asked for
        return covered
    while before and before < covered[0].plus(-1):
        covered.insert(0, covered[0].plus(-1))
    return covered if before else quarters.latest(FIRST_PACK, quarter)


def _standings(at, day, then, narrative):
    now = standing_at(at)
    rows = progress.plan_rows(on=at if at.frozen else day, with_sparks=False)
    return [_standing(row, now.get(row.pk), then, narrative) for row in rows]


def _standing(row, found, then, narrative):
    return Standing(
        row._replace(
            status=found.status if found else NOT_REPORTED,
            effective_on=found and found.effective_on,
            completed_on=found and found.completed_on,
        ),
        _before(row.pk, then),
        found.answers() if found and narrative else {},
        found,
    )


def _before(activity, then):
    """The status key of an activity at the meeting before; None without such a meeting."""
    if then is None:
        return None
    found = then.get(activity)
    return found.status if found else NOT_REPORTED


def _told(covered, cut, narrative):
    """Return what each body that reports has told, in the order of bodies; groups first."""
    returned = Transition.objects.filter(report=OuterRef("pk"), after=State.RETURNED)
    returned = returned.order_by("-at")
    reports = (
        Report.objects.filter(quarter__key__in=[days.key for days in covered])
        .select_related("quarter", "body")
        .annotate(
            returned_at=Subquery(returned.values("at")[:1]),
            dissolved_on=F("body__working_group__dissolved_on"),
        )
        .order_by("quarter__starts_on")
    )
    told = {}
    for report in reports:
        its = told.setdefault(report.body_id, Told(report.body))
        its.reports.append(_as_told(report, cut, narrative))
    for body in () if told else Owner.objects.reporting():
        told[body.pk] = Told(body)
    _add_lines(told, reports, narrative)
    is_group = Owner.Kind.WORKING_GROUP
    return sorted(told.values(), key=lambda one: (one.body.kind != is_group, one.body.order))


def _as_told(report, cut, narrative):
    """Leave out the words that are not published, not for this reader, or told too late."""
    report.is_after = report.state == State.ACCEPTED and report.accepted_at >= cut
    report.is_let_go = report.quarter.is_open and report.is_left_behind(timezone.localdate(cut))
    if not narrative or report.state != State.ACCEPTED or report.is_after:
        report.summary = ""
    return report


def _add_lines(told, reports, narrative):
    """Say which activities each body reports on, and with which words."""
    by_pk = {report.pk: report for report in reports}
    lines = ReportLine.objects.filter(report__in=by_pk).order_by("report__quarter__starts_on")
    if not narrative:
        lines = lines.defer(*WORDS)
    for line in lines:
        report = by_pk[line.report_id]
        its = told[report.body_id]
        its.activities.add(line.activity_id)
        if narrative and report.state == State.ACCEPTED and not report.is_after:
            line.report = report
            its.lines[line.activity_id] = line
            its.said.setdefault(report.pk, {})[line.activity_id] = line.status
