"""The pages of the groups and of the SAG: what everybody reads, and what visitors do not."""

import datetime
import re

import pytest
from django.utils import translation

from sip.models import Activity, Owner
from tests.cast import KINDS, organisation, person, seat
from tests.edges import edges
from tests.sip.story import stated
from workinggroups import reading
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def page(client):
    """The text of a page, in English."""

    def read(path, who=None):
        client.force_login(who) if who else client.logout()
        response = client.get(path, headers=ENGLISH)
        assert response.status_code == 200
        return response.content.decode()

    return read


@pytest.mark.long
def test_the_list_counts_what_each_group_page_shows(cast, page):
    lines = re.findall(r'/groups/(\w+)/#h-activities">(\d+)', page("/groups/"))
    assert dict(lines) == {
        "partnerships": "2", "preparedness": "4", "procurement": "1", "services": "4",
        "training": "2", "sag": "4",
    }  # fmt: skip
    for key, number in lines:
        shown = re.findall(r'<span class="code">([\d.]+)</span>', page(f"/groups/{key}/"))
        assert len(shown) == int(number)


def test_a_group_page_says_what_the_sources_say(cast, page):
    text = page("/groups/training/")
    assert "Work not endorsed by the GLM" in text
    assert "active until" in text
    assert "itself translated by machine; the English original of that page prevails" in text
    assert "Le Cluster Logistique a pour mandat de soutenir" in text
    assert ">inferred<" in text
    assert "approved" not in text.lower()


def test_the_french_page_gives_the_published_words(cast, client):
    text = client.get("/groups/training/", headers={"accept-language": "fr"}).content.decode()
    mandate = WorkingGroup.objects.get(owner__key="training").mandate
    with translation.override("fr"):
        assert str(mandate).replace("'", "&#x27;") in text


@pytest.mark.long
def test_an_inferred_assignment_is_marked(cast, page):
    assert "inferred from the group’s mandate" in page("/groups/procurement/")
    assert "inferred from the group’s mandate" not in page("/groups/training/")


@pytest.mark.long
@pytest.mark.parametrize("key", ["training", "sag"])
def test_visitors_see_roles_and_organisations_and_no_person(cast, page, key):
    for row in Seat.objects.select_related("person"):
        row.person.name = f"Canary {row.person.pk}"
        row.person.save()
    text = page(f"/groups/{key}/")
    assert "Canary" in page(f"/groups/{key}/", cast.partner)
    assert "Canary" not in text
    assert "@example.org" not in text
    assert "Julie Kuras" not in text
    assert cast.ngo.name in text


@pytest.mark.long
@pytest.mark.parametrize("who", edges(KINDS[1:], "partner", "stakeholder", "glc_rome"))
def test_signed_in_people_see_who_sits_where_and_no_address(cast, page, who):
    text = page("/groups/training/", getattr(cast, who))
    assert cast.wg_member.name in text
    assert "Julie Kuras" in text
    assert "@example.org" not in text


def test_a_stakeholder_in_a_group_is_marked(cast, page):
    assert "Stakeholder: no vote, no common services" in page("/groups/training/")


def test_vacant_offices_show(cast, page):
    text = page("/groups/services/")
    assert text.count(">Vacant<") == 3
    assert "0 filled" in text


@pytest.mark.long
def test_the_heading_of_the_seats_counts_what_the_table_shows(cast, page):
    """Those whom the source names without a seat stand in the table too."""
    text = " ".join(page("/groups/training/", cast.partner).split())
    table = text[text.index('id="h-seats"') :]
    table = table[: table.index("</table>")]
    filled, named = (
        int(re.search(words, table)[1])
        for words in (r"(\d+) filled", r"(\d+) named on the group’s page, without a seat")
    )
    assert table.count("<tr>") - 1 == filled + named + table.count(">Vacant<")


@pytest.mark.long
def test_a_seat_that_ended_is_no_longer_shown(cast, page):
    Seat.objects.filter(person=cast.wg_member).update(ends_on="2025-01-01")
    assert cast.wg_member.name not in page("/groups/training/", cast.partner)


@pytest.mark.long
def test_a_dissolved_group_says_so_and_stays_as_it_was(cast, page):
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-01-15")
    Seat.objects.filter(body__key="training").update(ends_on="2026-01-14")
    text = page("/groups/training/", cast.partner)
    assert "This group was dissolved on 15 January 2026" in text
    assert cast.wg_lead.name in text
    assert "dissolved on" in page("/groups/")


