"""Everything that writes in the registers of decisions and of lessons.

Each act is for GLC staff, except countersigning (`PermissionDenied` for anyone else), answers what
is wrong as a `ValidationError` by field, and leaves its line in the trail. Edits carry the
`version` they were made from and raise `Stale` when it has moved on. `at` is the instant that a row
is recorded at (now when None; the demo tells of past instants).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import claim
from sip import policy
from sip.assigning import refuse_dissolved
from sip.models import Decision, FollowUp, Lesson, Owner, Status
from sip.registers.motions import plain
from sip.translated import Translated

FOLLOWED = ("follow_up", "owner", "due_on", "done_on", "follow_up_note")
LESSON = ("lesson", "source", "learnt_on", "measure", "meeting", *FOLLOWED)


@transaction.atomic
def record_decision(
    *, taken_by, taken_on, text, by, meeting=None, detail=None, activity=None, asked=None,
    asked_since_on=None, votes=None, endorses=None, owner=None, due_on=None, motion=None, at=None,
):  # fmt: skip
    """Enter a decision of the SAG or of a GLM plenary; it gets the next number of its month.

    `text` and `detail` are `Translated`; `votes` is (for, against, abstained) or None. What the
    activity's body had asked for is taken from its status unless `asked` says otherwise. A
    decision to endorse a group's work needs a vote of the plenary. `motion` is what the plenary was
    asked, where the decision answers it. Returns the decision.
    """
    _refuse_unless_keeper(by)
    if asked is None:
        asked, asked_since_on = what_is_asked(activity) if activity else ("", None)
    votes = votes or (None, None, None)
    # One writer at a time numbers the register: this row is the lock.
    list(Owner.objects.filter(kind=Owner.Kind.ADVISORY_GROUP).select_for_update())
    decision = Decision(
        key=_next_key(taken_on), taken_by=taken_by, meeting=meeting, taken_on=taken_on, text=text,
        detail=detail or Translated(None), activity=activity, asked=asked,
        asked_since_on=asked_since_on, endorses=endorses, owner=owner, due_on=due_on,
        votes_for=votes[0], votes_against=votes[1], votes_abstained=votes[2],
        motion=motion, recorded_by=by, recorded_at=at or timezone.now(),
    )  # fmt: skip
    refuse_dissolved(owner)
    _refuse_unfit_decision(decision)
    decision.full_clean()
    decision.save()
    trail.record(
        by=by, verb="decision_recorded", target=decision, after=_told_of(decision), told_at=at
    )
    return decision


@transaction.atomic
def countersign(*, decision, by, at=None):
    """Say, as a member of the SAG, that a decision stands as recorded. Returns the decision."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not policy.can_countersign(by, decision, at and timezone.localdate(at)):
        raise PermissionDenied
    decision.countersigned_by, decision.countersigned_at = by, at or timezone.now()
    decision.save(update_fields=["countersigned_by", "countersigned_at"])
    trail.record(by=by, verb="decision_countersigned", target=decision, told_at=at)
    return decision


@transaction.atomic
def follow_up(*, decision, state, by, version, owner=None, due_on=None, done_on=None, note="",
              at=None):  # fmt: skip
    """Say how far a decision has got: its state (`FollowUp`), who sees to it and by when; `done_on`
    is the day it was applied (today unless named), `note` what has been done, or why it is dropped.
    Without a difference nothing is written. Returns the decision.
    """
    _refuse_unless_keeper(by)
    changes = {
        "follow_up": state, "owner": owner, "due_on": due_on, "follow_up_note": note,
        "done_on": (done_on or today()) if state == FollowUp.APPLIED else None,
    }  # fmt: skip
    return _change(Decision, decision.pk, version, changes, "decision_followed_up", by, at)


@transaction.atomic
def add_lesson(*, lesson, source, learnt_on, by, at=None, **followed):
    """Enter a lesson; `followed` may name its measure (`Translated`), meeting, owner, due day and
    follow-up. Returns the lesson."""
    _refuse_unless_keeper(by)
    row = Lesson(
        lesson=lesson, source=source, learnt_on=learnt_on, recorded_at=at or timezone.now(),
        **_with_day(followed),
    )  # fmt: skip
    refuse_dissolved(row.owner)
    _refuse_unfit_days(row)
    same = Lesson.objects.filter(source=source, learnt_on=learnt_on)
    if any(one.lesson == lesson for one in same):
        raise ValidationError({"lesson_fr": _("This lesson is in the register already.")})
    row.full_clean()
    row.save()
    trail.record(
        by=by, verb="lesson_added", target=row, told_at=at,
        after={name: plain(getattr(row, name)) for name in LESSON},
    )  # fmt: skip
    return row


