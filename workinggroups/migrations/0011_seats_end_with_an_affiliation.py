"""A seat held for an organisation ends with the person's last day there, and that of a SAG focal
point with the seat in the SAG. Acts have seen to it since a last day to come is written to seats;
what was recorded before is brought to the same here, once, with its rows in the trail."""

import datetime

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

A_DAY = datetime.timedelta(days=1)


def bound(apps, schema_editor):
    from accounts.clock import today  # noqa: PLC0415

    seats = apps.get_model("workinggroups", "Seat").objects
    lasting = Q(ends_on=None) | Q(ends_on__gte=today())
    held = list(seats.filter(lasting).select_related(
        "body", "person", "organisation", "named_in", "category"
    ))
    ends = {}  # by the seat's number
    for seat in held:
        if seat.organisation_id:
            rows = apps.get_model("partners", "Affiliation").objects.filter(
                person=seat.person_id, organisation=seat.organisation_id
            )
            periods = [(row.starts_on, row.ends_on) for row in rows]
            _note(ends, seat, _last_day(periods, max(seat.starts_on, today())), today())
    left = {seat.person_id for seat in held if seat.pk in ends and _in_sag(seat)}
    focal = [one for one in held if one.role == "sag_focal_point" and one.person_id in left]
    for seat in focal:
        there = seats.filter(person=seat.person_id, body__kind="advisory_group")
        periods = [(row.starts_on, ends.get(row.pk, row.ends_on)) for row in there]
        _note(ends, seat, _last_day(periods, max(seat.starts_on, today())), today())
    # A seat in the SAG ends last: those of a focal point rest on it.
    for seat in sorted(held, key=_in_sag):
        if seat.pk in ends:
            _end(seat, ends[seat.pk])


def _in_sag(seat):
    return seat.body.kind == "advisory_group"


def _note(ends, seat, last, today):
    """Keep the last day of a seat that outlasts it. One that began after somebody had left never
    rested on that; one that would begin after a last day to come has no day at all."""
    known = ends.get(seat.pk, seat.ends_on)
    began_anyway = last is not None and last < seat.starts_on <= today
    if last is not None and not began_anyway and (known is None or known > last):
        ends[seat.pk] = last


def _last_day(periods, day):
    """Return the last day of what holds on a day without a break; of what has ended before it the
    last one; None where no end is known, and where it begins later."""
    last = None
    for first, until in sorted(periods, key=lambda one: one[0]):
        if until is not None and until < day:
            continue
        if first > (last + A_DAY if last else day):
            return last
        if until is None:
            return None
        last = max(last or until, until)
    return last or max((until for _first, until in periods), default=None)


def _end(seat, last):
    from accounts import trail  # noqa: PLC0415

    body = seat.body
    if not hasattr(body, "trail_key"):  # models of a migration have no properties
        body.trail_key = body.key
    before = _told(seat)
    if last < seat.starts_on:
        seat.delete()
        trail.record(by=None, verb="seat_bounded", target=body, before=before)
        return
    seat.ends_on, seat.ended_at = last, timezone.now()
    seat.save(update_fields=["ends_on", "ended_at"])
    trail.record(by=None, verb="seat_bounded", target=body, before=before, after=_told(seat))


def _told(seat):
    return {
        "person": str(seat.person.ref),
        "role": seat.role,
        "organisation": seat.organisation.slug if seat.organisation else None,
        "starts_on": seat.starts_on,
        "ends_on": seat.ends_on,
        **({"named_in": seat.named_in.key} if seat.named_in else {}),
        **({"category": seat.category.key} if seat.category else {}),
    }


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_right_withdrawn_at_once"),
        ("partners", "0006_entries_looked_at"),
        ("workinggroups", "0010_doubts_that_are_known"),
    ]

    operations = [migrations.RunPython(bound, migrations.RunPython.noop, elidable=True)]
