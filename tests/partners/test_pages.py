"""The directory: everybody finds organisations, few see their people."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from partners import looking
from partners.models import Engagement, Organisation
from tests.cast import KINDS, organisation
from tests.edges import edges
from tests.network import make_network

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
TOLD_PEOPLE = {"partner", "wg_member", "sag", "glc_rome", "admin"}


@pytest.fixture
def page(client):
    def read(path, who=None):
        client.force_login(who) if who else client.logout()
        response = client.get(path, headers=ENGLISH)
        assert response.status_code == 200
        return response.content.decode()

    return read


@pytest.fixture
def directory(cast):
    """Seven organisations: three partners, two stakeholders, one observer, one not engaged."""
    health = organisation("reseau-sante", "partner", type="nngo", is_local_national_actor=True)
    health.name = "Réseau Santé"
    health.save()
    organisation("world-university", "stakeholder", type="academic")
    organisation("red-society", "partner", type="rcrc_national_society", acronym="RSX")
    organisation("watching-body", "observer", type="un")
    gone = organisation("left-body", "partner", type="ingo")
    Engagement.objects.filter(organisation=gone).update(ends_on="2025-01-01")
    return cast


def names(text):
    return re.findall(r'<th scope="row"><a href="/partners/[^"]+">([^<]+)<', text)


@pytest.mark.long
def test_the_list_shows_everybody_and_its_counts_add_up(directory, page):
    text = page("/partners/")
    assert len(names(text)) == 7
    counts = re.findall(r'\?engagement=(\w+)">(\d+)', text)
    assert dict(counts) == {"partner": "3", "stakeholder": "2", "observer": "1", "none": "1"}
    for value, number in counts:
        assert len(names(page(f"/partners/?engagement={value}"))) == int(number)


@pytest.mark.long
def test_each_count_of_a_filter_is_what_it_leaves(directory, page):
    text = page("/partners/?engagement=partner")
    found = re.findall(r'name="(\w+)" value="(\w+)"(?: checked)?>[^<]+<span class="n">(\d+)', text)
    assert ("type", "nngo", "1") in found
    for name, value, number in found:
        kept = "" if name == "engagement" else "engagement=partner&"
        assert len(names(page(f"/partners/?{kept}{name}={value}"))) == int(number)


@pytest.mark.parametrize("words", ["réseau", "RESEAU", "reseau sante", "Santé"])
def test_search_knows_neither_accents_nor_case(directory, page, words):
    assert names(page(f"/partners/?q={words}")) == ["Réseau Santé"]


@pytest.mark.parametrize("typed", ["الاغاثة", "الإغاثة", "اغاثه", "al-ighatha", "AL-IGHÂTHA"])
def test_search_finds_a_name_in_either_script(directory, page, typed):
    made = organisation("relief-body", "partner")
    made.aliases = "هيئة الإغاثة\nHay’at al-Ighātha"
    made.save()
    assert names(page(f"/partners/?q={typed}")) == ["Relief Body"]


def test_search_finds_the_acronym(directory, page):
    assert names(page("/partners/?q=rsx")) == ["Red Society"]


@pytest.mark.long
def test_filters_add_up(directory, page):
    assert names(page("/partners/?engagement=partner&local=yes")) == ["Réseau Santé"]
    assert names(page("/partners/?type=academic&type=un")) == ["Watching Body", "World University"]
    assert "No organisation matches" in page("/partners/?type=academic&engagement=partner")


@pytest.mark.parametrize(
    "query",
    ["engagement=friend", "type=club", "local=maybe", "q=" + "x" * 500, "type[]=1"],
)
def test_a_bad_value_is_left_out_with_a_word(directory, page, query):
    text = page(f"/partners/?{query}")
    assert len(names(text)) == 7
    assert ("does not exist" in text) == (query != "type[]=1")


@pytest.mark.parametrize(
    "number", ["-1", "0", "1", "abc", "", str(10**30), "9" * 5000, "1e308", "٣"]
)
def test_any_page_number_gives_a_page(directory, page, number):
    assert names(page(f"/partners/?page={number}"))


@pytest.mark.long
def test_long_lists_come_in_pages_that_keep_the_filter(cast, page):
    for number in range(120):
        organisation(f"org-{number:03}", "partner")
    first = page("/partners/?engagement=partner")
    assert len(names(first)) == 50
    assert "Page 1 of 3" in first
    link = re.search(r'href="(\?[^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = page(f"/partners/{link}")
    assert "Page 2 of 3" in second
    assert not set(names(first)) & set(names(second))


def test_an_organisation_page_says_what_follows_from_its_engagement(cast, page):
    partner, firm = page(f"/partners/{cast.ngo.slug}/"), page(f"/partners/{cast.firm.slug}/")
    assert "Yes, one for the organisation" in partner
    assert "May use them" in partner
    assert "Yes, one for the organisation" not in firm
    assert "May not use them" in firm
    assert "/groups/training/" in firm
    assert "3.1.1.2" in firm


def test_a_seat_in_a_dissolved_group_is_no_role(cast, page):
    group = cast.firm.seats.get().body.working_group
    group.dissolved_on = "2026-01-01"
    group.save()
    assert "/groups/training/" not in page(f"/partners/{cast.firm.slug}/")


@pytest.mark.parametrize(
    "who", edges(KINDS, "partner", "stakeholder", "wg_lead", "sag", "country_coord")
)
def test_people_are_for_their_own_and_for_those_who_answer_for_all(cast, page, who):
    text = page(f"/partners/{cast.ngo.slug}/", getattr(cast, who))
    assert (f"mailto:{cast.wg_member.email}" in text) == (who in TOLD_PEOPLE)
    if who not in TOLD_PEOPLE:
        assert cast.wg_member.name not in text


@pytest.mark.parametrize("who", edges(KINDS, "anonymous", "partner", "glc_rome"))
def test_the_list_holds_no_person_and_no_address(cast, page, who):
    text = page("/partners/", getattr(cast, who))
    main = text[text.index("<main") :]
    assert "@example.org" not in main
    assert cast.wg_member.name not in main


def test_nobody_takes_all_addresses_away_page_by_page(cast, page, monkeypatch):
    monkeypatch.setattr(looking, "MOST", 1)
    organisation("seen-before", "partner")
    home = f"/partners/{cast.ngo.slug}/"
    page("/partners/seen-before/", cast.sag)
    assert cast.wg_member.email not in page(home, cast.sag)
    assert cast.wg_member.email in page(home, cast.partner), "its own people see theirs"
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1, minutes=1)):
        assert cast.wg_member.email in page(home, cast.sag)
        assert cast.wg_member.email in page(home, cast.sag), "once shown, shown again"


@pytest.mark.long
def test_who_left_the_organisation_is_neither_told_nor_shown(cast, page):
    cast.partner.affiliations.update(ends_on="2025-01-01")
    assert "mailto:" not in page(f"/partners/{cast.ngo.slug}/", cast.partner)
    assert cast.partner.email not in page(f"/partners/{cast.ngo.slug}/", cast.glc_rome)


@pytest.mark.long
def test_national_clusters_it_leads_or_works_beside_are_named(cast, page):
    make_network(cast)
    cast.cluster.lead_agency, cast.cluster.name = cast.firm, "Cluster of the lakes"
    cast.cluster.country = "TCD"
    cast.cluster.save()
    assert "Leads it" in page(f"/partners/{cast.firm.slug}/")
    assert "Works in its country" in page(f"/partners/{cast.ngo.slug}/")
    assert "Cluster of the lakes" not in page("/partners/twin-organisation/")


def test_an_unknown_organisation_is_not_found(client, cast):
    assert client.get("/partners/nobody/").status_code == 404


@pytest.mark.parametrize("path", ["/partners/", "/partners/international-ngo-a/"])
def test_the_pages_only_read(client, cast, path):
    client.force_login(cast.glc_rome)
    assert client.post(path).status_code == 405


@pytest.mark.long
@pytest.mark.parametrize(
    "path", ["/partners/?engagement=partner", "/partners/international-ngo-a/"]
)
def test_ten_times_the_rows_cost_the_same_queries(directory, client, queries, path):
    client.force_login(directory.glc_rome)
    client.get(path)
    first = queries(lambda: client.get(path))
    for number in range(40):
        organisation(f"more-{number}", "partner")
    assert queries(lambda: client.get(path)) == first
    assert Organisation.objects.count() > 40


def test_an_organisation_without_a_seat_has_its_page_too(directory, page):
    text = page("/partners/left-body/")
    assert "Sits in no working group today" in text
    assert "not engaged" in text
