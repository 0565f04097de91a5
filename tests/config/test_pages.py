"""Help, accessibility, health."""

import datetime
import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from actionplans.actions.bodies import name_body
from actionplans.policy import can_coordinate
from sip.models import Status
from workinggroups.models import Seat
from workinggroups.policy import can_seat

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
    silent = client.get("/help/", headers={"Accept-Language": "en"}).content.decode()
    assert "mailto:" not in silent
    assert "ask whoever invited you" in silent


def test_the_demo_has_an_address_to_write_to():
    words = "from django.conf import settings; print(settings.CONTACT_EMAIL)"
    here = {**os.environ, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    here.pop("CONTACT_EMAIL", None)
    said = subprocess.run([sys.executable, "-c", words], env=here, capture_output=True, check=True)
    assert said.stdout.decode().strip().endswith("@example.org")


def test_help_says_what_a_country_may_do(client, cast):
    """And that the policies agree: the coordinator gives its seats, the seat itself no right."""
    page = client.get("/help/", headers={"Accept-Language": "en"}).content.decode()
    assert "National coordinator" in page and "Member of an advisory group of a country" in page
    body = name_body(
        cluster=cast.cluster, kind="oag", opened_on=datetime.date(2026, 5, 4), by=cast.country_coord
    ).owner
    Seat.objects.create(
        person=cast.outsider, body=body, organisation=cast.ngo, starts_on="2026-05-05"
    )
    assert can_seat(cast.country_coord, body) and can_coordinate(cast.country_coord, cast.cluster)
    assert not can_seat(cast.outsider, body) and not can_coordinate(cast.outsider, cast.cluster)


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
