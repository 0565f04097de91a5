"""Signing in: one answer for every mistake, limits that keep nobody out but the one who guesses."""

import logging
from urllib.parse import quote

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from accounts import demo
from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"


class CountingHasher(PBKDF2PasswordHasher):
    """As in production, with few rounds, and counted."""

    iterations = 1_000
    made = 0

    def encode(self, *args, **kwargs):
        type(self).made += 1
        return super().encode(*args, **kwargs)


def sign_in(client, email, password=PASSWORD, **kwargs):
    return client.post("/login/", {"login": email, "password": password}, **kwargs)


def is_in(client):
    return client.get("/account/").status_code == 200


def test_the_right_password_opens_the_page_one_wanted(client, cast):
    response = client.post(
        "/login/?next=/reports/",
        {"login": "GLC_Rome@example.org", "password": PASSWORD, "next": "/reports/"},
    )
    assert response.headers["Location"] == "/reports/"
    assert is_in(client)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_it_leads_nowhere_else(client, cast, wanted):
    response = client.post(
        "/login/", {"login": cast.sag.email, "password": PASSWORD, "next": wanted}
    )
    assert response.headers["Location"] == "/"


def test_a_wrong_address_and_a_wrong_password_get_the_same_answer(client, cast):
    closed = cast.outsider
    User.objects.filter(pk=closed.pk).update(is_active=False)
    pages = {
        (response.status_code, response.content.decode().split("<h2>")[1].split("</div>")[0])
        for response in (
            sign_in(client, cast.sag.email, "not-the-password"),
            sign_in(client, "nobody@example.org", "not-the-password"),
            sign_in(client, closed.email),
        )
    }
    assert len(pages) == 1
    assert pages.pop()[0] == 200


def test_an_unknown_address_costs_a_sign_in_as_much_work_as_a_known_one(client, cast, settings):
    """Most of what a sign-in takes is one password hashed: it is hashed for nobody as well."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    cast.sag.set_password(PASSWORD)
    cast.sag.save()

    def hashed(email):
        CountingHasher.made = 0
        sign_in(client, email, "not-the-password")
        return CountingHasher.made

    assert hashed(cast.sag.email) == hashed("nobody@example.org") == 1


def test_the_page_says_what_is_wrong_and_keeps_the_address(client, cast):
    page = sign_in(client, cast.sag.email, "not-the-password").content.decode()
    assert "<title>Erreur" in page or "<title>Error" in page
    assert f'value="{cast.sag.email}"' in page
    assert 'aria-invalid="true"' in page
    assert "not-the-password" not in page


def test_after_five_wrong_passwords_one_waits_and_is_told_how_long(client, cast):
    for _ in range(5):
        assert sign_in(client, cast.sag.email, "wrong").status_code == 200
    response = sign_in(client, cast.sag.email, "wrong")
    assert response.status_code == 429
    assert 200 < int(response.headers["Retry-After"]) <= 240
    assert " 4 minutes" in response.content.decode()
    # Guessing right does not help before that.
    assert sign_in(client, cast.sag.email).status_code == 429


def test_the_owner_gets_in_from_elsewhere_meanwhile(cast):
    for _ in range(7):
        sign_in(Client(), cast.sag.email, "wrong", REMOTE_ADDR="203.0.113.7")
    owner = Client()
    assert sign_in(owner, cast.sag.email, REMOTE_ADDR="198.51.100.4").status_code == 302
    assert is_in(owner)


def test_one_address_does_not_try_one_password_on_everybody(client):
    statuses = [
        sign_in(client, f"person{number}@example.org", "demo-sip-2026").status_code
        for number in range(30)
    ]
    assert statuses[:20] == [200] * 20
    assert set(statuses[20:]) == {429}


def test_nobody_hides_behind_an_invented_address(client, cast):
    for number in range(6):
        response = sign_in(
            client, cast.sag.email, "wrong", headers={"X-Forwarded-For": f"203.0.113.{number}"}
        )
    assert response.status_code == 429


def test_failures_are_written_down_without_the_password(client, cast, caplog):
    with caplog.at_level(logging.WARNING, "accounts"):
        sign_in(client, cast.sag.email, "not-the-password")
    assert cast.sag.email in caplog.text
    assert "127.0.0.1" in caplog.text
    assert "not-the-password" not in caplog.text


def test_the_back_office_has_no_door_of_its_own(client, cast):
    last, _status = client.get("/admin/", follow=True).redirect_chain[-1]
    assert last == "/login/?next=%2Fadmin%2F"
    response = client.post(
        "/admin/login/", {"username": cast.admin.email, "password": PASSWORD, "next": "/admin/"}
    )
    assert response.status_code == 405
    assert SESSION_KEY not in client.session


class TestDemo:
    def test_its_people_are_listed_by_role_in_the_demo_only(self, client, settings):
        settings.DEMO = True
        page = client.get("/login/").content.decode()
        for person in demo.PEOPLE:
            assert f"?email={quote(person.email)}" in page
        assert demo.PASSWORD in page
        settings.DEMO = False
        page = client.get("/login/").content.decode()
        assert demo.PASSWORD not in page
        assert "@example.org" not in page

    def test_an_address_fills_the_field(self, client):
        page = client.get("/login/?email=rome@example.org").content.decode()
        assert 'value="rome@example.org"' in page

    def test_its_people_are_nobody_elsewhere(self, client, cast, settings):
        User.objects.filter(pk=cast.sag.pk).update(is_demo=True)
        settings.DEMO = False
        assert sign_in(client, cast.sag.email).status_code == 200
        assert SESSION_KEY not in client.session
        settings.DEMO = True
        assert sign_in(client, cast.sag.email).status_code == 302

    def test_their_open_sessions_end_when_the_demo_ends(self, client, cast, settings):
        User.objects.filter(pk=cast.sag.pk).update(is_demo=True)
        settings.DEMO = True
        client.force_login(cast.sag)
        assert is_in(client)
        settings.DEMO = False
        assert not is_in(client)


class TestSigningOut:
    def test_looking_at_the_page_changes_nothing(self, client, cast):
        client.force_login(cast.sag)
        assert client.get("/logout/").status_code == 200
        assert is_in(client)

    def test_the_button_ends_the_session(self, client, cast):
        client.force_login(cast.sag)
        assert client.post("/logout/").status_code == 302
        assert not is_in(client)

    def test_pages_of_people_are_kept_by_no_browser(self, client, cast):
        client.force_login(cast.sag)
        assert "no-store" in client.get("/account/").headers["Cache-Control"]

    def test_there_is_no_other_page_of_accounts(self, client):
        for path in ("/signup/", "/accounts/signup/", "/email/", "/inactive/", "/confirm-email/x/"):
            assert client.get(path).status_code == 404


def test_pages_without_permission_ask_to_sign_in_and_forms_show_what_was_typed(client, db):
    assert client.get("/account/").headers["Location"] == "/login/?next=/account/"
    response = client.post(
        "/account/", {"progress": "Three pages\nof words", "password": "my-secret"}
    )
    assert response.status_code == 403
    page = response.content.decode()
    assert "Three pages<br>of words" in page
    assert "my-secret" not in page
    assert "/login/?next=/account/" in page
