"""Meetings of a body: put down, changed, cancelled, and who came.

`PermissionDenied` for whoever does not keep them (`policy.can_keep_meetings`), `ValidationError` by
field for what does not fit; edits carry the `version` they were made from and raise `Stale`. Each
change raises it: calendars read it as their SEQUENCE.
"""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from partners.actions import refuse_merged
from sip.models import Spoken
from workinggroups import policy
from workinggroups.models import GroupAttendance, GroupMeeting, Seat

FACTS = (
    "subject", "consulted", "held_on", "begins_at", "mode", "place", "languages", "interpretation",
    "minutes_url", "minutes_languages", "is_cancelled",
)  # fmt: skip
EARLIEST = datetime.date(2019, 1, 1)
LATEST_IN = datetime.timedelta(days=3 * 365)


@transaction.atomic
def put_down(*, body, by, at=None, **facts):
    """Put down a meeting of a body, to come or held; `facts` are those of `FACTS`. Returns it."""
    _refuse_unless_keeper(by, body)
    meeting = GroupMeeting(body=body, recorded_at=at or timezone.now(), **facts)
    _refuse_unfit(meeting)
    meeting.full_clean()
    meeting.save()
    trail.record(
        by=by, verb="group_meeting_planned", target=meeting, after=_told(meeting), told_at=at
    )
    return meeting


@transaction.atomic
def change(*, meeting, changes, by, version, at=None):
    """Change facts of a meeting (`FACTS`); without a difference nothing is written. Returns it."""
    _refuse_unless_keeper(by, meeting.body)
    meeting = _claim(meeting, version)
    before = _told(meeting)
    for name in FACTS:
        setattr(meeting, name, changes.get(name, getattr(meeting, name)))
    _refuse_unfit(meeting)
    if meeting.attendances.exists() and (meeting.is_cancelled or meeting.held_on > today()):
        raise Refused(_("People came to this meeting: it was held."))
    meeting.recorded_at = at or timezone.now()
    meeting.full_clean()
    after = _told(meeting)
    moved = [name for name in FACTS if before[name] != after[name]]
    if not moved:
        transaction.set_rollback(True)
        return meeting
    meeting.save(update_fields=[*FACTS, "recorded_at"])
    trail.record(
        by=by, verb="group_meeting_changed", target=meeting, told_at=at,
        before={name: before[name] for name in moved}, after={name: after[name] for name in moved},
    )  # fmt: skip
    return meeting


@transaction.atomic
def note_attendance(*, meeting, people, by, version, guests=(), at=None):
    """Say who came: `people` out of those who had a seat on the day, and `guests`, organisations
    without one. The list said before is replaced. Returns the meeting."""
    _refuse_unless_keeper(by, meeting.body)
    meeting = _claim(meeting, version)
    if group := getattr(meeting.body, "working_group", None):
        group.refuse_dissolved()
    if meeting.is_cancelled or meeting.held_on > today():
        raise Refused(_("This meeting has not been held."))
    seats = {seat.person_id: seat for seat in seats_on(meeting)}
    for guest in guests:
        refuse_merged(guest, field="guests")
    if strangers := [person.name for person in people if person.pk not in seats]:
        told = _("%(names)s had no seat there on that day.")
        raise ValidationError({"people": told % {"names": ", ".join(strangers)}})
    before = _came(meeting)
    meeting.attendances.all().delete()
    GroupAttendance.objects.bulk_create([
        *(
            GroupAttendance(
                meeting=meeting, person=person, organisation=seats[person.pk].organisation
            )
            for person in people
        ),
        *(GroupAttendance(meeting=meeting, organisation=guest) for guest in dict.fromkeys(guests)),
    ])  # fmt: skip
    trail.record(
        by=by, verb="group_attendance_noted", target=meeting, before=before, after=_came(meeting),
        told_at=at,
    )  # fmt: skip
    return meeting


def seats_on(meeting):
    """Return the seats of the body on the day of the meeting, one for each person."""
    rows = Seat.objects.on(meeting.held_on).filter(body=meeting.body)
    return rows.select_related("person", "organisation").order_by("person__name", "pk")


def _claim(meeting, version):
    return claim(GroupMeeting.objects.select_related("body"), pk=meeting.pk, version=version)


def _refuse_unless_keeper(by, body):
    if not policy.can_keep_meetings(by, body):
        raise PermissionDenied


def _refuse_unfit(meeting):
    if not policy.has_seats(meeting.body):
        raise ValidationError({"body": _("Only a working group or the SAG has seats.")})
    group = getattr(meeting.body, "working_group", None)
    if group:
        group.refuse_dissolved()
    if not EARLIEST <= meeting.held_on <= today() + LATEST_IN:
        raise ValidationError({"held_on": _("Name a day from 2019 to three years ahead.")})
    for name in ("languages", "interpretation", "minutes_languages"):
        if unknown := set(getattr(meeting, name)) - set(Spoken.values):
            raise ValidationError({name: _("Unknown language: %(key)s.") % {"key": min(unknown)}})
    if meeting.minutes_languages and not meeting.minutes_url:
        raise ValidationError({"minutes_url": _("Give the link to the minutes too.")})


def _told(meeting):
    return {name: getattr(meeting, name) for name in FACTS}


def _came(meeting):
    rows = meeting.attendances.select_related("person", "organisation").order_by("pk")
    return {
        "people": [str(row.person.ref) for row in rows if row.person],
        "guests": [row.organisation.slug for row in rows if not row.person],
    }
