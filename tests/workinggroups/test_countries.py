"""Advisory groups of a country: named by its coordinators, without stakeholders, without rights
over the plan."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.clock import today
from accounts.conflicts import Refused
from accounts.policy import sits_in_the_sag
from actionplans.actions.bodies import close_body, name_body
from sip.models import Owner
from sip.registers.forms import bodies
from workinggroups import meetings
from workinggroups.actions import leave_seat, seat
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 4)


@pytest.fixture
def oag(cast):
    return name_body(cluster=cast.cluster, kind="oag", opened_on=DAY, by=cast.country_coord)


def give(cast, body, who, by=None, **more):
    return seat(
        body=body.owner, person=who, role=Seat.Role.MEMBER, starts_on=DAY,
        by=by or cast.country_coord, **more,
    )  # fmt: skip


@pytest.mark.long
def test_the_coordinator_names_the_group_and_seats_it(cast, oag, client):
    held = give(cast, oag, cast.partner)
    assert held.organisation == cast.ngo
    meetings.put_down(
        body=oag.owner, by=cast.country_coord, subject="Access", held_on=DAY, languages=["fr"]
    )
    for path in ("/countries/sample/", "/groups/"):
        assert f"/groups/{oag.owner.key}/" in client.get(path).content.decode()
    page = client.get(f"/groups/{oag.owner.key}/").content.decode()
    assert "Access" in page and cast.ngo.name in page and cast.partner.name not in page


def test_a_country_has_one_of_each_kind_at_a_time(cast, oag):
    again = {"cluster": cast.cluster, "by": cast.country_coord, "kind": "oag"}
    with pytest.raises(ValidationError):
        name_body(opened_on=today(), **again)
    held = give(cast, oag, cast.partner)
    with pytest.raises(Refused):
        close_body(body=oag, closed_on=today(), by=cast.country_coord)
    leave_seat(seat=held, by=cast.partner)
    close_body(body=oag, closed_on=today(), by=cast.country_coord)
    assert name_body(opened_on=today(), **again).owner.key != oag.owner.key
    name_body(cluster=cast.cluster, kind="national_sag", opened_on=DAY, by=cast.glc_rome)


@pytest.mark.long
@pytest.mark.parametrize("who", ["partner", "sag", "wg_lead", "admin", "stakeholder"])
def test_nobody_else_names_or_seats_it(cast, oag, who):
    other = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        name_body(cluster=cast.cluster, kind="national_sag", opened_on=DAY, by=other)
    with pytest.raises(PermissionDenied):
        give(cast, oag, cast.outsider, by=other)
    with pytest.raises(PermissionDenied):
        seat(
            body=Owner.objects.get(key="training"), person=cast.outsider, role="member",
            starts_on=DAY, by=cast.country_coord,
        )  # fmt: skip


def test_no_stakeholder_sits_there_whatever_the_way_in(cast, oag):
    with pytest.raises(ValidationError):
        give(cast, oag, cast.stakeholder)
    with pytest.raises(ValidationError):
        give(cast, oag, cast.outsider, organisation=cast.firm)
    row = Seat(body=oag.owner, person=cast.stakeholder, starts_on=DAY)
    with pytest.raises(IntegrityError, match="seat_no_stakeholder"), transaction.atomic():
        row.save()


def test_it_gives_no_right_over_the_plan_and_is_no_body_of_it(cast, oag):
    give(cast, oag, cast.partner)
    assert not sits_in_the_sag(cast.partner)
    assert oag.owner.key not in [key for key, _name, _body in bodies()]
    assert not oag.owner.reports
    with pytest.raises(ValidationError):
        seat(body=oag.owner, person=cast.outsider, role="lead", starts_on=DAY, by=cast.glc_rome)
