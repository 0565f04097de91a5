"""Putting decisions to the plenary of a GLM: acts of the GLC, its secretariat.

As in `sip.registers.actions`: `PermissionDenied` for anyone else, `ValidationError` by field,
`Stale` where the version has moved on, and a line in the trail of the meeting.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from sip import policy
from sip.models import Meeting, Motion, Owner

MOTION = ("text", "reason", "asked_by", "activity", "endorses", "is_withdrawn")
MOST_MOTIONS = 30


@transaction.atomic
def put_motion(*, meeting, text, asked_by, by, at=None, **more):
    """Put a decision to the plenary of a meeting that has not ended; `more` may name its reason,
    activity and the group whose work it would endorse. It gets the next number. Returns it."""
    meeting = _prepared(meeting, by)
    on = at and timezone.localdate(at)
    if meeting.ends_on < (on or today()):
        raise Refused(_("This meeting has been held: record what it decided."))
    if meeting.motions.standing().count() >= MOST_MOTIONS:
        raise Refused(_("A plenary is asked %(most)d decisions at most.") % {"most": MOST_MOTIONS})
    last = meeting.motions.aggregate(last=Max("number"))["last"] or 0
    motion = Motion(
        meeting=meeting, number=last + 1, text=text, asked_by=asked_by,
        recorded_at=at or timezone.now(), **more,
    )  # fmt: skip
    _refuse_unfit(motion)
    motion.full_clean()
    motion.save()
    _tell("motion_put", motion, by, at, after=_told(motion, MOTION))
    return motion


@transaction.atomic
def change_motion(*, motion, changes, by, version, at=None):
    """Change what is put to a plenary, or withdraw it (`is_withdrawn`); not once it is decided.
    Without a difference nothing is written. Returns it."""
    _prepared(motion.meeting, by)
    present = Motion.objects.with_subject().get(pk=motion.pk)
    moved = [name for name, value in changes.items() if getattr(present, name) != value]
    if not moved and present.version == version:
        return present
    if present.answer:
        raise Refused(_("This has been decided: see %(key)s.") % {"key": present.answer.key})
    row = claim(Motion.objects, pk=motion.pk, version=version)
    before = _told(row, moved)
    for name in moved:
        setattr(row, name, changes[name])
    _refuse_unfit(row)
    row.recorded_at = at or timezone.now()
    row.full_clean()
    row.save(update_fields=[*moved, "recorded_at"])
    _tell("motion_changed", row, by, at, before=before, after=_told(row, moved))
    return row


@transaction.atomic
def take_over(*, meeting, by, at=None):
    """Put to the plenary of a meeting what cancelled ones were to decide, each under the next
    number there; what it is asked already is withdrawn. Returns those taken over."""
    meeting = _prepared(meeting, by)
    if meeting.ends_on < today():
        raise Refused(_("This meeting has been held: record what it decided."))
    asked = [one.text for one in meeting.motions.standing()]
    left = Motion.objects.left_behind().select_related("meeting").select_for_update(of=("self",))
    taken = []
    for motion in left.order_by("meeting__starts_on", "number"):
        if motion.text in asked:
            changes = {"is_withdrawn": True}
        else:
            last = meeting.motions.aggregate(last=Max("number"))["last"] or 0
            changes = {"meeting": meeting, "number": last + 1}
            asked.append(motion.text)
            taken.append(motion)
        _move(motion, changes, by, at)
    if len(asked) > MOST_MOTIONS:
        raise Refused(_("A plenary is asked %(most)d decisions at most.") % {"most": MOST_MOTIONS})
    return taken


def _move(motion, changes, by, at):
    before = _told(motion, ["meeting", "is_withdrawn"])
    for name, value in changes.items():
        setattr(motion, name, value)
    motion.version += 1
    motion.recorded_at = at or timezone.now()
    motion.save(update_fields=[*changes, "version", "recorded_at"])
    after = _told(motion, ["meeting", "is_withdrawn"])
    _tell("motion_taken_over", motion, by, at, before=before, after=after)


def _prepared(meeting, by):
    """Return the meeting, locked: one writer at a time numbers what is put to it."""
    if not policy.can_prepare_meetings(by):
        raise PermissionDenied
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled: announce another one."))
    return meeting


def _refuse_unfit(motion):
    errors = {}
    if motion.endorses and motion.endorses.kind != Owner.Kind.WORKING_GROUP:
        errors["endorses"] = _("Choose a working group.")
    others = motion.meeting.motions.standing().exclude(pk=motion.pk)
    if any(one.text == motion.text for one in others):
        errors["text_fr"] = _("The plenary is asked this already.")
    if errors:
        raise ValidationError(errors)


def _tell(verb, motion, by, at, **values):
    trail.record(by=by, verb=verb, target=motion.meeting, told_at=at, **values)


def _told(motion, names):
    values = {name: getattr(motion, name) for name in names}
    return {"motion": motion.ref, **{name: plain(value) for name, value in values.items()}}


def plain(value):
    """Return a value as the trail tells it."""
    return getattr(value, "trail_key", None) or getattr(value, "original", value)
