"""Help, accessibility, health."""

import pytest
from django.db import OperationalError, connection

from sip.models import Status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/help/", "/accessibility/"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_everybody_reads_them(client, address, language):
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


def test_help_says_what_each_status_means_and_asks(client):
    page = client.get("/help/", headers={"Accept-Language": "en"}).content.decode()
    for status in Status:
        assert str(status.meaning) in page


def test_the_address_to_write_to_is_shown_where_there_is_one(client, settings):
    settings.CONTACT_EMAIL = "rome@sip.example.org"
    for address in ("/help/", "/accessibility/", "/login/"):
        assert "mailto:rome@sip.example.org" in client.get(address).content.decode()
    settings.CONTACT_EMAIL = ""
    assert "mailto:" not in client.get("/help/").content.decode()


class TestHealth:
    def test_it_asks_the_database_and_nobody_else(self, client, queries):
        assert queries(lambda: client.get("/healthz")) == 1
        response = client.get("/healthz")
        assert response.content == b"ok"
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"

    def test_it_says_when_the_database_is_out_of_reach(self, client):
        def gone(*args):
            raise OperationalError("gone")

        with connection.execute_wrapper(gone):
            response = client.get("/healthz")
        assert response.status_code == 503
        assert response.headers["Retry-After"]
