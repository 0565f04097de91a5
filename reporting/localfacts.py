"""What localisation is counted from: seats, engagements, attendance, activities, read once and then
looked at as of any day.

Rows are plain tuples, and times are days: what was recorded by the end of a day in Rome was
recorded on that day or before. So a dated row becomes one span of days, from the first one on which
it holds and is known to the last one on which it is taken to hold; a picture compares days alone.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts.clock import end_of_day
from actionplans.models import CcpmSurvey
from actionplans.models.ccpm import LEAST, LOCAL
from partners.models import Engagement, Organisation
from reporting.meetings.models import Attendance
from sip.models import Activity, Assignment, Meeting, Owner, Responsibility, Status
from workinggroups.models import GroupAttendance, GroupMeeting, Seat

DATED = ("starts_on", "ends_on", "recorded_at", "ended_at")
VOTELESS = {kind.value for kind in Engagement.Kind if not kind.can_vote}
A_YEAR = datetime.timedelta(days=365)
A_DAY = datetime.timedelta(days=1)
Kind = Owner.Kind


class Share:
    """A share: `number` out of `out_of`."""

    __slots__ = ()

    @property
    def share(self):
        """The share in per cent; None where there is nothing to count, or too little to tell."""
        if self.out_of < LEAST:
            return None
        return 100 * self.number / self.out_of

    @property
    def points(self):
        """The share as it is read, in whole per cent."""
        return None if self.share is None else int(self.share + 0.5)

    @property
    def is_suppressed(self):
        return 0 < self.out_of < LEAST


class Sets(NamedTuple):
    part: frozenset
    whole: frozenset


class Counted(Sets, Share):
    """What is counted: `part` of `whole`, as sets of keys."""

    __slots__ = ()

    @property
    def number(self):
        return len(self.part)

    @property
    def out_of(self):
        return len(self.whole)


class AtMeetings(Share):
    """Organisations counted once for each meeting: `meetings` holds what each one counts. Pairs of
    meeting and organisation are made where their rows are asked for, not for every quarter past."""

    def __init__(self, meetings):
        self.meetings = meetings
        self.number = sum(len(counted.part) for counted in meetings.values())
        self.out_of = sum(len(counted.whole) for counted in meetings.values())

    @cached_property
    def part(self):
        return frozenset((key, one) for key, held in self.meetings.items() for one in held.part)

    @cached_property
    def whole(self):
        return frozenset((key, one) for key, held in self.meetings.items() for one in held.whole)


class BodyMeeting(NamedTuple):
    """A meeting of one body; `country` holds the languages of its country, where it has one."""

    body: str
    kind: str
    held_on: datetime.date
    languages: frozenset
    offered: frozenset  # interpretation, and languages of the minutes
    country: frozenset

    @property
    def is_local(self):
        """Whether a language of the country was a working language."""
        return bool(self.languages & self.country)

    @property
    def is_offered(self):
        """Whether what was said could be followed in a language of the country."""
        return bool(self.offered & self.country)


class Presence(NamedTuple):
    """Organisations that came to one meeting; of local and national actors and of others, who came
    of those that could have come."""

    came: frozenset
    local: Counted
    other: Counted

    def of(self, is_local):
        return self.local if is_local else self.other


class HeldSeat(NamedTuple):
    """One seat; `organisation` is None where nobody is named."""

    pk: int
    body: str
    kind: str
    organisation: int | None
    role: str
    since: datetime.date
    until: datetime.date


@dataclass
class Facts:
    """Everything that was ever recorded, in light rows."""

    organisations: dict  # type and flag by key; merged duplicates left out
    bodies: list  # (key, kind, first day, day of dissolution)
    seats: list  # of `HeldSeat`
    engagements: list  # (organisation, kind, since, until)
    meetings: dict  # first day by key
    attendances: dict  # organisations by meeting
    owned: list  # (activity, body, since, until)
    statuses: dict  # (effective day, recorded, status) by activity, latest last
    withdrawn: dict  # the day by activity, or None
    body_meetings: dict  # a `BodyMeeting` by key; what was cancelled left out
    body_attendances: dict  # organisations by meeting of a body
    surveys: list  # (key, last day, {group: [invited, responded]}) of CCPM exercises
    _partners: dict = field(default_factory=dict)
    _presences: dict = field(default_factory=dict)

    @classmethod
    def read(cls):
        """Read the facts: twelve queries."""
        withdrawn, statuses = _activities()
        return cls(
            organisations={
                pk: (type_, local)
                for pk, type_, local in Organisation.objects.current().values_list(
                    "pk", "type", "is_local_national_actor"
                )
            },
            bodies=list(
                Owner.objects.filter(kind__in=(Kind.WORKING_GROUP, *Owner.ADVISORY))
                .order_by("kind", "order")
                .values_list(
                    "key",
                    "kind",
                    Coalesce("working_group__opened_on", "advisory_body__opened_on"),
                    Coalesce("working_group__dissolved_on", "advisory_body__closed_on"),
                )
            ),
            seats=[
                HeldSeat(*row)
                for row in _held(Seat, "pk", "body__key", "body__kind", "organisation", "role")
            ],
            engagements=_held(Engagement, "organisation", "kind"),
            meetings=dict(Meeting.objects.order_by().values_list("pk", "starts_on")),
            attendances=_came(Attendance.objects.order_by()),
            owned=[
                *_held(Responsibility, "activity", "owner__key"),
                *_held(Assignment, "activity", "owner__key"),
            ],
            statuses=statuses,
            withdrawn=withdrawn,
            body_meetings=_body_meetings(),
            body_attendances=_came(
                GroupAttendance.objects.filter(
                    meeting__in=GroupMeeting.objects.standing()
                ).order_by()
            ),
            surveys=list(
                CcpmSurvey.objects.standing().order_by().values_list("pk", "ends_on", "responses")
            ),
        )

    def on(self, day):
        """Look at the facts as of a day: a `Picture`."""
        return Picture(self, day)

    def engaged(self, day):
        """Return how organisations were engaged as of a day: {organisation: kind}."""
        if day not in self._partners:
            current = self.organisations
            self._partners[day] = {
                organisation: kind
                for organisation, kind, since, until in self.engagements
                if since <= day <= until and organisation in current
            }
        return self._partners[day]

    def of_meeting(self, key):
        """Return who could have come to a GLM, and who came (`Presence`), as known on its first
        day: partners could; whoever is no stakeholder may have. Nobody could where no list was
        kept."""
        if key not in self._presences:
            kinds, listed = self.engaged(self.meetings[key]), self.attendances.get(key, ())
            partners = {one for one, kind in kinds.items() if kind == Engagement.Kind.PARTNER}
            came = {
                one
                for one in listed
                if one in self.organisations and kinds.get(one) != Engagement.Kind.STAKEHOLDER
            }
            self._presences[key] = self._presence(partners if listed else set(), came)
        return self._presences[key]

    def of_body_meeting(self, key):
        """The same for a meeting of a body: its members of that day could have come."""
        if ("body", key) not in self._presences:
            meeting = self.body_meetings[key]
            listed = self.body_attendances.get(key, set())
            members = self._members(meeting.body, meeting.held_on) if listed else set()
            self._presences["body", key] = self._presence(members, listed)
        return self._presences["body", key]

    def _members(self, body, day):
        """Organisations with a seat in a body on a day, those without a vote left out."""
        return {
            seat.organisation
            for seat in self.seats_by_body.get(body, ())
            if seat.since <= day <= seat.until
            and seat.organisation in self.organisations
            and not self.had_no_vote(seat.organisation, day)
        }

    def had_no_vote(self, organisation, day):
        """Whether one organisation was a stakeholder or an observer on a day: cheaper than to ask
        of them all."""
        spans = self.voteless.get(organisation, ())
        return any(since <= day <= until for since, until in spans)

    @cached_property
    def voteless(self):
        """When organisations were stakeholders or observers: {organisation: [(since, until)]}."""
        found = defaultdict(list)
        for organisation, kind, since, until in self.engagements:
            if kind in VOTELESS:
                found[organisation].append((since, until))
        return found

    def _presence(self, could, came):
        return Presence(
            frozenset(came),
            *(
                Counted(frozenset(some & came), frozenset(some))
                for some in (could & self.local, could - self.local)
            ),
        )

    @cached_property
    def local(self):
        """Local and national actors of the directory."""
        return {pk for pk, (_type, is_local) in self.organisations.items() if is_local}

    @cached_property
    def seats_by_body(self):
        found = defaultdict(list)
        for seat in self.seats:
            found[seat.body].append(seat)
        return found


class Picture:
    """The network as of one day. Sets of keys; each is made once, when it is asked for."""

    def __init__(self, facts, day):
        self.facts, self.day, self.known = facts, day, end_of_day(day)

    @property
    def local(self):
        return self.facts.local

    @cached_property
    def kinds(self):
        return self.facts.engaged(self.day)

    @cached_property
    def bodies(self):
        """The SAG and the groups at work on the day: {key: kind}."""
        return {k: kind for k, kind in self.all_bodies.items() if kind not in Owner.OF_A_COUNTRY}

    @cached_property
    def all_bodies(self):
        return {
            key: kind
            for key, kind, opened_on, dissolved_on in self.facts.bodies
            if (kind == Kind.ADVISORY_GROUP or (opened_on and opened_on <= self.day))
            and (dissolved_on is None or dissolved_on > self.day)
        }

    @cached_property
    def seats(self):
        """Seats in the SAG and the groups."""
        return [seat for seat in self._all_seats if seat.kind not in Owner.OF_A_COUNTRY]

    @cached_property
    def seats_of_countries(self):
        return [seat for seat in self._all_seats if seat.kind in Owner.OF_A_COUNTRY]

    @cached_property
    def _all_seats(self):
        return [
            seat
            for seat in self.facts.seats
            if seat.since <= self.day <= seat.until and seat.body in self.all_bodies
        ]

    @cached_property
    def _sitting(self):
        found = defaultdict(set)
        for seat in self._all_seats:
            if seat.organisation in self.facts.organisations:
                found[seat.body].add(seat.organisation)
        return found

    def members(self, body=None):
        """Organisations with a seat in a body (in the SAG or any group when None), without
        stakeholders and observers: members are those that vote."""
        found = self._sitting[body] if body else self._anywhere
        return self.counted({one for one in found if self.kinds.get(one) not in VOTELESS})

    @property
    def stakeholders(self):
        """Stakeholders with a seat: counted apart."""
        return self._seated_as(Engagement.Kind.STAKEHOLDER)

    @property
    def observers(self):
        """Observers with a seat: counted apart, as stakeholders are."""
        return self._seated_as(Engagement.Kind.OBSERVER)

    def _seated_as(self, kind):
        return frozenset(one for one in self._anywhere if self.kinds.get(one) == kind)

    @property
    def _anywhere(self):
        return set().union(*(self._sitting[body] for body in self.bodies))

    def engaged(self, kind):
        return self.counted({one for one, held in self.kinds.items() if held == kind})

    def counted(self, organisations):
        return Counted(frozenset(organisations & self.local), frozenset(organisations))

    @cached_property
    def held(self):
        """Meetings that began within the year up to the day: {meeting: first day}."""
        return {
            meeting: first
            for meeting, first in self.facts.meetings.items()
            if self.day - A_YEAR < first <= self.day
        }

    @property
    def came(self):
        """Organisations that came to one of these meetings."""
        return set().union(*(self.facts.of_meeting(key).came for key in self.held))

    def kept(self, is_local):
        """Where local and national partners, or the others, could have come, and where they did."""
        return AtMeetings({key: self.facts.of_meeting(key).of(is_local) for key in self.held})

    def kept_seats(self, is_local):
        """The same for members at meetings of their own body."""
        return AtMeetings(
            {key: self.facts.of_body_meeting(key).of(is_local) for key in self._body_meetings}
        )

    @cached_property
    def _body_meetings(self):
        """Meetings of bodies within the year up to the day: {key: `BodyMeeting`}."""
        return {
            key: meeting
            for key, meeting in self.facts.body_meetings.items()
            if self.day - A_YEAR < meeting.held_on <= self.day
        }

    @cached_property
    def country_meetings(self):
        """Meetings of countries' advisory groups whose languages are known, as those of the
        country are: {key: `BodyMeeting`}."""
        return {
            key: meeting
            for key, meeting in self._body_meetings.items()
            if meeting.kind in Owner.OF_A_COUNTRY and meeting.languages and meeting.country
        }

    @cached_property
    def responses(self):
        """Answers that local and national actors were asked for in CCPM exercises of the year up to
        the day, and those that came: (exercise, group, number of the answer)."""
        asked, came = set(), set()
        for survey, ends_on, groups in self.facts.surveys:
            if self.day - A_YEAR < ends_on <= self.day:
                for group in LOCAL:
                    invited, responded = groups.get(group, (0, 0))
                    asked |= {(survey, str(group), number) for number in range(invited)}
                    came |= {(survey, str(group), number) for number in range(responded)}
        return Counted(frozenset(came & asked), frozenset(asked))

    @cached_property
    def activities(self):
        """Activities of the SIP that are open on the day: {activity: keys of its bodies}."""
        found = {
            activity: set()
            for activity, withdrawn_on in self.facts.withdrawn.items()
            if (withdrawn_on is None or withdrawn_on > self.day)
            and self._status(activity) != Status.COMPLETED
        }
        for activity, body, since, until in self.facts.owned:
            if since <= self.day <= until and activity in found:
                found[activity].add(body)
        return found

    def _status(self, activity):
        rows = self.facts.statuses.get(activity, ())
        told = [status for effective_on, recorded_at, status in rows
                if effective_on <= self.day and recorded_at <= self.known]  # fmt: skip
        return told[-1] if told else None

    def composition(self, groups):
        """Sort the organisations that take part, stakeholders left out, into groups by type:
        [(key, name, keys)]; the last group takes the rest."""
        left = {one for one, kind in self.kinds.items() if kind != Engagement.Kind.STAKEHOLDER}
        found = []
        for key, name, types in groups:
            mine = {one for one in left if types is None
                    or self.facts.organisations[one][0] in types}  # fmt: skip
            found.append((key, name, frozenset(mine)))
            left -= mine
        return found


def _activities():
    """Return the day each activity was withdrawn on, if any, and its status rows, latest last."""
    withdrawn, statuses = {}, defaultdict(list)
    rows = Activity.objects.order_by(
        "pk", "status_rows__effective_on", "status_rows__recorded_at", "status_rows__pk"
    ).values_list(
        "pk", "withdrawn_on", "status_rows__effective_on", "status_rows__recorded_at",
        "status_rows__status",
    )  # fmt: skip
    for activity, withdrawn_on, *row in rows:
        withdrawn[activity] = withdrawn_on
        if row[0]:
            statuses[activity].append(row)
    return withdrawn, statuses


def _held(model, *names):
    """Read dated rows, each with the span of days (`since`, `until`) it is taken to hold."""
    rows = model.objects.order_by().values_list(*names, *DATED)
    return [(*row[:-4], *_span(*row[-4:])) for row in rows.iterator(chunk_size=5000)]


def _span(starts_on, ends_on, recorded_at, ended_at):
    """Return the days on which a row holds as known on each of them (`accounts.dated`'s `as_of`):
    it counts once it is recorded, and goes on until its end is."""
    since = max(starts_on, localdate(recorded_at))
    if ends_on is None:
        return since, datetime.date.max
    return since, max(ends_on, localdate(ended_at) - A_DAY) if ended_at else ends_on


def _came(attendances):
    """Return the organisations by meeting (None for people who came for none)."""
    found = defaultdict(set)
    # What stayed with an entry that was merged into another one is not another organisation.
    goes_on = Coalesce("organisation__merged_into", "organisation")
    rows = attendances.annotate(goes_on=goes_on).values_list("meeting", "goes_on")
    for meeting, organisation in rows.iterator(chunk_size=5000):
        found[meeting].add(organisation)
    return found


def _body_meetings():
    """Return the meetings of bodies that were not cancelled: {key: `BodyMeeting`}."""
    rows = GroupMeeting.objects.standing().order_by().values_list(
        "pk", "body__key", "body__kind", "held_on", "languages", "interpretation",
        "minutes_languages", "body__advisory_body__cluster__languages",
    )  # fmt: skip
    return {
        pk: BodyMeeting(
            body, kind, held_on, frozenset(languages), frozenset((*interpretation, *minutes)),
            frozenset(country or ()),
        )
        for pk, body, kind, held_on, languages, interpretation, minutes, country in rows
    }  # fmt: skip
