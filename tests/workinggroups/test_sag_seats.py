"""Mandates in the SAG: named at a GLM, for two years, renewed at another."""

import datetime

import pytest

from accounts.clock import today
from sip.models import Meeting, Owner
from workinggroups import actions
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db


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
