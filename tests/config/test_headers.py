"""What stands on every answer: pages, redirects, failures, files, the back office."""

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import urls
from config.urls import (  # noqa: F401 (this module stands in for urls below)
    handler400,
    handler403,
    handler404,
    handler500,
)

UP = ".."  # what a browser would tidy away, and a hostile client sends
pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def break_down(request):
    raise RuntimeError("broken on purpose")


def keeps_its_word(request):
    return HttpResponse("ok", headers={"Cache-Control": "private, max-age=60"})


urlpatterns = [
    path("broken/", break_down),
    path("account/keeps/", keeps_its_word),
    *urls.urlpatterns,
]


@pytest.fixture(scope="module", autouse=True)
def with_odd_pages():
    """Once for the module: reading all addresses takes longer than a page does."""
    with override_settings(ROOT_URLCONF=__name__):
        yield


def assert_guarded(response):
    for name, value in ALWAYS.items():
        assert response.headers.get(name) == value, name
    assert "camera=()" in response.headers["Permissions-Policy"]
    policy = response.headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "address",
    [
        "/", "/plan/", "/plan/1.1.1.3/", "/plan/9.9.9.9/", "/nowhere/", "/login/", "/account/",
        "/help/", "/healthz", "/admin/", "/admin/login/", "/language/", "/static/nothing.css",
        "/broken/", "/plan/?q=%00", "/.git/config", "/db.sqlite3",
        f"/static/{UP}/config/settings.py",
        "/sip.sqlite3", "/static/%2e%2e/sip.sqlite3",
    ],
)  # fmt: skip
def test_every_answer_is_guarded(cast, address):
    """To a visitor, and to somebody signed in."""
    client = Client(raise_request_exception=False)
    for person in (None, cast.glc_rome):
        if person:
            client.force_login(person)
        response = client.get(address)
        assert_guarded(response)
        if response.status_code >= 400:
            assert response.headers["Cache-Control"] == "no-store"
        if person:
            assert "Cache-Control" in response.headers


@pytest.mark.parametrize(
    "address", ["/.git/config", "/db.sqlite3", "/sip.sqlite3", f"/static/{UP}/config/settings.py"]
)
def test_nothing_but_pages_is_served(client, address):
    assert client.get(address).status_code == 404


def test_files_are_guarded_and_kept(tmp_path):
    style = tmp_path / "css" / "sip.css"
    style.parent.mkdir()
    with open(finders.find("css/sip.css"), encoding="utf-8") as source:  # noqa: PTH123
        style.write_text(source.read(), encoding="utf-8")
    with override_settings(STATIC_ROOT=tmp_path):
        client = Client()
        response = client.get("/static/css/sip.css")
        assert response.status_code == 200
        assert "max-age" in response.headers["Cache-Control"]
        assert_guarded(response)
        again = client.get(
            "/static/css/sip.css", headers={"If-Modified-Since": response.headers["Last-Modified"]}
        )
        assert again.status_code == 304
        assert_guarded(again)
        response.close()


def test_a_page_for_one_person_is_kept_nowhere(client, cast):
    client.force_login(cast.sag)
    assert "no-store" in client.get("/account/").headers["Cache-Control"]


def test_a_page_that_says_how_it_may_be_kept_is_believed(client, cast):
    client.force_login(cast.sag)
    assert client.get("/account/keeps/").headers["Cache-Control"] == "private, max-age=60"


def test_behind_tls_browsers_are_told_to_stay_there():
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000):
        client = Client()
        moved = client.get("/plan/")
        assert moved.status_code == 301
        assert moved.headers["Location"] == "https://testserver/plan/"
        assert_guarded(moved)
        secure = client.get("/help/", secure=True)
        assert "includeSubDomains" in secure.headers["Strict-Transport-Security"]
        assert client.get("/healthz").status_code == 200
        lying = client.get("/plan/", headers={"Host": "evil.example"})
        assert lying.status_code == 400
        assert_guarded(lying)


def test_a_host_that_is_not_ours_is_refused(client):
    response = client.get("/help/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert_guarded(response)


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client, cast):
    client.post("/login/", {"login": cast.sag.email, "password": "a-password-for-tests"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
