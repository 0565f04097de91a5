"""Giving and ending seats in the working groups and in the SAG.

Each act is for GLC staff (`PermissionDenied` for anyone else; anybody leaves their own seat) and
leaves its line in the trail; it answers what is wrong as a `ValidationError` by field, or `Refused`
where the rules allow no such act. `at` is the instant the row is recorded at (now when None; the
demo tells of past instants).
"""

import contextlib
import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from accounts.days import date_format
from partners.actions import refuse_merged
from partners.leaving import last_day_in
from partners.models import Organisation
from sip.mandates import last_day
from sip.models import Owner
from workinggroups import mandates, notices, policy
from workinggroups.models import Seat


@transaction.atomic
def seat(
    *, body, person, role, starts_on, by, organisation=None, ends_on=None, named_in=None,
    category=None, at=None,
):  # fmt: skip
    """Give a person a place in a body from a day on (until `ends_on`, where a mandate has an end).

    `named_in` is the GLM that named a member of the SAG: for two years from it, unless `ends_on` is
    sooner (`workinggroups.mandates`). Without it nobody sits there, but on a permanent seat.

    A group has one lead, of the support team in Rome, and one SAG focal point, for as long as that
    person sits in the SAG; a stakeholder may be a member of a group and nothing more. Nobody seats
    themselves. Without an organisation named, the person sits for the only one they belong to, if
    any. Returns the seat.
    """
    if not policy.can_seat(by, body):
        raise PermissionDenied
    if by == person:
        raise Refused(_("Somebody else of the GLC has to do this: it concerns you."))
    return place(
        body=body, person=person, role=role, starts_on=starts_on, by=by,
        organisation=organisation, ends_on=ends_on, named_in=named_in, category=category, at=at,
    )  # fmt: skip


def place(
    *, body, person, role, starts_on, by, organisation=None, ends_on=None, named_in=None,
    category=None, at=None,
):  # fmt: skip
    """Add a seat for an act that has asked for the right to it; what does not fit is refused."""
    # The lock on the body puts two seatings at once one after the other.
    body = Owner.objects.select_for_update().get(pk=body.pk)
    organisation = organisation or _only_organisation_of(person, starts_on)
    if organisation:
        refuse_merged(organisation)
    row = Seat(
        body=body, person=person, role=role, organisation=organisation,
        starts_on=starts_on, ends_on=ends_on, named_in=named_in, category=category,
        recorded_at=at or timezone.now(),
    )  # fmt: skip
    if named_in:
        last = max(starts_on, last_day(named_in, starts_on))
        row.ends_on = min(ends_on or last, last)
    _bound_by_affiliation(row)
    row.full_clean()
    _refuse_unfit_body(row)
    refuse_unfit_person(row)
    mandates.refuse_unfit(row, _day_of(at))
    mandates.refuse_full_category(row)
    row.save()
    trail.record(by=by, verb="seat_given", target=body, after=_told(row), told_at=at)
    return row


def _bound_by_affiliation(row):
    """A seat held for an organisation ends with the person's last day there, where one is known
    already, and none begins after it; a SAG focal point's ends with the seat in the SAG."""
    organisations = {row.organisation}
    if row.organisation:
        _refuse_who_left(row)
    if row.role == Seat.Role.SAG_FOCAL_POINT:
        in_sag = Seat.objects.of(row.person, row.starts_on).filter(
            body__kind=Owner.Kind.ADVISORY_GROUP
        )
        organisations |= {held.organisation for held in in_sag.select_related("organisation")}
        if last := policy.last_day_in_the_sag(row.person, row.starts_on):
            row.ends_on = min(row.ends_on or last, last)
    for organisation in filter(None, organisations):
        if last := last_day_in(organisation, row.person, row.starts_on):
            row.ends_on = min(row.ends_on or last, last)


def _refuse_who_left(row):
    """Nobody takes or goes on in a seat for an organisation after their last day there."""
    there = row.person.affiliations.filter(organisation=row.organisation)
    left = there.filter(ends_on__lt=row.starts_on).order_by("ends_on").last()
    if left and not there.exclude(ends_on__lt=row.starts_on).exists():
        raise ValidationError(
            {"organisation": _("The last day of this person in this organisation is %(day)s.")
             % {"day": date_format(left.ends_on)}}
        )  # fmt: skip


