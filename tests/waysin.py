"""The ways in by which a rule about seats may be broken, each as one function: the act, the page,
the back office, a file, a row of the ORM, many rows at once, an update.

`tried(way, client, cast, seat)` tries to bring a seat in; it returns the seats of that person in
that body that stand afterwards. A rule holds where there is none.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.clock import today
from accounts.conflicts import Refused
from sip.models import Owner
from tests.admin.test_imports import confirm, csv_file, put_up
from workinggroups import actions
from workinggroups.models import Seat

WAYS = ("act", "page", "back office", "file", "row", "many rows", "update")
OF_THE_DATABASE = WAYS[4:]


def tried(way, client, cast, **seat):
    """`seat` holds body (a key), person, role, starts_on, and maybe named_in, ends_on, category."""
    seat = {"role": "member", "ends_on": None, "named_in": None, "category": None, **seat}
    body = Owner.objects.get(key=seat["body"])
    client.force_login(cast.glc_rome)
    try:
        with transaction.atomic():
            HOW[way](client, cast, seat, body)
    except (ValidationError, Refused, IntegrityError):
        pass
    return Seat.objects.filter(person=seat["person"], body=body, role=seat["role"])


def _act(client, cast, seat, body):
    actions.seat(**{**seat, "body": body}, by=cast.glc_rome)


def _page(client, cast, seat, body):
    sent = {"person": seat["person"].email, "role": seat["role"]}
    if seat["named_in"]:
        sent["named_in"] = seat["named_in"].key
    sent["starts_on"] = f"{seat['starts_on']:%d/%m/%Y}"
    client.post(f"/groups/{body.key}/seats/", sent)


def _office(client, cast, seat, body):
    sent = {
        "body": body.pk, "person": seat["person"].pk, "role": seat["role"],
        "starts_on": f"{seat['starts_on']}", "ends_on": f"{seat['ends_on'] or ''}",
        "named_in": seat["named_in"].pk if seat["named_in"] else "",
    }  # fmt: skip
    client.post(reverse("admin:workinggroups_seat_add"), sent)


def _file(client, cast, seat, body):
    preview = put_up(client, "workinggroups_seat", csv_file(
        ["body", "person", "role", "named_in", "starts_on", "ends_on"],
        [body.key, seat["person"].email, seat["role"],
         seat["named_in"].key if seat["named_in"] else "",
         f"{seat['starts_on']}", f"{seat['ends_on'] or ''}"],
    ))  # fmt: skip
    confirm(client, preview)


def row(seat, body, **more):
    return Seat(**{**seat, "body": body, **more})


def _row(client, cast, seat, body):
    row(seat, body).save()


def _rows(client, cast, seat, body):
    Seat.objects.bulk_create([row(seat, body)])


def _update(client, cast, seat, body):
    """A seat of another body, or another role, becomes the one that is not to be."""
    other = Owner.objects.get(key="services" if body.key != "services" else "procurement")
    made = Seat.objects.create(
        body=other, person=seat["person"], role="member", starts_on=today(),
        ends_on=today() + datetime.timedelta(days=1),
    )  # fmt: skip
    Seat.objects.filter(pk=made.pk).update(**{**seat, "body": body})


HOW = dict(zip(WAYS, (_act, _page, _office, _file, _row, _rows, _update), strict=True))
