"""Acts on a global meeting: announce it, change its facts, cancel it.

All are for GLC staff (`PermissionDenied` for anyone else), answer what is wrong as a
`ValidationError` by field, and leave their line in the trail. Every change raises the meeting's
version, which calendars read as its SEQUENCE. A meeting is never deleted: calendars that hold it
would not hear of it.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import end_of_day, start_of_day, today
from accounts.conflicts import Refused, claim
from accounts.days import date_format
from sip import mandates, policy
from sip.models import Meeting, Site, Spoken

FACTS = ("starts_on", "ends_on", "place", "mode", "languages", "interpretation")
MOST_SITES = 30


@transaction.atomic
def announce(*, key, starts_on, ends_on, by, at=None, sites=(), **facts):
    """Announce a meeting. `key` is its year and month (2026-11); `facts` may name its place, mode,
    languages and interpretation; `sites` is a list of (place, country code). Returns the meeting.
    """
    _refuse_unless_organiser(by)
    meeting = Meeting(
        key=key, starts_on=starts_on, ends_on=ends_on, recorded_at=at or timezone.now(), **facts
    )
    _refuse_unfit(meeting)
    meeting.full_clean()
    meeting.save()
    _put_sites(meeting, sites)
    trail.record(by=by, verb="meeting_announced", target=meeting, after=_told(meeting), told_at=at)
    return meeting


@transaction.atomic
def change(*, meeting, changes, by, version, sites=None, at=None):
    """Change facts of a meeting (`FACTS`), and its sites where they are given. Raises `Stale` when
    the version read has moved on; without a difference nothing is written. Returns the meeting."""
    _refuse_unless_organiser(by)
    present = Meeting.objects.get(pk=meeting.pk)
    before = _told(present)
    wanted = {**before, **changes}
    if sites is not None:
        wanted["sites"] = _said(sites)
    if wanted == before and present.version == version:
        return present
    meeting = claim(Meeting.objects, pk=meeting.pk, version=version)
    _refuse_cancelled(meeting)
    for name, value in changes.items():
        setattr(meeting, name, value)
    _refuse_unfit(meeting)
    _refuse_left_outside(meeting)
    if (meeting.starts_on, meeting.ends_on) != (present.starts_on, present.ends_on):
        _refuse_unfit_for_mandates(meeting)
    meeting.recorded_at = at or timezone.now()
    meeting.full_clean()
    meeting.save(update_fields=[*changes, "recorded_at"])
    if sites is not None:
        _put_sites(meeting, sites)
    moved = [name for name, value in wanted.items() if before[name] != value]
    trail.record(
        by=by, verb="meeting_changed", target=meeting, told_at=at,
        before={name: before[name] for name in moved}, after={name: wanted[name] for name in moved},
    )  # fmt: skip
    return meeting


@transaction.atomic
def cancel(*, meeting, why, by, version, at=None):
    """Cancel a meeting that has not ended, and on which nothing rests: no decision of its plenary,
    nobody's seat in the SAG. It stays readable, and calendars are told."""
    _refuse_unless_organiser(by)
    meeting = claim(Meeting.objects, pk=meeting.pk, version=version)
    _refuse_cancelled(meeting)
    if meeting.ends_on < today():
        raise Refused(_("This meeting has been held: it cannot be cancelled any more."))
    _refuse_what_rests_on(meeting)
    if not why.strip():
        raise ValidationError({"why": _("Say why the meeting is cancelled.")})
    meeting.cancelled_on, meeting.cancelled_why = today(), why.strip()
    meeting.recorded_at = at or timezone.now()
    meeting.save(update_fields=["cancelled_on", "cancelled_why", "recorded_at"])
    trail.record(by=by, verb="meeting_cancelled", target=meeting, reason=why, told_at=at)
    return meeting


def _put_sites(meeting, sites):
    sites = list(sites)
    if len(sites) > MOST_SITES:
        raise ValidationError({
            "sites": _("Name %(most)d sites at most.") % {"most": MOST_SITES}
        })  # fmt: skip
    if len({place.casefold() for place, _country in sites}) < len(sites):
        raise ValidationError({"sites": _("A place is named twice.")})
    meeting.sites.all().delete()
    Site.objects.bulk_create(
        Site(meeting=meeting, place=place, country=country, order=order)
        for order, (place, country) in enumerate(sites)
    )


def _refuse_unless_organiser(by):
    if not policy.can_prepare_meetings(by):
        raise PermissionDenied


def _refuse_cancelled(meeting):
    if meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled: announce another one."))


def _refuse_unfit(meeting):
    if meeting.ends_on < meeting.starts_on:
        raise ValidationError({"ends_on": _("The last day cannot come before the first.")})
    for name in ("languages", "interpretation"):
        if unknown := set(getattr(meeting, name)) - set(Spoken.values):
            raise ValidationError({name: _("Unknown language: %(key)s.") % {"key": min(unknown)}})


def _refuse_left_outside(meeting):
    """Sessions and decisions hold to the meeting's days (sessions belong to an app above)."""
    first, last = start_of_day(meeting.starts_on), end_of_day(meeting.ends_on)
    sessions = meeting.sessions.standing().exclude(begins_at__range=(first, last))
    if sessions:
        names = ", ".join(
            _("“%(title)s” (%(day)s)")
            % {"title": one.title, "day": date_format(timezone.localdate(one.begins_at))}
            for one in sessions
        )
        told = _("Sessions lie outside these days: %(names)s. Move them or take them off first.")
        raise ValidationError({"starts_on": told % {"names": names}})
    if meeting.decisions.exclude(taken_on__range=(meeting.starts_on, meeting.ends_on)).exists():
        raise ValidationError({
            "starts_on": _("Decisions were taken outside these days: the days stay.")
        })  # fmt: skip


def _refuse_unfit_for_mandates(meeting):
    """Whoever was named to the SAG at a meeting was named on its days (seats belong to an app
    above)."""
    named = meeting.seats_named.filter(Q(category=None) | Q(category__is_permanent=False))
    unfit = [
        seat.person.name
        for seat in named.select_related("person").order_by("person__name")
        if not mandates.fits(seat, meeting)
    ]
    if unfit:
        told = _(
            "These people were named to the SAG at this meeting, for mandates that do not fit "
            "these days: %(names)s."
        )
        raise ValidationError({"starts_on": told % {"names": ", ".join(dict.fromkeys(unfit))}})


def _refuse_what_rests_on(meeting):
    """A plenary that decided, or that named people to the SAG, was held (seats belong to an app
    above)."""
    named = meeting.seats_named.order_by("person__name").values_list("person__name", flat=True)
    told = []
    if names := ", ".join(dict.fromkeys(named)):
        told.append(_("Named to the SAG at it: %(names)s.") % {"names": names})
    if keys := ", ".join(
        meeting.decisions.order_by("taken_on", "pk").values_list("key", flat=True)
    ):
        told.append(_("Decided by its plenary: %(keys)s.") % {"keys": keys})
    if told:
        first = _("This meeting was held, and cannot be cancelled: more rests on it.")
        raise Refused(" ".join([first, *told]))


def _told(meeting):
    sites = meeting.sites.values_list("place", "country")
    return {**{name: getattr(meeting, name) for name in FACTS}, "sites": _said(sites)}


def _said(sites):
    return [f"{place} ({country})" if country else str(place) for place, country in sites]
