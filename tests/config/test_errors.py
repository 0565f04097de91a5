"""Pages for what goes wrong: they say what happened, what is kept, and where to go on."""

import logging
import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client, override_settings
from django.urls import path

from config import urls
from config.errors import is_out_of_reach
from config.urls import handler403, handler404, handler429, handler500  # noqa: F401

pytestmark = pytest.mark.django_db
OUT_OF_REACH = {"sqlite": "database is locked", "postgresql": "server closed the connection"}


@login_not_required
def break_down(request):
    raise RuntimeError("broken on purpose")


def not_for_you(request):
    raise PermissionDenied("Only its members read this draft.")


urlpatterns = [
    path("broken/", break_down),
    path("mine/", not_for_you),
    *urls.urlpatterns,
]


@pytest.fixture
def calm():
    """A client that shows the page for a failure instead of raising it."""
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def page(response):
    return response.content.decode()


def no_database(execute, sql, params, many, context):
    raise OperationalError(OUT_OF_REACH[connection.vendor])


class TestNotFound:
    def test_an_unknown_activity_leads_to_those_that_exist(self, client):
        response = client.get("/plan/2.2.2.1/")
        assert response.status_code == 404
        for code in ("2.2.2.1", "2.2.2", "2.3.2.1", "2.3.2.4"):
            assert code in page(response)
        assert 'href="/plan/2.3.2.1/"' in page(response)

    @pytest.mark.parametrize("code", ["9.9.9.9", "0", "1.1.9", "999.999.999.999.999"])
    def test_a_code_like_none_leads_to_the_plan(self, client, code):
        response = client.get(f"/plan/{code}/")
        assert response.status_code == 404
        assert 'href="/plan/"' in page(response)

    @pytest.mark.parametrize("address", ["/nowhere/", "/plan/abc/", "/plan/1.1.1.3/nowhere/"])
    def test_an_unknown_address_is_answered_in_the_frame(self, client, address):
        response = client.get(address)
        assert response.status_code == 404
        assert page(response).count("<h1>") == 1
        assert 'id="q"' in page(response)

    def test_an_address_is_shown_as_text(self, client):
        assert "<script>alert" not in page(client.get("/<script>alert(1)</script>/"))


class TestForbidden:
    def test_it_says_why_and_as_whom_one_is_signed_in(self, calm, cast):
        calm.force_login(cast.partner)
        response = calm.get("/mine/")
        assert response.status_code == 403
        assert "Only its members read this draft." in page(response)
        assert cast.partner.name in page(response)

    def test_one_may_change_the_account(self, calm, cast):
        calm.force_login(cast.partner)
        assert 'action="/logout/"' in page(calm.get("/mine/"))
        response = calm.post("/logout/", {"next": "/login/"})
        assert response.headers["Location"] == "/login/"


class TestFailure:
    def test_it_gives_a_reference_that_the_log_has_too(self, calm, caplog):
        with caplog.at_level(logging.ERROR):
            response = calm.get("/broken/")
        assert response.status_code == 500
        reference = re.search(r">([0-9A-F]{4}-[0-9A-F]{4})<", page(response)).group(1)
        told = [record for record in caplog.records if record.exc_info]
        assert len(told) == 1  # once, with what broke
        assert reference in told[0].getMessage()
        assert "broken on purpose" not in page(response)

    @pytest.mark.parametrize(("language", "word"), [("en", "service"), ("fr", '<html lang="fr"')])
    def test_it_speaks_the_language_of_the_reader(self, calm, language, word):
        response = calm.get("/broken/", headers={"Accept-Language": language})
        assert f'<html lang="{language}"' in page(response)
        assert word in page(response)

    def test_it_needs_neither_database_nor_session(self, calm, cast):
        calm.force_login(cast.sag)
        calm.get("/broken/")  # warm
        response = calm.get("/broken/")
        assert response.status_code == 500
        assert cast.sag.name not in page(response)

    def test_a_fault_in_a_query_is_no_outage(self, calm, monkeypatch):
        monkeypatch.setattr("config.errors.sys.exc_info", lambda: (None, ProgrammingError(), None))
        assert calm.get("/broken/").status_code == 500


class TestOutOfReach:
    @pytest.mark.parametrize("signed_in", [False, True])
    def test_a_page_says_when_to_come_back(self, calm, cast, signed_in):
        if signed_in:
            calm.force_login(cast.sag)
        with connection.execute_wrapper(no_database):
            response = calm.get("/plan/", headers={"Accept-Language": "en"})
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert '<html lang="en"' in page(response)
        assert "Content-Security-Policy" in response.headers

    def test_what_was_typed_comes_back_and_can_be_sent_again(self, calm, cast):
        calm.force_login(cast.glc_rome)
        sent = {"motive": "A decision\r\nof the SAG", "status": "blocked", "version": "3"}
        with connection.execute_wrapper(no_database):
            response = calm.post("/plan/1.1.1.3/edit/", sent)
        assert response.status_code == 503
        assert "A decision<br>of the SAG" in page(response)
        assert 'action="/plan/1.1.1.3/edit/"' in page(response)
        for name in sent:
            assert f'name="{name}"' in page(response)

    def test_a_password_does_not(self, calm, cast):
        with connection.execute_wrapper(no_database):
            response = calm.post("/login/", {"login": cast.sag.email, "password": "my-secret"})
        assert response.status_code == 503
        assert "my-secret" not in page(response)

    def test_it_is_no_fault_in_the_log(self, calm, caplog):
        with connection.execute_wrapper(no_database):
            calm.get("/plan/")
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    def test_the_service_is_well_again_afterwards(self, calm):
        with connection.execute_wrapper(no_database):
            assert calm.get("/plan/").status_code == 503
        assert calm.get("/plan/").status_code == 200

    @pytest.mark.parametrize(
        ("vendor", "exception", "is_out"),
        [
            ("sqlite", OperationalError("database is locked"), True),
            ("sqlite", OperationalError("unable to open database file"), True),
            ("sqlite", OperationalError("no such table: x"), False),
            ("postgresql", OperationalError("the database system is starting up"), True),
            ("postgresql", InterfaceError("connection already closed"), True),
            ("postgresql", ProgrammingError("syntax error"), False),
            ("postgresql", ValueError("x"), False),
        ],
    )
    def test_which_errors_mean_not_now(self, monkeypatch, vendor, exception, is_out):
        monkeypatch.setattr(connection, "vendor", vendor)
        assert is_out_of_reach(exception) is is_out
