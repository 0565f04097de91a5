"""Rules of the sources about mandates, leads and focal points (B2, W5), tried through every way in:
a rule a line, a way a column (`tests.waysin`)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import close_account
from accounts.clock import today
from sip.models import Meeting, Owner
from tests.cast import of_rome
from tests.edges import a_few, edges
from tests.waysin import OF_THE_DATABASE, WAYS, tried
from workinggroups import actions, guards, offices, supportteam
from workinggroups.models import Seat, SupportTeamPlace

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
A_DAY = datetime.timedelta(days=1)
every_way = pytest.mark.parametrize("way", WAYS)


def ago(days):
    return today() - days * A_DAY


def glm(first, **fields):
    return Meeting.objects.create(
        key=f"{first:%Y-%m}", starts_on=first, ends_on=first + 2 * A_DAY, **fields
    )


def refused(work, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


# --- B2: named at a GLM, for two years -----------------------------------------------------------

# What is wrong about a mandate: the GLM's first day, the seat's first and last, in days from today;
# the last of them beyond what the GLM may give. Without a last day the acts and pages give it.
MANDATES = {
    "no GLM": (None, 0, 300),
    "a GLM that was cancelled": (-60, 0, 300),
    "a GLM still to come": (20, 0, 300),
    "a GLM still to come, for a seat after it": (20, 30, 300),
    "a GLM of three years ago": (-1100, 0, 300),
    "a seat before its GLM": (-30, -60, 300),
    "a seat more than a year after its GLM": (-30, 340, 400),
}


@every_way
@pytest.mark.parametrize("wrong", a_few(MANDATES, 3))
def test_nobody_sits_in_the_sag_by_a_glm_that_cannot_have_named_them(client, cast, way, wrong):
    held, first, last = MANDATES[wrong]
    named_in = glm(today() + held * A_DAY) if held is not None else None
    if "cancelled" in wrong:
        Meeting.objects.update(cancelled_on=ago(61), cancelled_why="Storm.")
        named_in.refresh_from_db()
    stands = tried(
        way, client, cast, body="sag", person=cast.outsider, named_in=named_in,
        starts_on=today() + first * A_DAY, ends_on=today() + last * A_DAY,
    )  # fmt: skip
    assert not stands.exists()


@every_way
def test_no_mandate_is_longer_than_two_years_from_its_glm(client, cast, way):
    """Cut to two years where an act gives the end, refused where a row brings its own."""
    named_in = glm(ago(180))
    stands = tried(
        way, client, cast, body="sag", person=cast.outsider, named_in=named_in,
        starts_on=ago(10), ends_on=ago(10) + 729 * A_DAY,
    )  # fmt: skip
    assert all(seat.ends_on <= ago(178) + 731 * A_DAY for seat in stands)


@pytest.mark.parametrize("way", OF_THE_DATABASE)  # no act brings in a seat that has ended
def test_an_unfit_mandate_that_has_ended_is_none_either(client, cast, way):
    stands = tried(
        way, client, cast, body="sag", person=cast.outsider, starts_on=ago(10),
        ends_on=datetime.date(2076, 1, 1), ended_at=timezone.now(),
    )  # fmt: skip
    assert not stands.exists()


@pytest.fixture
def held(cast):
    return actions.seat(
        body=Owner.objects.get(key="sag"), person=cast.outsider, role="member",
        named_in=glm(ago(500)), starts_on=ago(498), by=cast.glc_rome,
    )  # fmt: skip


def renew(client, seat, meeting):
    client.post(f"/groups/sag/seats/{seat.pk}/renew/", {"meeting": meeting.key})
    return Seat.objects.filter(person=seat.person, body=seat.body).exclude(pk=seat.pk).first()


@pytest.mark.long
def test_a_mandate_is_renewed_at_another_glm_that_was_held(client, cast, held):
    client.force_login(cast.glc_rome)
    earlier, coming, later = glm(ago(700)), glm(today() + 40 * A_DAY), glm(ago(100))
    for wrong in (held.named_in, earlier, coming):
        assert renew(client, held, wrong) is None
    again = renew(client, held, later)
    assert again.starts_on == held.ends_on + A_DAY
    assert again.ends_on < ago(98) + 732 * A_DAY, "two years from the GLM, not from the seat before"
    renew(client, again, later)
    renew(client, held, later)
    assert cast.outsider.seats.count() == 2


@pytest.mark.long
def test_the_page_offers_the_renewals_that_are_accepted_and_no_others(client, cast, held):
    client.force_login(cast.glc_rome)

    def offered():
        page = client.get("/groups/sag/seats/", headers=ENGLISH).content.decode()
        return page.count("/renew/")

    assert offered() == 0, "the GLM that named the seat is the last one"
    later = glm(ago(100))
    assert offered() == 1
    again = renew(client, held, later)
    assert offered() == 0, "it is renewed; the new seat waits for another GLM"
    Seat.objects.filter(pk=again.pk).delete()
    Meeting.objects.filter(pk=later.pk).update(cancelled_on=today(), cancelled_why="Storm.")
    assert offered() == 0


def test_a_seat_that_has_ended_is_only_made_shorter(cast, held):
    actions.end_seat(seat=held, ends_on=today(), by=cast.glc_rome)
    rows = Seat.objects.filter(pk=held.pk)
    for change in (
        {"ends_on": held.ends_on + 1000 * A_DAY}, {"ends_on": None}, {"named_in": None},
        {"person": cast.partner, "named_in": None},
    ):  # fmt: skip
        refused(lambda change=change: rows.update(**change), "seat_named_at_glm")
    rows.update(ends_on=ago(1))


# --- W5: a lead of the support team in Rome ------------------------------------------------------


@every_way
@pytest.mark.parametrize(
    "who", edges(["partner", "outsider", "sag", "country_coord", "admin"], "partner", "sag")
)
def test_nobody_leads_a_group_who_is_not_of_the_support_team(client, cast, way, who):
    person = getattr(cast, who)
    stands = tried(
        way, client, cast, body="preparedness", person=person, role="lead", starts_on=today()
    )
    assert not stands.exists()


@every_way
@pytest.mark.parametrize("who", ["outsider", "glc_rome2"])
def test_who_is_of_the_support_team_may_lead_by_every_way(client, cast, way, who):
    person = getattr(cast, who)
    if who == "outsider":
        of_rome(person)
    stands = tried(
        way, client, cast, body="preparedness", person=person, role="lead", starts_on=today()
    )
    assert stands.exists()


@pytest.mark.parametrize("way", ["handed over", "opened"])
def test_the_pages_that_name_a_lead_refuse_another_persons_too(client, cast, way):
    client.force_login(cast.glc_rome)
    sent = {"lead": cast.partner.email, "starts_on": "1/1/2024", "version": 0}
    path = {"handed over": "/groups/training/lead/", "opened": "/groups/open/"}[way]
    page = client.post(path, sent, headers=ENGLISH)
    assert page.status_code == 200
    if way == "handed over":
        assert set(page.context["form"].errors) == {"lead", "starts_on"}  # both at once
        assert "support team in Rome" in str(page.context["form"].errors)
    assert not cast.partner.seats.exists()


@pytest.mark.long
def test_a_lead_who_leaves_the_support_team_leads_no_more(client, cast):
    """The seat stays until it is ended; the group counts as having no lead."""
    place = cast.wg_lead.support_team_places.get()
    supportteam.let_go(place=place, ends_on=ago(1), by=cast.glc_rome)
    training = next(one for one in offices.in_need() if one.owner.key == "training")
    assert (training.has_lead, training.has_focal_point) == (False, True)
    page = client.get("/groups/training/", headers=ENGLISH).content.decode()
    assert "This group is not active:</b> it has no lead of the support team" in page


@pytest.mark.long
@pytest.mark.parametrize("who", ["wg_lead", "sag_training"])
def test_whose_account_is_closed_fills_no_office(client, cast, who):
    close_account(person=getattr(cast, who), by=cast.admin)
    training = next(one for one in offices.in_need() if one.owner.key == "training")
    assert (training.has_lead, training.has_focal_point) == (who != "wg_lead", who == "wg_lead")
    page = client.get("/groups/training/", headers=ENGLISH).content.decode()
    assert "This group is not active:</b> it has no" in page
    past = {one.owner.key for one in offices.in_need(ago(30))}
    assert "training" not in past, "that day nothing was known of it"


def test_a_place_in_the_support_team_is_no_right(client, cast):
    of_rome(cast.outsider)
    client.force_login(cast.outsider)
    for path in ("/admin/", "/groups/training/seats/", "/trail/"):
        assert client.get(path).status_code in {302, 403, 404}
    assert not cast.outsider.is_staff


@pytest.mark.parametrize("who", ["outsider", "partner", "wg_lead", "sag", "admin"])
def test_glc_staff_alone_say_who_is_of_the_support_team(client, cast, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        supportteam.take_in(person=cast.partner, starts_on=today(), by=by)
    client.force_login(by)
    client.post("/admin/workinggroups/supportteamplace/add/", {
        "person": cast.partner.pk, "starts_on": f"{today()}",
    })  # fmt: skip
    assert not SupportTeamPlace.objects.filter(person=cast.partner).exists()


# --- W5: a focal point who sits in the SAG, and for as long --------------------------------------


@every_way
@pytest.mark.parametrize("who", edges(["partner", "outsider", "wg_lead"], "wg_lead"))
def test_nobody_is_focal_point_who_does_not_sit_in_the_sag(client, cast, way, who):
    person = getattr(cast, who)
    stands = tried(
        way, client, cast, body="preparedness", person=person, role="sag_focal_point",
        starts_on=today(),
    )  # fmt: skip
    assert not stands.exists()


@every_way
def test_a_focal_point_is_none_after_the_mandate_in_the_sag(client, cast, held, way):
    """Bounded where an act gives the end, refused where a row brings its own."""
    stands = tried(
        way, client, cast, body="services", person=held.person, role="sag_focal_point",
        starts_on=today(), ends_on=held.ends_on + 30 * A_DAY,
    )  # fmt: skip
    assert all(seat.ends_on == held.ends_on for seat in stands)


@pytest.mark.long
def test_a_focal_point_whose_mandate_is_renewed_goes_on(cast, held):
    focal = actions.seat(
        body=Owner.objects.get(key="services"), person=held.person, role="sag_focal_point",
        starts_on=today(), by=cast.glc_rome,
    )  # fmt: skip
    body = focal.body.working_group
    body.mandate_ends_on = held.ends_on + 400 * A_DAY
    body.save(update_fields=["mandate_ends_on"])
    again = actions.renew_seat(held=held, named_in=glm(ago(100)), by=cast.glc_rome)
    following = held.person.seats.get(role="sag_focal_point", starts_on=again.starts_on)
    assert (focal.ends_on, following.ends_on) == (held.ends_on, again.ends_on)
    actions.end_seat(seat=held, ends_on=today(), by=cast.glc_rome)
    last = held.person.seats.filter(role="sag_focal_point").values_list("ends_on", flat=True)
    assert list(last) == [today()], "who leaves the SAG is focal point no more, nor to come"


def test_a_seat_in_the_sag_does_not_end_under_its_focal_point(cast):
    rows = Seat.objects.filter(person=cast.sag_training, body__key="sag")
    refused(lambda: rows.update(ends_on=today()), "seat_focal_point_left")


@pytest.mark.long
def test_what_was_recorded_before_these_rules_can_be_ended(cast):
    guards.take_down()
    lead, focal = (
        Seat.objects.create(
            body=Owner.objects.get(key="procurement"), person=cast.partner, role=role,
            starts_on=first, ends_on=last,
        )
        for role, first, last in (("lead", ago(90), ago(50)), ("sag_focal_point", ago(40), None))
    )  # fmt: skip
    guards.put_up()
    Seat.objects.filter(pk=lead.pk).update(ends_on=ago(60))
    actions.end_seat(seat=focal, ends_on=today(), by=cast.glc_rome)


# --- W5: what lacks an office is not active ------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("ended", "says"),
    [
        ((), "active until"),
        (("lead",), "no lead of the support team in Rome"),
        (("sag_focal_point",), "no focal point who sits in the SAG"),
        (("lead", "sag_focal_point"), "neither a lead"),
    ],
)
def test_a_group_that_lacks_an_office_is_not_active(client, cast, ended, says):
    for seat in Seat.objects.filter(body__key="training", role__in=ended):
        actions.end_seat(seat=seat, ends_on=ago(1), by=cast.glc_rome)
    page = client.get("/groups/training/", headers=ENGLISH).content.decode()
    assert says in page and ("active until" in page) == (not ended)
    groups = client.get("/groups/", headers=ENGLISH).content.decode()
    assert groups.count("active until") == (0 if ended else 1), "the others have no offices here"
    client.force_login(cast.glc_rome)
    home = client.get("/", headers=ENGLISH).content.decode()
    name = Owner.objects.get(key="training").short_name.in_language("en")
    assert (f"Give {name} a lead" in home) == ("lead" in ended)
    assert (f"Give {name} a SAG focal point" in home) == ("sag_focal_point" in ended)
