"""The directory and the page of an organisation as of a past day: what was recorded by then."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Engagement, Organisation, Presence, Resource
from reporting.models import Attendance
from sip.models import Meeting, Owner
from tests.exports.reading import body
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
THEN = "2026-03-01"
JANUARY = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)


@pytest.fixture
def moved(cast):
    """An organisation that was a stakeholder and sat in a group until June; a partner since."""
    ngo = Organisation.objects.create(slug="moved-ngo", name="Moved NGO", type="ingo")
    body = Owner.objects.get(key="training")
    Engagement.objects.create(
        organisation=ngo, kind="stakeholder", starts_on="2026-01-01", ends_on="2026-05-31",
        recorded_at=JANUARY, ended_at=timezone.now(),
    )  # fmt: skip
    Engagement.objects.create(organisation=ngo, kind="partner", starts_on="2026-06-01")
    Seat.objects.create(
        body=body, person=cast.outsider, organisation=ngo, role="member",
        starts_on="2026-01-01", ends_on="2026-05-31", recorded_at=JANUARY, ended_at=timezone.now(),
    )  # fmt: skip
    Presence.objects.create(organisation=ngo, country="TCD", starts_on="2026-06-01")
    return ngo


def read(client, address, **asked):
    response = client.get(address, asked, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main>")[0]


def test_an_organisation_is_shown_as_it_took_part_then(moved, client):
    page = f"/partners/{moved.slug}/"
    now, then = read(client, page), read(client, page, as_of=THEN)
    assert "· partner" in now and "Chad" in now and "Sits in no working group today" in now
    assert "· stakeholder" in then and "Chad" not in then and "1 body" in then
    assert "As recorded by the end of 1 March 2026" in then
    assert f"/groups/training/?as_of={THEN}" in then  # what follows stays on that day


def test_a_quarter_that_nobody_closed_tells_of_nothing_after_it(moved, client):
    Attendance.objects.create(
        organisation=moved, onsite=2,
        meeting=Meeting.objects.create(key="2026-06", starts_on="2026-06-09", ends_on="2026-06-11"),
    )  # fmt: skip
    page = f"/partners/{moved.slug}/"
    now, then = read(client, page), read(client, page, quarter="2026-Q1")
    assert "since 1 June 2026" in now and "Global meetings attended" in now
    assert "since 1 June 2026" not in then and "Global meetings attended" not in then
    assert "from 1 January 2026 to 31 May 2026" in then


@pytest.mark.long
def test_the_directory_counts_and_filters_as_of_that_day(moved, client):
    def listed(**asked):
        return f"/partners/{moved.slug}/" in read(client, "/partners/", **asked)

    assert (listed(engagement="partner"), listed(engagement="stakeholder")) == (True, False)
    assert not listed(engagement="partner", as_of=THEN)
    assert listed(engagement="stakeholder", as_of=THEN)
    assert (listed(country="TCD"), listed(country="TCD", as_of=THEN)) == (True, False)
    page = read(client, "/partners/", as_of=THEN)
    assert f'name="as_of" value="{THEN}"' in page  # the filters keep the day
    assert f"/partners/{moved.slug}/?as_of={THEN}" in page


@pytest.mark.long
def test_the_map_counts_where_organisations_worked_then(moved, client):
    country = 'href="/partners/?country=TCD'
    assert f'{country}"' in read(client, "/partners/map/")
    assert country not in read(client, "/partners/map/", as_of=THEN)
    Presence.objects.filter(country="TCD").update(starts_on="2026-01-01", recorded_at=JANUARY)
    page = read(client, "/partners/map/", as_of=THEN)
    assert "As recorded by the end of 1 March 2026" in page
    assert f'{country}&amp;as_of={THEN}"' in page  # to the organisations that the tile counts
    assert f'/partners/map/?as_of={THEN}"' in read(client, "/partners/", as_of=THEN)
    assert 'role="status"' in read(client, "/partners/map/", as_of="never")


@pytest.mark.parametrize("address", ["/partners/", "/partners/map/"])
def test_a_reader_chooses_the_day(moved, client, address):
    """The control sends a day as people write it, and what the page is narrowed to stays."""
    page = read(client, address, as_of="01/03/2026", engagement="stakeholder")
    control = page[page.index("Show it as of another day") :].split("</form>")[0]
    assert f'action="{address}"' in control
    assert 'name="as_of" type="text" value="01/03/2026"' in control
    assert ('name="engagement" value="stakeholder"' in control) == (address == "/partners/")
    assert "As recorded by the end of 1 March 2026" in page
    assert 'name="as_of" type="text" value=""' in read(client, address)


@pytest.mark.long
def test_nothing_is_changed_from_a_page_of_the_past(moved, client, cast):
    client.force_login(cast.glc_rome)
    assert "Change the entry" in read(client, f"/partners/{moved.slug}/")
    assert "Change the entry" not in read(client, f"/partners/{moved.slug}/", as_of=THEN)


@pytest.mark.long
def test_an_offer_stands_from_the_day_it_was_made_to_the_one_it_was_withdrawn(cast, client):
    """On the page of its organisation and in the file alike."""
    made = Resource.objects.create(
        organisation=cast.ngo, kind="equipment", title="Two lorries", description="With drivers.",
        expires_on="2026-12-31", offered_by=cast.partner, offered_at=timezone.now(),
    )  # fmt: skip
    Resource.objects.filter(pk=made.pk).update(
        offered_at="2026-02-10T10:00Z", withdrawn_on="2026-04-01"
    )
    client.force_login(cast.partner)
    for day, stands in (("2026-02-09", False), ("2026-02-10", True), ("2026-03-31", True),
                        ("2026-04-01", False)):  # fmt: skip
        page = read(client, f"/partners/{cast.ngo.slug}/", as_of=day)
        assert ("Two lorries" in page) is stands, day
        file = client.get(reverse("dataset", args=["resources", "json"]), {"as_of": day})
        titles = [row["title"] for row in json.loads(body(file))["rows"]]
        assert ("Two lorries" in titles) is stands, day
