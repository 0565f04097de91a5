"""One's own account, and the language of the pages."""

import re

import pytest
from django.conf import settings

from accounts.models import TrailRow, User

pytestmark = pytest.mark.django_db


def test_the_account_says_who_i_am_and_what_i_may_do(client, cast):
    client.force_login(cast.wg_lead)
    page = client.get("/account/", headers={"Accept-Language": "en"}).content.decode()
    assert cast.wg_lead.name in page
    assert cast.wg_lead.email in page
    assert "Lead" in page
    assert "Training" in page
    assert 'href="/password/change/"' in page
    assert 'href="/admin/"' not in page
    assert 'href="/trail/"' not in page


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("glc_rome", "GLC staff"),
        ("admin", "Administrator"),
        ("sag", "Member"),
        ("partner", "International Ngo A"),
        ("country_coord", "Coordinator"),
        ("outsider", "None today"),
    ],
)
def test_every_kind_of_role_is_told_in_words(client, cast, who, words):
    client.force_login(getattr(cast, who))
    page = client.get("/account/", headers={"Accept-Language": "en"}).content.decode()
    assert words in page


@pytest.mark.parametrize("who", ["glc_rome", "admin"])
def test_those_who_may_find_the_back_office_there(client, cast, who):
    client.force_login(getattr(cast, who))
    assert 'href="/admin/"' in client.get("/account/").content.decode()


def test_in_french_a_space_stands_before_the_colon_of_a_role(client, cast):
    client.force_login(cast.partner)
    page = client.get("/account/", headers={"Accept-Language": "fr"}).content.decode()
    assert f"</b>\u00a0: {cast.ngo.name}" in page


def test_the_language_shown_is_the_one_kept_and_not_that_of_the_page(client, cast):
    client.force_login(cast.partner)
    english = {"accept-language": "en"}
    page = client.get("/account/", headers=english).content.decode()
    assert "None is kept: pages follow your browser" in page and "French." in page
    assert not re.search(r'name="language" value="\w+" checked', page)
    client.post("/language/", {"language": "fr", "next": "/account/"})
    page = client.get("/account/", headers=english).content.decode()
    assert 'name="language" value="fr" checked' in page


def test_my_last_acts_are_told(client, cast):
    client.force_login(cast.sag)
    client.post("/language/", {"language": "en", "next": "/account/", "tell": "1"})
    page = client.get("/account/").content.decode()
    assert f"{cast.sag.name} chose a language" in page


def test_the_account_costs_the_same_whatever_one_holds(client, cast, queries):
    client.force_login(cast.outsider)
    client.get("/account/")
    few = queries(lambda: client.get("/account/"))
    client.force_login(cast.sag_training)
    client.get("/account/")
    assert queries(lambda: client.get("/account/")) == few


class TestLanguage:
    def test_a_visitor_keeps_it_in_a_cookie(self, client):
        response = client.post("/language/", {"language": "en", "next": "/plan/"})
        assert response.headers["Location"] == "/plan/"
        cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
        assert cookie.value == "en"
        assert cookie["httponly"]
        page = client.get("/help/", headers={"Accept-Language": "fr"}).content.decode()
        assert '<html lang="en"' in page

    def test_a_person_keeps_it_in_the_account_and_the_trail_tells(self, client, cast):
        client.force_login(cast.sag)
        client.post("/language/", {"language": "en"})
        assert User.objects.get(pk=cast.sag.pk).language == "en"
        assert TrailRow.objects.filter(verb="language_set", actor=cast.sag.ref).count() == 1

    def test_the_account_goes_before_the_cookie_and_the_cookie_follows(self, client, cast):
        User.objects.filter(pk=cast.sag.pk).update(language="en")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
        client.force_login(cast.sag)
        response = client.get("/help/")
        assert '<html lang="en"' in response.content.decode()
        assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
        assert settings.LANGUAGE_COOKIE_NAME not in client.get("/help/").cookies

    @pytest.mark.parametrize(
        "wanted", ["https://evil.example/", "//evil.example/", "", "javascript:x"]
    )
    def test_it_leads_nowhere_else(self, client, wanted):
        response = client.post("/language/", {"language": "en", "next": wanted})
        assert response.headers["Location"] == "/"

    @pytest.mark.parametrize("language", ["", "xx", "fr\0", "en; drop"])
    def test_an_unknown_language_changes_nothing(self, client, cast, language):
        client.force_login(cast.sag)
        response = client.post("/language/", {"language": language})
        assert response.status_code in (302, 400)
        assert User.objects.get(pk=cast.sag.pk).language == ""

    def test_looking_at_the_address_changes_nothing(self, client):
        response = client.get("/language/?language=en")
        assert response.status_code == 405
        assert response.headers["Allow"] == "POST"
        assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
