"""What the page of a meeting shows of its sessions, attendance, documents, decisions and lessons,
each in one query."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.clock import today
from partners.models import Engagement
from reporting.meetings.models import Audience
from sip.models import Decision, FollowUp, Lesson
from sip.models.followup import OPEN


class Came(NamedTuple):
    """An organisation at a meeting, and how it was engaged on its first day ("" if it was not)."""

    organisation: object
    engaged: str
    onsite: int
    online: int
    slug: str


@dataclass
class Attended:
    """Who took part, in numbers and by name."""

    rows: list

    def of(self, kind):
        return [row for row in self.rows if row.engaged == kind]

    @property
    def partners(self):
        return self.of(Engagement.Kind.PARTNER)

    @property
    def stakeholders(self):
        return self.of(Engagement.Kind.STAKEHOLDER)

    @property
    def observers(self):
        return self.of(Engagement.Kind.OBSERVER)

    @property
    def others(self):
        return self.of("")

    @property
    def local(self):
        """Local and national actors among the partners (source 003_62e76c6e13cbc795.txt)."""
        return [row for row in self.partners if row.organisation.is_local_national_actor]

    @property
    def onsite(self):
        return sum(row.onsite for row in self.rows)

    @property
    def online(self):
        return sum(row.online for row in self.rows)

    @property
    def people(self):
        return self.onsite + self.online


def attended(meeting):
    """Return who took part in a meeting, as `Attended`; how each was engaged is that day's."""
    engaged = Engagement.objects.on(meeting.starts_on).filter(organisation=OuterRef("organisation"))
    rows = meeting.attendances.with_subject().annotate(engaged=Subquery(engaged.values("kind")[:1]))
    return Attended([
        Came(row.organisation, row.engaged or "", row.onsite, row.online, row.organisation.slug)
        for row in rows
    ])  # fmt: skip


def number_of_partners(meeting, **_signal):
    """Return how many partners took part in a meeting; None while no attendance is recorded."""
    came = attended(meeting)
    return len(came.partners) if came.rows else None


def able_to_attend(session):
    """Return who took part in the meeting, as (those that a session was open to, the others)."""
    came = attended(session.meeting)
    if session.audience == Audience.ALL:
        return came.rows, []
    return came.partners, [row for row in came.rows if row not in came.partners]


@dataclass
class Decided:
    """What a plenary decided, what the SAG had decided since the GLM before, and in numbers what
    became of the plenary's decisions."""

    plenary: list
    interim: list

    @property
    def open(self):
        return [row for row in self.plenary if row.follow_up in OPEN]

    @property
    def applied(self):
        return [row for row in self.plenary if row.follow_up == FollowUp.APPLIED]

    @property
    def late(self):
        return [row for row in self.plenary if row.days_late()]

    @property
    def endorsed(self):
        """Decisions by which the plenary endorsed the work of a group."""
        return [row for row in self.plenary if row.endorses]


def asked(meeting):
    """Return what is put to a plenary, in the order of its numbers, with the decisions taken."""
    return list(meeting.motions.standing().with_subject().order_by("number"))


def decided(meeting, previous, on=None):
    """Return what was decided at a meeting and, by the SAG, since the `previous` one."""
    until = min(meeting.starts_on, on or today())
    interim = Decision.objects.interim(after=previous and previous.ends_on, until=until)
    both = (Decision.objects.of_plenary(meeting) | interim).with_subject()
    found = list(both.order_by("taken_on", "pk"))
    return Decided(
        [row for row in found if row.meeting_id == meeting.pk],
        [row for row in found if row.taken_by == Decision.Body.SAG],
    )


def lessons_for(meeting):
    """Return the lessons drawn before a meeting, those still open first."""
    day = min(meeting.ends_on, today())
    rows = list(Lesson.objects.known_at(day).with_subject())
    return sorted(rows, key=lambda row: (row.follow_up not in OPEN, -row.learnt_on.toordinal()))


# What stayed with an entry that was merged into another one is not another organisation.
ORGANISATION_THAT_CAME = Coalesce(
    "attendances__organisation__merged_into", "attendances__organisation"
)


def overlapping(session):
    """Return the other sessions of the agenda that go on while this one does; of one without an
    end only its beginning is known."""
    others = session.meeting.sessions.standing().exclude(pk=session.pk)
    return [] if session.is_cancelled else [one for one in others if _meet(one, session)]


def _meet(one, other):
    first, second = sorted((one, other), key=lambda session: session.begins_at)
    is_same = first.begins_at == second.begins_at
    return is_same or (first.ends_at is not None and first.ends_at > second.begins_at)


def agenda(meeting, *, sees_closed):
    """Return the sessions that a reader may see, in their order, as (day in Rome, sessions); each
    knows how many `organisations` came (0 where nobody has recorded it)."""
    days = {}
    sessions = meeting.sessions.standing().open_to(sees_closed)
    sessions = sessions.annotate(organisations=Count(ORGANISATION_THAT_CAME, distinct=True))
    for session in sessions.order_by("begins_at", "pk"):  # counting drops the model's own order
        days.setdefault(timezone.localdate(session.begins_at), []).append(session)
    return list(days.items())