@transaction.atomic
def renew_seat(*, held, named_in, by, at=None):
    """Give a member of the SAG another mandate, named at a later GLM: a seat of its own that begins
    the day after the present one ends. Where the person is a group's focal point until then, they
    go on. Returns the new seat."""
    if held.ends_on is None:
        raise Refused(_("This seat has no end: there is nothing to renew."))
    mandates.refuse_renewal(held, named_in)
    again = seat(
        body=held.body, person=held.person, role=held.role, organisation=held.organisation,
        starts_on=mandates.first_day_again(held, named_in), named_in=named_in,
        category=held.category, by=by, at=at,
    )  # fmt: skip
    for focal in held.person.seats.filter(role=Seat.Role.SAG_FOCAL_POINT, ends_on=held.ends_on):
        # Not where the group's mandate ends before, or somebody else was named from then on.
        with contextlib.suppress(ValidationError):
            place(
                body=focal.body, person=held.person, role=focal.role, by=by, at=at,
                organisation=focal.organisation, starts_on=again.starts_on,
            )  # fmt: skip
    return again


@transaction.atomic
def end_seat(*, seat, ends_on, by, at=None):
    """Say on which last day a person holds a seat; the rights are gone the day after.

    Whoever leaves the SAG also stops being focal point of a group: those seats end with it.
    Returns the seat.
    """
    if not policy.can_seat(by, seat.body):
        raise PermissionDenied
    row = _locked(seat)
    if row.is_over(ends_on, at):
        raise Refused(
            _("This seat has ended already, on %(day)s.") % {"day": date_format(row.ends_on)}
        )
    _end_focal_seats(row, ends_on, by, at)
    _end(row, ends_on, by, at)
    return row


@transaction.atomic
def leave_seat(*, seat, by, word=""):
    """Leave one's own seat. The rights are gone at the next request; the name stays in the history,
    and the GLC hears of it where an office becomes vacant.

    `word` is what the person says to the GLC: why, or who could take over. A seat that began today
    leaves no day behind: its row goes, the trail tells. Returns the seat as it ended.
    """
    row = _locked(seat)
    if not policy.can_leave(by, row):
        raise PermissionDenied
    last = today() - datetime.timedelta(days=1)
    _end_focal_seats(row, last, by, None)
    _leave(row, last, by, word)
    notices.tell_of_leaving(row, by, word)
    return row


@transaction.atomic
def leave_with_organisation(*, person, seats, ends_on, words, by, at, **_signal):
    """Let the seats held for an organisation end with it (`partners.leaving`, which tells the GLC
    of them), on the same last day; the leads of their groups are told."""
    # Those of a focal point rest on the one in the SAG: it ends last.
    for seat in sorted(seats, key=lambda one: one.role != Seat.Role.SAG_FOCAL_POINT):
        row = _locked(seat)
        _leave(row, ends_on, by, words, at, verb="seat_left" if by == person else "seat_ended")
        notices.tell_the_lead(row, by, words)


def _leave(row, last, by, word, at=None, verb="seat_left"):
    """Let a seat end on its last day. One that began today or never would leaves no day behind:
    its row goes, the trail tells."""
    if row.starts_on > max(last, today() - datetime.timedelta(days=1)):
        trail.record(by=by, verb=verb, target=row.body, before=_told(row), reason=word, told_at=at)
        row.delete()
    else:
        _end(row, max(last, row.starts_on), by, at, verb=verb, reason=word)


def _locked(seat):
    rows = Seat.objects.select_for_update(of=("self",)).select_related("body", "person")
    return rows.get(pk=seat.pk)


def _end_focal_seats(row, day, by, at):
    """A focal point who leaves the SAG is none any more: those seats end on the same day, and those
    that would begin after it go."""
    if row.body.kind == Owner.Kind.ADVISORY_GROUP:
        focal = row.person.seats.filter(role=Seat.Role.SAG_FOCAL_POINT)
        for one in focal.select_related("body", "person"):
            if one.starts_on > day:
                told = _told(one)
                trail.record(by=by, verb="seat_ended", target=one.body, before=told, told_at=at)
                one.delete()
            elif not one.is_over(day, at):
                _end(one, day, by, at)


def _refuse_without_the_sag(row, day):
    """A seat in the SAG does not end before that of a focal point which rested on it and is over:
    that one is not moved any more."""
    if row.body.kind != Owner.Kind.ADVISORY_GROUP:
        return
    focal = row.person.seats.filter(role=Seat.Role.SAG_FOCAL_POINT, ends_on__gt=day)
    for held in focal.select_related("body").order_by("-ends_on"):
        others = row.body.seats.on(held.ends_on).filter(person=row.person).exclude(pk=row.pk)
        if row.holds_on(held.ends_on) and not others.exists():
            told = _("SAG focal point of %(group)s up to %(day)s: name that day, or a later one.")
            told %= {"group": held.body.short_name, "day": date_format(held.ends_on)}
            raise ValidationError({"ends_on": told})


