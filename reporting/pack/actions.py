"""Freezing a pack: whole or nothing, one state of the tracker, and never twice the same version."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from reporting.exports import glm
from reporting.pack import policy
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, Pack, canonical, hash_of
from sip import quarters
from sip.models import Meeting


@transaction.atomic
def freeze(*, meeting, by, number, covered=None, sections=SECTIONS, note="", at=None):
    """Freeze the next version of a meeting's pack and return it.

    `number` is the version that the person means to freeze: another one is `Refused` where somebody
    has frozen it meanwhile. `covered` are keys of quarters (`2026-Q3`; those since the GLM before
    when None), `sections` keys of `SECTIONS`. `note` says what a later version is for
    (ValidationError without it). A version that would tell the same as the last one is `Refused`.
    `by` is None for a command.
    """
    at, told_at = at or timezone.now(), at
    if not policy.can_freeze(by, timezone.localdate(at) if told_at else None):
        raise PermissionDenied
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_cancelled:
        raise Refused(cancelled())
    trail.hold()
    last = meeting.packs.first()
    _refuse_another(number, last)
    note = note.strip()
    if last and not note:
        raise ValidationError({"note": _("Say what this version changes.")})
    frozen = snapshot(
        meeting, now=at, covered=chosen(meeting, covered), sections=_in_order(sections)
    )
    content = canonical(frozen)
    if last and last.content_hash == hash_of(content):
        raise Refused(
            _("Nothing has changed since version %(number)d: the files would say the same.")
            % {"number": last.number}
        )
    pack = Pack.objects.create(
        meeting=meeting, number=number, content=content, content_hash=hash_of(content),
        frozen_at=at, frozen_by=by, note=note,
    )  # fmt: skip
    trail.record(
        by=by, verb="pack_frozen", target=pack, reason=note, told_at=told_at,
        after={"version": number, "quarters": frozen["quarters"], "hash": pack.content_hash},
    )  # fmt: skip
    return pack


def cancelled():
    return _("This meeting was cancelled: it takes up nothing, so it has no pack.")


def chosen(meeting, keys):
    """Return the quarters that these keys name, oldest first; None stands for those since the GLM
    before. ValidationError for none at all, for what is no quarter or lies after the meeting, and
    for quarters that were all presented at the GLM before."""
    if keys is None:
        return None
    default, before = glm.covered_by(meeting)
    try:
        found = sorted({quarters.parse(key) for key in keys})
    except ValueError:
        raise ValidationError({"quarters": _("Name quarters such as 2026-Q3.")}) from None
    if not found or found[-1] > default[-1] or (before and found[-1] <= before):
        raise ValidationError({
            "quarters": _("Choose at least one quarter that ended since the last GLM.")
        })  # fmt: skip
    return found


def _in_order(sections):
    return [key for key in SECTIONS if key in sections]


def _refuse_another(number, last):
    """Refuse to freeze another version than the next one."""
    following = last.number + 1 if last else 1
    if number == following:
        return
    if last is None or number > following:
        raise Refused(_("The next version is %(number)d.") % {"number": following})
    raise Refused(
        _(
            "Version %(number)d has been frozen by %(who)s in the meantime. Look at it before you "
            "freeze another one."
        )
        % {"number": last.number, "who": last.frozen_by or _("a command")}
    )
