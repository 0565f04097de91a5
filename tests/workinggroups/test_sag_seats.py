"""Mandates in the SAG: named at a GLM, for two years, renewed at another."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.clock import today
from accounts.conflicts import Refused
from partners import actions as partners
from partners.merging import merge
from partners.models import Affiliation, Engagement
from sip import meetings
from sip.models import Decision, Meeting, Owner
from sip.registers.actions import record_decision
from sip.translated import Translated
from tests.admin.test_writing import form_of
from tests.cast import of_rome, organisation, permanent
from workinggroups import actions
from workinggroups.models import Seat, SeatCategory

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def glm(db):
    days = {"starts_on": datetime.date(2026, 6, 16), "ends_on": datetime.date(2026, 6, 18)}
    return Meeting.objects.create(key="2026-06", **days)


def name(cast, glm, **days):
    return actions.seat(
        body=Owner.objects.get(key="sag"), person=cast.outsider, role=Seat.Role.MEMBER,
        organisation=cast.ngo, named_in=glm, by=cast.glc_rome, **days,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "first", "last"),
    [
        ("2026-06-18", "2026-06-18", "2028-06-17"),
        ("2024-02-29", "2024-02-29", "2026-02-28"),
        ("2024-03-01", "2024-03-01", "2026-02-28"),
        ("2026-06-18", "2026-06-16", "2028-06-15"),  # seated at the GLM itself
        ("2026-06-18", "2026-10-01", "2028-06-17"),  # seated later: two years from the GLM
    ],
)
def test_a_mandate_lasts_two_years(cast, glm, held, first, last):
    held, first, last = (datetime.date.fromisoformat(day) for day in (held, first, last))
    glm.starts_on, glm.ends_on = held - datetime.timedelta(days=2), held
    glm.save()
    assert name(cast, glm, starts_on=first).ends_on == last


@pytest.mark.long
def test_a_mandate_that_ends_soon_is_told_and_renewed(client, cast, glm):
    day = today() - datetime.timedelta(days=700)
    first = Meeting.objects.create(key=f"{day:%Y-%m}", starts_on=day, ends_on=day)
    seat = name(cast, first, starts_on=day)
    assert list(Seat.objects.ending_soon()) == [seat]
    client.force_login(cast.glc_rome)
    page = client.get("/groups/sag/", headers={"accept-language": "en"}).content.decode()
    assert f"in {seat.days_left()} days; renewed at a GLM" in page
    client.post(f"/groups/sag/seats/{seat.pk}/renew/", {"meeting": glm.key})
    again = Seat.objects.get(person=cast.outsider, starts_on=seat.ends_on + datetime.timedelta(1))
    assert again.named_in == glm
    assert again.ends_on == datetime.date(2028, 6, 17)  # two years from the GLM


@pytest.mark.long
def test_the_page_asks_which_glm_named_them(client, cast, glm):
    client.force_login(cast.glc_rome)
    sent = {"person": cast.outsider.email, "organisation": cast.ngo.name, "starts_on": "18/06/2026"}
    assert "named_in" in client.post("/groups/sag/seats/", sent).context["form"].errors
    given = client.post("/groups/sag/seats/", sent | {"named_in": glm.key})
    assert given.headers["Location"] == "/groups/sag/seats/"
    seat = Seat.objects.get(person=cast.outsider)
    client.post(f"/groups/sag/seats/{seat.pk}/end/")
    seat.refresh_from_db()
    assert seat.ends_on == today()


# --- what a GLM named or decided rests on it -----------------------------------------------------


@pytest.fixture
def running(db):
    """A GLM that has begun and not ended: the last days on which it could be cancelled."""
    first = today() - A_DAY
    return Meeting.objects.create(
        key=f"{first:%Y-%m}", starts_on=first, ends_on=today() + A_DAY
    )  # fmt: skip


def refused(work, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


@pytest.mark.parametrize("rests", ["a seat", "a decision"])
def test_a_glm_on_which_something_rests_is_not_cancelled(client, cast, running, rests):
    if rests == "a seat":
        name(cast, running, starts_on=today())
        says = "Named to the SAG at it: Outsider."
    else:
        key = record_decision(
            taken_by="glm", meeting=running, taken_on=today(), by=cast.glc_rome,
            text=Translated.of(fr="Approuver."),
        ).key  # fmt: skip
        says = f"Decided by its plenary: {key}."
    why = {"why": "Storm.", "version": running.version}
    with pytest.raises(Refused, match="cannot be cancelled") as refusal:
        meetings.cancel(meeting=running, by=cast.glc_rome, **why)
    assert says in refusal.value.message
    client.force_login(cast.glc_rome)
    page = client.post(f"/glm/{running.key}/cancel/", why, headers=ENGLISH)
    assert says in page.content.decode()
    rows = Meeting.objects.filter(pk=running.pk)
    cancelled = {"cancelled_on": today(), "cancelled_why": "Storm."}
    refused(lambda: rows.update(**cancelled), "meeting_named_members")
    assert not rows.get().is_cancelled


@pytest.mark.long
@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": A_DAY, "ends_on": 2 * A_DAY},  # it would begin after who it named
        {"starts_on": -500 * A_DAY, "ends_on": -498 * A_DAY},  # more than a year before
    ],
)
def test_the_days_of_a_glm_stay_where_the_mandates_it_gave_fit(client, cast, running, days):
    seat = name(cast, running, starts_on=today())
    moved = {key: today() + by for key, by in days.items()}
    with pytest.raises(ValidationError, match="do not fit these days: Outsider"):
        meetings.change(meeting=running, changes=moved, by=cast.glc_rome, version=0)
    client.force_login(cast.glc_rome)
    office = client.get(f"/admin/sip/meeting/{running.pk}/change/").context["adminform"].form
    sent = {field: office[field].value() or "" for field in office.fields} | moved
    page = client.post(f"/admin/sip/meeting/{running.pk}/change/", sent | {"read_as": office.mark})
    assert page.status_code == 200 and page.context["adminform"].form.errors["starts_on"]
    rows = Meeting.objects.filter(pk=running.pk)
    refused(lambda: rows.update(**moved), "meeting_named_members")
    meetings.change(
        meeting=running, changes={"ends_on": today() + 2 * A_DAY, "place": "Nairobi"},
        by=cast.glc_rome, version=0,
    )  # fmt: skip
    actions.end_seat(seat=seat, ends_on=today(), by=cast.glc_rome)


def test_a_cancelled_glm_decides_nothing(cast, glm):
    cancelled = {"cancelled_on": glm.starts_on, "cancelled_why": "Storm."}
    Meeting.objects.filter(pk=glm.pk).update(**cancelled)
    glm.refresh_from_db()
    taken = {
        "taken_by": "glm", "meeting": glm, "taken_on": glm.starts_on,
        "text": Translated.of(fr="Approuver."),
    }  # fmt: skip
    with pytest.raises(ValidationError, match="was cancelled") as error:
        record_decision(by=cast.glc_rome, **taken)
    assert set(error.value.error_dict) == {"meeting"}
    refused(Decision(key="2026-06-1", **taken).save, "decision_of_a_meeting_held")


# --- a focal point keeps a seat in the SAG -------------------------------------------------------


@pytest.fixture
def mandates(cast):
    """Three seats in the SAG, one after the other, and a focal point who had them all."""
    sag = Owner.objects.get(key="sag")
    days = [("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31"), ("2026-01-01", None)]
    rows = [
        Seat.objects.create(
            body=sag, person=cast.outsider, category=permanent(), starts_on=first, ends_on=last
        )
        for first, last in days
    ]
    Seat.objects.create(
        body=Owner.objects.get(key="services"), person=cast.outsider, role="sag_focal_point",
        starts_on="2024-06-01",
    )  # fmt: skip
    return [Seat.objects.filter(pk=row.pk) for row in rows]


def test_no_seat_in_the_sag_is_taken_from_under_a_focal_point(cast, mandates):
    first, middle, last = mandates
    other = Owner.objects.get(key="partnerships")
    for work in (
        first.delete, middle.delete, last.delete,
        lambda: Seat.objects.filter(body__key="sag", person=cast.outsider).delete(),
        lambda: first.update(starts_on="2024-06-02"),
        lambda: middle.update(ends_on="2025-12-30"),
        lambda: middle.update(starts_on="2025-01-02"),
        lambda: last.update(ends_on="2027-12-31"),
        lambda: last.update(person=cast.partner),
        lambda: last.update(body=other),
    ):  # fmt: skip
        refused(work, "seat_focal_point_left")
    first.update(starts_on="2024-06-01")
    cast.outsider.seats.filter(role="sag_focal_point").delete()
    middle.delete()


def test_nobody_is_focal_point_over_a_break_in_the_sag(cast, mandates):
    rows = cast.outsider.seats.filter(role="sag_focal_point")
    rows.delete()
    mandates[1].delete()
    over = Seat(
        body=Owner.objects.get(key="services"), person=cast.outsider, role="sag_focal_point",
        starts_on="2024-06-01",
    )  # fmt: skip
    refused(over.save, "seat_focal_point_of_sag")
    over.starts_on = "2026-01-01"
    over.save()


@pytest.mark.long
def test_a_seat_in_the_sag_does_not_end_before_what_a_focal_point_did(client, cast):
    """The days as focal point have passed: they are not moved, and the page says so."""
    seat = cast.sag_training.seats.get(body__key="sag")
    focal = cast.sag_training.seats.get(body__key="training")
    then = today() - 5 * A_DAY
    actions.end_seat(seat=focal, ends_on=then, by=cast.glc_rome)
    with pytest.raises(ValidationError, match="SAG focal point of Training WG up to"):
        actions.end_seat(seat=seat, ends_on=then - A_DAY, by=cast.glc_rome)
    client.force_login(cast.glc_rome)
    path = f"/admin/workinggroups/seat/{seat.pk}/change/"
    form = client.get(path).context["adminform"].form
    sent = {"ends_on": then - A_DAY, "read_as": form.mark}
    page = client.post(path, sent)
    assert page.context["adminform"].form.errors["ends_on"]
    actions.end_seat(seat=seat, ends_on=then, by=cast.glc_rome)


# --- what a category of seats is, and what a stakeholder may not become --------------------------


@pytest.mark.long
def test_a_category_does_not_become_permanent_under_those_who_hold_its_seats(client, cast, glm):
    """Else a mandate of two years would have no end."""
    category = SeatCategory.objects.get(key="government")
    name(cast, glm, starts_on=glm.starts_on, category=category)
    client.force_login(cast.glc_rome)
    path, data = form_of(client, SeatCategory, category.pk)
    page = client.post(path, data | {"is_permanent": "on"}, headers=ENGLISH)
    assert page.context["adminform"].form.errors["is_permanent"]
    rows = SeatCategory.objects.filter(pk=category.pk)
    refused(lambda: rows.update(is_permanent=True), "category_keeps_its_kind")
    unheld = SeatCategory.objects.exclude(pk=category.pk).filter(held=None, is_permanent=False)
    unheld.update(is_permanent=True)


@pytest.mark.parametrize("role", ["lead", "deputy", "sag_focal_point"])
def test_who_holds_an_office_of_a_group_is_of_no_stakeholder(client, cast, role):
    """A stakeholder may be a member of a group, and nothing more (source 001): so neither does its
    organisation become one, nor does the person join one, nor is it merged into one."""
    if role == "lead":
        of_rome(cast.outsider)
    person = cast.sag if role == "sag_focal_point" else cast.outsider
    home = organisation("home-of-an-office", "partner")
    seat = Seat.objects.create(
        body=Owner.objects.get(key="services"), person=person, role=role, organisation=home,
        starts_on=today(),
    )  # fmt: skip
    by = {"by": cast.glc_rome}
    day = today() + A_DAY
    for act, field in (
        (lambda: partners.engage(organisation=home, kind="stakeholder", starts_on=day, **by),
         "kind"),
        (lambda: partners.affiliate(person=person, organisation=cast.firm, starts_on=day, **by),
         "organisation"),
        (lambda: merge(duplicate=home, into=cast.firm, reason="The same.", **by), "into"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=person.name) as error:
            act()
        assert set(error.value.error_dict) == {field}
    engaged, since = Engagement.objects.filter(organisation=home), {"starts_on": day}
    refused(lambda: engaged.update(kind="stakeholder"), "engagement_no_sag")
    joins = Affiliation(person=person, organisation=cast.firm, **since)
    refused(joins.save, "affiliation_no_sag")
    for organisation_of in (cast.firm, None):
        raw = Seat(
            body=Owner.objects.get(key="procurement"), person=cast.stakeholder, role="deputy",
            organisation=organisation_of, **since,
        )  # fmt: skip
        refused(raw.save, "seat_no_stakeholder")
    if role != "sag_focal_point":
        Seat.objects.filter(pk=seat.pk).update(role="member")
        partners.engage(organisation=home, kind="stakeholder", starts_on=day, **by)