@pytest.mark.parametrize(
    ("day", "state"),
    [("2023-01-01", "coming"), ("2024-01-01", "active"), ("2026-12-31", "active"),
     ("2027-01-01", "over"), ("2027-03-01", "dissolved")],
)  # fmt: skip
def test_a_mandate_has_its_states(day, state):
    group = WorkingGroup.objects.get(owner__key="training")
    group.dissolved_on = datetime.date(2027, 3, 1)
    assert reading.mandate_of(group, datetime.date.fromisoformat(day)).state == state


@pytest.mark.long
def test_statuses_on_the_page_are_the_official_ones(cast, page):
    activity = Activity.objects.get(code="3.1.1.2")
    assert "2 not yet reported" in page("/groups/training/")
    done = Activity.objects.filter(current_row__status="completed").first()
    Activity.objects.filter(pk=activity.pk).update(current_row=done.current_row)
    assert "1 completed and 1 not yet reported" in page("/groups/training/")


@pytest.mark.long
def test_a_withdrawn_activity_is_gone_from_page_and_count(cast, page):
    Activity.objects.filter(code="3.1.1.2").update(withdrawn_on="2026-01-01")
    assert "3.1.1.2" not in page("/groups/training/")
    assert '/groups/training/#h-activities">1<' in page("/groups/")


@pytest.mark.long
def test_visitors_hear_nothing_of_reports(cast, quarter, page):
    text = page("/groups/training/")
    assert f"/reports/{quarter.key}/" not in text
    assert "signed in" in text


@pytest.mark.long
def test_a_lead_sees_the_report_that_is_due_and_an_outsider_does_not(cast, quarter, page):
    own = f"/reports/{quarter.key}/training/"
    assert own in page("/groups/training/", cast.wg_lead)
    assert own in page("/groups/training/", cast.sag)
    assert own not in page("/groups/training/", cast.other_lead)
    assert own not in page("/groups/training/", cast.partner)


@pytest.mark.parametrize("path", ["/groups/rome/", "/groups/working-groups/", "/groups/nothing/"])
def test_what_is_no_group_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/groups/", "/groups/training/"])
def test_the_pages_only_read(client, cast, path):
    client.force_login(cast.glc_rome)
    assert client.post(path).status_code == 405


@pytest.mark.long
@pytest.mark.parametrize("path", ["/groups/", "/groups/training/", "/groups/sag/"])
def test_ten_times_the_rows_cost_the_same_queries(cast, quarter, client, queries, path):
    client.force_login(cast.sag)
    client.get(path)
    first = queries(lambda: client.get(path))
    for number in range(40):
        home = organisation(f"more-{number}", "partner")
        for key in ("training", "sag"):
            seat(person(f"more_{key}_{number}"), key, in_organisation=home)
    owner = Owner.objects.get(key="training")
    for activity in Activity.objects.exclude(responsibilities__owner=owner)[:30]:
        activity.assignments.create(owner=owner, basis="decided", starts_on="2024-01-01")
    assert queries(lambda: client.get(path)) == first
    assert first <= 18


@pytest.mark.long
def test_the_page_of_the_sag_says_what_it_is_to_decide(cast, page):
    """Which activities are blocked is public, what is asked is for people signed in, and who keeps
    the register may record the decision from here."""
    stated("1.1.1.3", "blocked", datetime.date(2026, 3, 31))
    stated("1.1.1.2", "on_track", datetime.date(2026, 3, 31))
    record = "/decisions/new/?taken_by=sag&amp;activity=1.1.1.3"
    for who, reads, records in (
        (None, False, False), (cast.partner, True, False), (cast.sag, True, False),
        (cast.glc_rome, True, True),
    ):  # fmt: skip
        text = page("/groups/sag/", who).split('id="h-awaited"')[1].split("</section>")[0]
        assert "/plan/1.1.1.3/" in text and "/plan/1.1.1.2/" not in text
        assert ("Approve the new list." in text, record in text) == (reads, records), who
    assert 'id="h-awaited"' not in page("/groups/sag/?as_of=2026-01-31")
    assert 'id="h-awaited"' not in page("/groups/training/")


@pytest.mark.long
def test_the_page_of_the_sag_lists_the_reports_it_has_to_read(cast, quarter, page):
    training = Owner.objects.get(key="training")
    training.reports_filed.update(
        state="submitted", submitted_at="2026-10-08T09:00Z", submitted_by=cast.wg_lead
    )
    for who in (cast.sag, cast.glc_rome):
        text = page("/groups/sag/", who)
        assert "/reports/2026-Q3/training/" in text and "/reports/2026-Q3/services/" not in text
    for who in (None, cast.partner, cast.wg_lead, cast.admin):
        assert "To be read by the SAG" not in page("/groups/sag/", who)