@transaction.atomic
def change_lesson(*, lesson, changes, by, version, at=None):
    """Correct a lesson or say how far its measure has got: `changes` by field (`LESSON`).
    Without a difference nothing is written. Returns the lesson."""
    _refuse_unless_keeper(by)
    return _change(Lesson, lesson.pk, version, _with_day(changes), "lesson_changed", by, at)


def what_is_asked(activity):
    """Return what the body of a blocked activity asks of the SAG, and the day since when: the first
    of its latest rows that are blocked without a break. `("", None)` when nothing is asked."""
    asked, since = "", None
    for row in activity.status_rows.filter(effective_on__lte=today()).latest_first():
        if row.status != Status.BLOCKED:
            break
        asked, since = asked or row.decision_needed, row.effective_on
    return asked, since


def _change(model, pk, version, changes, verb, by, at):
    before = model.objects.get(pk=pk)
    differing = [name for name, value in changes.items() if getattr(before, name) != value]
    if not differing and before.version == version:
        return before
    row = claim(model.objects, pk=pk, version=version)
    told = {name: plain(getattr(row, name)) for name in differing}
    for name in differing:
        setattr(row, name, changes[name])
    if "owner" in differing:
        refuse_dissolved(row.owner)
    _refuse_unfit_days(row)
    row.full_clean()
    row.save(update_fields=differing)
    trail.record(
        by=by, verb=verb, target=row, before=told, told_at=at,
        after={name: plain(getattr(row, name)) for name in differing},
    )  # fmt: skip
    return row


def _refuse_unless_keeper(by):
    if not policy.can_keep_registers(by):
        raise PermissionDenied


def _refuse_unfit_decision(decision):
    meeting, day, errors = decision.meeting, decision.taken_on, {}
    if day > today():
        errors["taken_on"] = _("A decision is recorded once it has been taken.")
    elif meeting and meeting.is_cancelled:
        errors["meeting"] = _("This meeting was cancelled: its plenary decided nothing.")
    elif meeting and not meeting.starts_on <= day <= meeting.ends_on:
        errors["taken_on"] = _("This day is not one of the meeting's.")
    if decision.due_on and decision.due_on < day:
        errors["due_on"] = _("The last day cannot come before the day of the decision.")
    same = Decision.objects.filter(taken_by=decision.taken_by, taken_on=day)
    if twin := next((one for one in same if one.text == decision.text), None):
        errors["text_fr"] = _("This decision is recorded already, as %(key)s.") % {"key": twin.key}
    if decision.motion and decision.motion.meeting_id != decision.meeting_id:
        errors["motion"] = _("This was put to the plenary of another GLM.")
    elif decision.motion and decision.motion.is_withdrawn:
        errors["motion"] = _("This has been withdrawn: the plenary was not asked.")
    if decision.endorses and decision.endorses.kind != Owner.Kind.WORKING_GROUP:
        errors["endorses"] = _("Choose a working group.")
    if errors:
        raise ValidationError(errors)


def _refuse_unfit_days(row):
    """What is applied was applied, and after it was agreed."""
    agreed = row.taken_on if isinstance(row, Decision) else row.learnt_on
    errors = {}
    if row.done_on and row.done_on > today():
        errors["done_on"] = _("This day is still to come.")
    elif row.done_on and row.done_on < agreed:
        errors["done_on"] = _("It cannot have been applied before it was agreed.")
    if isinstance(row, Lesson) and agreed > today():
        errors["learnt_on"] = _("This day is still to come.")
    if row.due_on and row.due_on < agreed:
        errors["due_on"] = _("The last day cannot come before the day it was agreed.")
    if row.follow_up == FollowUp.DROPPED and not row.follow_up_note.strip():
        errors["follow_up_note"] = _("Say why it is dropped.")
    if errors:
        raise ValidationError(errors)


def _with_day(values):
    """Only what is applied has the day it was: today unless named."""
    if "follow_up" not in values:
        return values
    is_applied = values["follow_up"] == FollowUp.APPLIED
    return {**values, "done_on": (values.get("done_on") or today()) if is_applied else None}


def _next_key(day):
    month = f"{day:%Y-%m}-"
    return f"{month}{Decision.objects.filter(key__startswith=month).count() + 1}"


def _told_of(decision):
    names = ("taken_by", "meeting", "taken_on", "text", "activity", "endorses", "owner", "due_on")
    told = {name: plain(getattr(decision, name)) for name in names if getattr(decision, name)}
    return {**told, "motion": decision.motion.ref} if decision.motion else told
