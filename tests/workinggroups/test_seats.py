"""Who may sit where, from when to when, and what the trail keeps of it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.clock import today
from accounts.conflicts import Refused
from accounts.models import TrailRow
from sip.models import Owner
from tests.cast import KINDS, of_rome, person
from workinggroups.actions import end_seat, seat
from workinggroups.models import Seat, WorkingGroup, bodies_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)
Role = Seat.Role


def body(key):
    return Owner.objects.get(key=key)


@pytest.fixture
def give(cast):
    """Give a seat as GLC staff would: `give(person, "training")`."""

    def act(who, key, role=Role.MEMBER, **more):
        return seat(
            **{"body": body(key), "person": who, "role": role, "starts_on": DAY,
               "by": cast.glc_rome, **more}
        )  # fmt: skip

    return act


def test_a_seat_given_holds_from_its_day_and_stands_in_the_trail(cast, give):
    row = give(cast.partner, "procurement", organisation=cast.ngo)
    assert list(bodies_of(cast.partner, on=DAY)) == [body("procurement")]
    assert not bodies_of(cast.partner, on=DAY - datetime.timedelta(days=1))
    told = TrailRow.objects.first()
    assert (told.verb, told.target_key, told.actor) == (
        "seat_given",
        "procurement",
        cast.glc_rome.ref,
    )
    assert told.after["person"] == str(cast.partner.ref)
    assert told.after["organisation"] == row.organisation.slug


def test_a_person_sits_for_the_only_organisation_they_belong_to(cast, give):
    assert give(cast.partner, "procurement").organisation == cast.ngo
    assert give(cast.outsider, "procurement").organisation is None


@pytest.mark.parametrize("who", [name for name in KINDS[1:] if name != "glc_rome"])
def test_only_glc_staff_gives_and_ends_seats(cast, give, who):
    with pytest.raises(PermissionDenied):
        give(cast.outsider, "procurement", by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        end_seat(seat=cast.wg_lead.seats.get(), ends_on=DAY, by=getattr(cast, who))
    assert not cast.outsider.seats.exists()


def test_nobody_seats_themselves(cast, give):
    with pytest.raises(Refused):
        give(cast.glc_rome, "training")


def test_a_group_has_one_lead(cast, give):
    with pytest.raises(ValidationError, match="has a lead"):
        give(cast.outsider, "training", Role.LEAD)


def test_the_lead_is_handed_over_the_day_after(cast, give):
    end_seat(seat=cast.wg_lead.seats.get(), ends_on=DAY, by=cast.glc_rome)
    of_rome(cast.outsider)
    with pytest.raises(ValidationError, match="has a lead"):
        give(cast.outsider, "training", Role.LEAD)
    give(cast.outsider, "training", Role.LEAD, starts_on=DAY + datetime.timedelta(days=1))
    later = DAY + datetime.timedelta(days=1)
    assert not bodies_of(cast.wg_lead, Role.LEAD, on=later)
    assert bodies_of(cast.outsider, Role.LEAD, on=later).get().key == "training"


def test_nobody_sits_twice_in_one_body(cast, give):
    with pytest.raises(ValidationError, match="sits there"):
        give(cast.wg_member, "training", Role.DEPUTY)


def test_a_focal_point_sits_in_the_sag(cast, give):
    with pytest.raises(ValidationError, match="must sit in the SAG"):
        give(cast.partner, "procurement", Role.SAG_FOCAL_POINT)
    give(cast.sag, "procurement", Role.SAG_FOCAL_POINT)


def test_who_leaves_the_sag_stops_being_focal_point(cast):
    sag_seat = cast.sag_training.seats.get(body__key="sag")
    end_seat(seat=sag_seat, ends_on=DAY, by=cast.glc_rome)
    assert not bodies_of(cast.sag_training, on=DAY + datetime.timedelta(days=1))
    assert [row.verb for row in TrailRow.objects.all()[:2]] == ["seat_ended", "seat_ended"]


def test_a_stakeholder_may_be_a_member_of_a_group_and_nothing_more(cast, give):
    give(cast.stakeholder, "procurement", organisation=cast.firm)
    with pytest.raises(ValidationError, match="nothing more"):
        give(cast.stakeholder, "services", Role.DEPUTY)


@pytest.mark.parametrize("organisation", [None, "ngo", "firm"])
def test_a_stakeholder_never_sits_in_the_sag(cast, give, organisation):
    with pytest.raises(ValidationError, match="no seat in the SAG"):
        give(cast.stakeholder, "sag", organisation=organisation and getattr(cast, organisation))
    with pytest.raises(ValidationError, match="no seat in the SAG"):
        give(cast.outsider, "sag", organisation=cast.firm)


@pytest.mark.parametrize("key", ["rome", "teams", "global", "working-groups"])
def test_only_groups_and_the_sag_have_seats(cast, give, key):
    with pytest.raises(ValidationError, match="has seats"):
        give(cast.outsider, key)


def test_a_dissolved_group_takes_nobody(cast, give):
    group = body("services").working_group
    group.dissolved_on = DAY
    group.save()
    with pytest.raises(ValidationError, match="dissolved"):
        give(cast.outsider, "services")


def test_a_seat_ends_once_and_not_before_it_began(cast):
    row = cast.wg_member.seats.get()
    with pytest.raises(ValidationError, match="last day"):
        end_seat(seat=row, ends_on=datetime.date(2020, 1, 1), by=cast.glc_rome)
    end_seat(seat=row, ends_on=DAY, by=cast.glc_rome)
    with pytest.raises(Refused):
        end_seat(seat=row, ends_on=DAY, by=cast.glc_rome)


def test_an_end_that_has_passed_is_not_moved(cast, give):
    """Pages of the days since were read with it; one still to come is brought forward."""
    now = today()
    past, soon = (now + datetime.timedelta(days=days) for days in (-5, 5))
    over = give(cast.partner, "procurement", ends_on=past)
    with pytest.raises(Refused, match="ended already"):
        end_seat(seat=over, ends_on=past - datetime.timedelta(days=3), by=cast.glc_rome)
    running = give(cast.outsider, "procurement", ends_on=soon)
    assert end_seat(seat=running, ends_on=past, by=cast.glc_rome).ends_on == past


def test_a_closed_account_takes_no_seat(give):
    gone = person("gone", is_active=False)
    with pytest.raises(ValidationError, match="closed"):
        give(gone, "services")


def test_an_unknown_role_is_answered_by_field(cast, give):
    with pytest.raises(ValidationError) as wrong:
        give(cast.outsider, "services", "king")
    assert "role" in wrong.value.message_dict


@pytest.mark.long
def test_the_page_of_seats_offers_to_end_what_goes_on_alone(cast, client):
    """A seat that ends today is not ended once more; a dissolved group is read, not changed."""
    held = cast.wg_member.seats.get()
    client.force_login(cast.glc_rome)
    assert f"/seats/{held.pk}/end/" in client.get("/groups/training/seats/").content.decode()
    Seat.objects.filter(pk=held.pk).update(ends_on=today())
    page = client.get("/groups/training/seats/").content.decode()
    assert held.person.name in page and f"/seats/{held.pk}/end/" not in page
    assert client.get("/groups/sag/seats/").status_code == 200
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on=today())
    for answer in (
        client.get("/groups/training/seats/"),
        client.post("/groups/training/seats/", {"person": cast.outsider.email}),
        client.post(f"/groups/training/seats/{held.pk}/end/"),
    ):
        assert answer.status_code == 404