def _end(row, day, by, at, verb="seat_ended", reason=""):
    _refuse_without_the_sag(row, day)
    before = _told(row)
    row.ends_on, row.ended_at = day, at or timezone.now()
    row.full_clean()
    row.save(update_fields=["ends_on", "ended_at"])
    trail.record(
        by=by, verb=verb, target=row.body, before=before, after=_told(row), reason=reason,
        told_at=at,
    )  # fmt: skip


def _day_of(at):
    return timezone.localdate(at) if at else today()


def _only_organisation_of(person, day):
    own = list(Organisation.objects.of(person, day)[:2])
    return own[0] if len(own) == 1 else None


def _refuse_unfit_body(row):
    if not policy.has_seats(row.body):
        raise ValidationError({"body": _("Only a working group or the SAG has seats.")})
    advisory = getattr(row.body, "advisory_body", None)
    if advisory and row.role != Seat.Role.MEMBER:
        raise ValidationError({"role": _("An advisory group has members alone.")})
    if advisory and advisory.closed_on and advisory.closed_on <= row.starts_on:
        raise ValidationError({"body": _("This group is closed: it takes nobody any more.")})
    group = getattr(row.body, "working_group", None)
    is_over = row.ends_on and group and group.dissolved_on and row.ends_on <= group.dissolved_on
    if group and group.dissolved_on and not is_over:
        raise ValidationError(
            {"body": _("This group was dissolved on %(day)s: it takes nobody any more.")
             % {"day": date_format(group.dissolved_on)}}
        )  # fmt: skip
    _refuse_after_mandate(row, group)
    others = row.body.seats.exclude(ends_on__lt=row.starts_on)
    if others.filter(person=row.person).exists():
        raise ValidationError({"person": _("This person sits there on that day already.")})
    if row.role == Seat.Role.LEAD and others.filter(role=Seat.Role.LEAD).exists():
        raise ValidationError({"role": _("This group has a lead; end that seat first.")})
    is_focal = row.role == Seat.Role.SAG_FOCAL_POINT
    if is_focal and others.filter(role=Seat.Role.SAG_FOCAL_POINT).exists():
        raise ValidationError({"role": _("This group has a SAG focal point; end that seat first.")})


def _refuse_after_mandate(row, group):
    """Nobody takes a seat after the end of a mandate; where that has passed and the group still
    works on its last report, somebody may, up to today."""
    if group and group.mandate_ends_on < row.starts_on and row.starts_on > today():
        raise ValidationError(
            {"starts_on": _("The mandate of this group ends on %(day)s: name a day up to then.")
             % {"day": date_format(group.mandate_ends_on)}}
        )  # fmt: skip


def refuse_unfit_person(row):
    """Refuse a seat that its person may not hold, whoever else sits there."""
    if not row.person.is_active:
        raise ValidationError({"person": _("This account is closed.")})
    in_sag = row.body.kind in Owner.ADVISORY
    if policy.is_of_a_stakeholder(row.person, row.organisation, row.starts_on):
        if in_sag:
            raise ValidationError({"person": _("Stakeholders have no seat in the SAG.")})
        if row.role != Seat.Role.MEMBER:
            raise ValidationError(
                {"role": _("A stakeholder may be a member of a group, and nothing more.")}
            )
    is_lead = row.role == Seat.Role.LEAD and row.body.kind == Owner.Kind.WORKING_GROUP
    if is_lead and not policy.is_of_the_support_team(row.person, row.starts_on):
        raise ValidationError(
            {"role": _("The lead of a group belongs to the support team in Rome. GLC staff record "
                       "who does in the back office.")}
        )  # fmt: skip
    if row.role == Seat.Role.SAG_FOCAL_POINT:
        if in_sag:
            raise ValidationError({"role": _("A SAG focal point belongs to a working group.")})
        if not policy.sits_in_the_sag(row.person, row.starts_on):
            raise ValidationError(
                {"role": _("The SAG focal point must sit in the SAG on that day.")}
            )


def _told(row):
    return {
        "person": row.person.ref,
        "role": row.role,
        "organisation": row.organisation.slug if row.organisation else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        **({"named_in": row.named_in.trail_key} if row.named_in else {}),
        **({"category": row.category.trail_key} if row.category else {}),
    }
