"""What stands in a calendar: meetings for everybody; their sessions and the deadlines of reports
for a person, as far as that person may see them."""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.clock import start_of_day
from accounts.days import date_format
from accounts.models import TrailRow
from reporting.exports.glm_words import place_of
from reporting.meetings.models import Session
from reporting.meetings.policy import sees_closed_sessions
from reporting.models import Quarter
from sip.glmnames import name_of
from sip.models import Meeting
from sip.templatetags.plan import quarter_label
from workinggroups.models import GroupMeeting, Seat


class Event(NamedTuple):
    """One event. `begins` and `ends` are days, both included, or instants.

    `name` stays the same as long as the object lives; `sequence` rises whenever it changes.
    """

    name: str
    begins: datetime.date
    ends: datetime.date
    summary: str
    place: str
    detail: str
    url: str
    sequence: int
    recorded_at: datetime.datetime
    is_cancelled: bool = False


def public_events():
    """Return the meetings, past and to come, in one query."""
    return [_of_meeting(one) for one in Meeting.objects.order_by("starts_on")]


def personal_events(person):
    """Return the meetings, the sessions that the person may see, the meetings of the bodies where
    they sit and, for whoever files or decides on reports, the deadlines."""
    sessions = Session.objects.open_to(sees_closed_sessions(person)).select_related("meeting")
    found = [*public_events(), *map(_of_session, sessions.order_by("begins_at"))]
    found += [_of_body(one) for one in _of_own_bodies(person)]
    if person.seats.on().exists() or person.grants.on().exists():
        found += _deadlines()
    return found


def _of_meeting(meeting):
    return Event(
        f"glm-{meeting.key}", meeting.starts_on, meeting.ends_on, name_of(meeting),
        place_of(meeting), meeting.cancelled_why, _address("meeting", meeting.key),
        meeting.version, meeting.recorded_at, meeting.is_cancelled,
    )  # fmt: skip


def _of_session(session):
    meeting = session.meeting
    return Event(
        f"session-{session.pk}", session.begins_at, session.ends_at or session.begins_at,
        _("%(meeting)s: %(session)s") % {"meeting": name_of(meeting), "session": session.title},
        place_of(meeting), str(session.detail), _address("meeting", meeting.key),
        # Cancelling the meeting changes its sessions too: both versions only ever rise.
        session.version + meeting.version, max(session.recorded_at, meeting.recorded_at),
        session.is_cancelled or meeting.is_cancelled,
    )  # fmt: skip


def _of_own_bodies(person):
    own = Seat.objects.of(person).in_bodies_at_work().values("body")
    return GroupMeeting.objects.filter(body__in=own).select_related("body").order_by("held_on")


def _of_body(meeting):
    begins = meeting.held_on
    if meeting.begins_at:
        begins = timezone.make_aware(datetime.datetime.combine(begins, meeting.begins_at))
    return Event(
        f"body-meeting-{meeting.pk}", begins, begins,
        _("%(body)s: %(subject)s") % {"body": meeting.body.short_name, "subject": meeting.subject},
        meeting.place, "", _address("group-meetings", meeting.body.key), meeting.version,
        meeting.recorded_at, meeting.is_cancelled,
    )  # fmt: skip


def _deadlines():
    quarters = list(Quarter.objects.order_by("starts_on"))
    acts = TrailRow.objects.filter(
        target_type=Quarter._meta.label_lower, target_key__in=[one.key for one in quarters]
    )
    told = {
        row["target_key"]: row
        for row in acts.order_by().values("target_key").annotate(acts=Count("pk"), last=Max("at"))
    }
    return [_of_quarter(one, told.get(one.key)) for one in quarters]


def _of_quarter(quarter, told):
    day = timezone.localdate(quarter.due_at)
    hour = date_format(timezone.localtime(quarter.due_at), "H:i")
    return Event(
        f"reports-{quarter.key}", day, day,
        _("Reports of %(quarter)s due") % {"quarter": quarter_label(quarter.key)}, "",
        _("Until %(hour)s, Rome time.") % {"hour": hour}, _address("reports"),
        told["acts"] if told else 0, told["last"] if told else start_of_day(quarter.opens_on),
    )  # fmt: skip


def _address(name, *args):
    return settings.PUBLIC_URL + reverse(name, args=args)
