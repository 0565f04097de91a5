"""Mandates in the SAG: two years, named at a GLM (source 000).

A mandate is counted from the GLM that named it (`sip.mandates`). So nobody goes on without another
GLM, whatever way a seat comes in; the database holds the same (`workinggroups.seatrules`).
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.days import date_format
from sip.mandates import WITHIN
from sip.models import Meeting, Owner


def first_day_again(held, named_in):
    """Return the day on which a renewed seat begins: the day after the present one, not before the
    GLM that renews it."""
    return max(held.ends_on + datetime.timedelta(days=1), named_in.starts_on)


def latest_glm(on):
    """Return the last GLM that had begun by a day and was not cancelled, or None."""
    return Meeting.objects.standing().filter(starts_on__lte=on).order_by("-starts_on").first()


def renewable(seats, named_in):
    """Return those of the seats in the SAG that this GLM may renew: what `actions.renew_seat` would
    not refuse for its days. `seats` are all that have not ended."""
    if named_in is None:
        return []
    return [
        seat
        for seat in seats
        if seat.ends_on
        and not _named_already(seat, named_in)
        and first_day_again(seat, named_in) <= named_in.ends_on + WITHIN
        and not any(
            other.person_id == seat.person_id and other.starts_on > seat.ends_on for other in seats
        )
    ]


def refuse_renewal(held, named_in):
    """Nobody is renewed by the GLM that named them, nor by an earlier one."""
    if _named_already(held, named_in):
        raise ValidationError(
            {"named_in": _("This mandate is renewed at a GLM after the one that named it.")}
        )


def _named_already(held, named_in):
    return bool(held.named_in and named_in.starts_on <= held.named_in.starts_on)


def needs_a_glm(row):
    """Whether the seat is one of the (global) SAG that no permanent category keeps."""
    is_permanent = row.category and row.category.is_permanent
    return row.body.kind == Owner.Kind.ADVISORY_GROUP and not is_permanent


def refuse_unfit(row, day):
    """Members of the SAG are named at a GLM that was held by the `day` of the act, and their seats
    begin at it or within a year; only the lead agency's seat may be permanent."""
    if row.body.kind != Owner.Kind.ADVISORY_GROUP:
        if row.named_in or row.category:
            raise ValidationError({"named_in": _("Only members of the SAG are named at a GLM.")})
        return
    if row.named_in is None:
        if needs_a_glm(row):
            raise ValidationError({"named_in": _("Choose the GLM that named this person.")})
        return
    if row.named_in.is_cancelled:
        raise ValidationError({"named_in": _("This meeting was cancelled: it named nobody.")})
    if row.named_in.starts_on > day:
        raise ValidationError({"named_in": _("This GLM is still to come: it has named nobody.")})
    last = row.named_in.ends_on + WITHIN
    if not row.named_in.starts_on <= row.starts_on <= last:
        told = {"first": date_format(row.named_in.starts_on), "last": date_format(last)}
        raise ValidationError(
            {"starts_on": _("A seat that this GLM named begins between %(first)s and %(last)s.")
             % told}
        )  # fmt: skip


def refuse_full_category(row):
    """A category has so many seats at a time, and no more."""
    if row.category is None or row.category.is_permanent:
        return
    held = row.category.held.exclude(ends_on__lt=row.starts_on)
    if row.ends_on:
        held = held.filter(starts_on__lte=row.ends_on)
    if held.count() >= row.category.seats:
        raise ValidationError(
            {"category": _("Every seat of this category is filled at that time.")}
        )
