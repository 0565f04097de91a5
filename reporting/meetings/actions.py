"""Everything that changes the sessions, the attendance and the documents of a meeting.

Each act is for GLC staff (`PermissionDenied` for anyone else), answers what is wrong as a
`ValidationError` by field, and leaves its line in the trail of the meeting. Edits carry the
`version` they were made from and raise `Stale` when it has moved on.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from reporting.meetings.models import Attendance, Document, Session
from reporting.meetings.reading import able_to_attend
from sip import policy
from sip.models import Meeting

SESSION = ("title", "detail", "begins_at", "ends_at", "audience", "is_cancelled")
MOST_SESSIONS = 60


@transaction.atomic
def add_session(*, meeting, title, begins_at, by, at=None, **more):
    """Put a session on the agenda; `more` may name its detail, end and audience. Returns it."""
    meeting = _prepared(meeting, by)
    if meeting.sessions.standing().count() >= MOST_SESSIONS:
        raise Refused(_("An agenda holds %(most)d sessions at most.") % {"most": MOST_SESSIONS})
    session = Session(
        meeting=meeting, title=title, begins_at=begins_at, recorded_at=at or timezone.now(), **more
    )
    _refuse_outside(session)
    if any(one.title == title for one in meeting.sessions.standing().filter(begins_at=begins_at)):
        raise ValidationError({"title_fr": _("This session is on the agenda already.")})
    session.full_clean()
    session.save()
    _tell(meeting, "session_added", by, at, after=_told(session, SESSION))
    return session


@transaction.atomic
def change_session(*, session, changes, by, version, at=None):
    """Change a session, or take it off the agenda (`is_cancelled`). Without a difference nothing is
    written. Returns it."""
    meeting = _prepared(session.meeting, by)
    present = Session.objects.get(pk=session.pk)
    moved = [name for name, value in changes.items() if getattr(present, name) != value]
    if not moved and present.version == version:
        return present
    row = claim(Session.objects, pk=session.pk, version=version)
    before = _told(row, moved)
    for name in moved:
        setattr(row, name, changes[name])
    _refuse_outside(row)
    row.recorded_at = at or timezone.now()
    row.full_clean()
    row.save(update_fields=[*moved, "recorded_at"])
    _tell(meeting, "session_changed", by, at, before=before, after=_told(row, moved))
    return row


@transaction.atomic
def set_session_attendance(*, session, slugs, by, version, at=None):
    """Say which organisations on the meeting's list came to a session. One for operational
    partners takes none that was no partner on the meeting's first day. Without a difference nothing
    is written. Returns the session."""
    meeting = _attended(session.meeting, by)
    present = Session.objects.get(pk=session.pk)
    before = _came(present)
    if set(slugs) == set(before) and present.version == version:
        return present
    row = claim(Session.objects, pk=session.pk, version=version)
    able, _unable = able_to_attend(row)
    if unfit := set(slugs) - {one.slug for one in able}:
        raise ValidationError({
            "organisations": _("This session was not open to %(names)s.")
            % {"names": ", ".join(sorted(unfit))}
        })  # fmt: skip
    row.attendances.set(meeting.attendances.filter(organisation__slug__in=slugs))
    told = {"session": str(row.title.original)}
    _tell(
        meeting, "session_attended", by, at,
        before={**told, "organisations": before}, after={**told, "organisations": _came(row)},
    )  # fmt: skip
    return row


def _came(session):
    return list(
        session.attendances.order_by("organisation__slug").values_list(
            "organisation__slug", flat=True
        )
    )


@transaction.atomic
def add_attendance(*, meeting, organisation, by, onsite=0, online=0, at=None):
    """Say that an organisation took part, with how many people on site and online. Returns it."""
    meeting = _attended(meeting, by)
    row = Attendance(meeting=meeting, organisation=organisation, onsite=onsite, online=online)
    if meeting.attendances.filter(organisation=organisation).exists():
        raise ValidationError({
            "organisation": _("This organisation is on the list already: change its numbers there.")
        })  # fmt: skip
    row.full_clean()
    row.save()
    _tell(meeting, "attendance_added", by, at, after=_told_numbers(row))
    return row


@transaction.atomic
def change_attendance(*, attendance, onsite, online, by, version, at=None):
    """Correct how many people of an organisation took part; two zeros take it off the list.
    Returns the row, or None once it is off."""
    meeting = _attended(attendance.meeting, by)
    present = Attendance.objects.get(pk=attendance.pk)
    if (present.onsite, present.online, present.version) == (onsite, online, version):
        return present
    row = claim(Attendance.objects, pk=attendance.pk, version=version)
    before = _told_numbers(row)
    row.onsite, row.online = onsite, online
    if not row.people:
        row.delete()
        _tell(meeting, "attendance_removed", by, at, before=before)
        return None
    row.full_clean()
    row.save(update_fields=["onsite", "online"])
    _tell(meeting, "attendance_changed", by, at, before=before, after=_told_numbers(row))
    return row


@transaction.atomic
def add_document(*, meeting, kind, title, language, audience, by, url="", upload=None, at=None):
    """Put a link or an uploaded file beside a meeting. `upload` is checked already: it has its
    `kind` and a safe `name`. Returns the document."""
    meeting = _prepared(meeting, by, even_cancelled=True)
    document = Document(
        meeting=meeting, kind=kind, title=title, language=language, audience=audience, url=url,
        by=by, at=at or timezone.now(),
    )  # fmt: skip
    if upload:
        document.file, document.name = upload, upload.name
        document.format, document.size = upload.kind, upload.size
    document.full_clean()
    document.save()
    _tell(meeting, "document_added", by, at, after=_told_document(document))
    return document


@transaction.atomic
def remove_document(*, document, by, at=None):
    """Take a document off the page; what it was stays in the trail. Returns it."""
    meeting = _prepared(document.meeting, by, even_cancelled=True)
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.removed_at:
        raise Refused(_("This document has been taken off already."))
    row.removed_at, row.removed_by = at or timezone.now(), by
    row.save(update_fields=["removed_at", "removed_by"])
    _tell(meeting, "document_removed", by, at, before=_told_document(row))
    return row


def _prepared(meeting, by, *, even_cancelled=False):
    """Return the meeting, locked; only who prepares meetings gets it."""
    if not policy.can_prepare_meetings(by):
        raise PermissionDenied
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_cancelled and not even_cancelled:
        raise Refused(_("This meeting is cancelled: announce another one."))
    return meeting


def _attended(meeting, by):
    meeting = _prepared(meeting, by)
    if meeting.starts_on > today():
        raise Refused(_("Attendance is recorded from the first day of the meeting on."))
    return meeting


def _refuse_outside(session):
    """A session lies within the meeting's days, read in Rome."""
    meeting = session.meeting
    ends_at = session.ends_at or session.begins_at
    errors = {}
    if not meeting.starts_on <= timezone.localdate(session.begins_at) <= meeting.ends_on:
        errors["day"] = _("This day is not one of the meeting's.")
    elif ends_at < session.begins_at or timezone.localdate(ends_at) > meeting.ends_on:
        errors["until"] = _("A session ends after it begins, within the meeting.")
    if errors:
        raise ValidationError(errors)


def _tell(meeting, verb, by, at, before=None, after=None):
    trail.record(by=by, verb=verb, target=meeting, before=before, after=after, told_at=at)


def _told(session, names):
    values = {name: getattr(session, name) for name in names}
    return {
        "session": str(session.title.original),
        **{name: getattr(value, "original", value) for name, value in values.items()},
    }


def _told_numbers(row):
    return {"organisation": row.organisation.slug, "onsite": row.onsite, "online": row.online}


def _told_document(document):
    return {
        "kind": document.kind,
        "title": document.title,
        "document": document.url or document.name,
    }
