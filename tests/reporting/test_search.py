"""One box finds activities, groups and organisations, and takes whatever is typed into it."""

import pytest
from django.urls import reverse

from partners.models import Organisation

pytestmark = pytest.mark.django_db
SEARCH = reverse("search")


@pytest.fixture
def look(client):
    client.cookies["django_language"] = "en"
    return lambda words: client.get(SEARCH, {"q": words})


@pytest.mark.parametrize("words", ["prep", "Préparation", "PRÉP", "pre\u0301paration"])
def test_accents_and_case_do_not_matter(look, words):
    response = look(words)
    html = response.content.decode()
    assert response.context["activity_count"] >= 5
    assert "Preparedness Working Group" in html


def test_what_is_public_is_found_without_signing_in(look, cast):
    html = look("logistics company").content.decode()
    assert cast.firm.name in html
    assert reverse("partner", args=[cast.firm.slug]) in html


def test_people_are_not_found(look, cast):
    assert look(cast.wg_lead.email).context["total"] == 0
    assert look("Glc Rome").context.get("organisation_count", 0) == 0


@pytest.mark.parametrize("code", ["2.3.2.1", " 1.1.1.3 ", "1.1", "4"])
def test_a_code_leads_to_its_page(look, code):
    assert look(code).headers["Location"] == reverse("activity", args=[code.strip()])


def test_a_code_that_does_not_exist_is_searched_as_words(look):
    assert look("9.9.9").context["total"] == 0


def test_counts_lead_to_the_whole_list(look, client):
    response = look("formation")
    count = response.context["activity_count"]
    assert f'href="{reverse("plan")}?q=formation">{count} in the plan' in response.content.decode()
    assert (
        client.get(reverse("plan"), {"q": "formation"}).content.count(b'<li><span class="code">')
        == count
    )


@pytest.mark.parametrize("words", ["", "   ", "\u0301"])
def test_nothing_typed_is_no_error(look, words):
    response = look(words)
    assert response.status_code == 200
    assert not response.context["problems"]
    assert "result" not in response.content.decode().split("<main")[1].split("</main")[0]


def test_too_long_a_text_says_the_limit_and_keeps_it_short(look):
    response = look("x" * 5000)
    assert response.status_code == 200
    assert "100 characters at most" in response.content.decode()
    assert len(response.content) < 10_000


@pytest.mark.parametrize("words", ["%", "_", "'", '"><script>', "\\", "𝒳", "🚚", "ال", "-1", "[]"])
def test_odd_characters_are_words_like_others(look, words):
    response = look(words)
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1]


def test_a_wildcard_is_a_character(look):
    assert look("%").context["total"] == 0


def test_nul_never_breaks_it(client):
    assert client.get(f"{SEARCH}?q=%00").status_code in (200, 400)


def test_it_costs_the_same_however_much_is_found(look, queries):
    def found_there(number):
        Organisation.objects.create(slug=f"f-{number}", name=f"Formation {number}", type="ingo")

    found_there(0)
    look("formation")
    few = queries(lambda: look("formation"))
    for number in range(1, 61):
        found_there(number)
    assert queries(lambda: look("formation")) == few
    assert len(look("formation").context["organisations"]) == 50
