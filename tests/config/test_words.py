"""French agrees with the number beside it, and writes instants with their comma."""

import datetime
import re

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation

from accounts.days import date_format
from accounts.presenting import _words
from sip.models.progress import NOT_REPORTED, Status, counted_label


@pytest.mark.parametrize(
    ("key", "one", "several"),
    [
        ("completed", "Terminée", "Terminées"),
        ("blocked", "Bloquée", "Bloquées"),
        ("at_risk", "À surveiller", "À surveiller"),
        (NOT_REPORTED, "Pas encore rapportée", "Pas encore rapportées"),
    ],
)
def test_a_status_agrees_with_its_number(key, one, several):
    with translation.override("fr"):
        assert (counted_label(key, 1), counted_label(key, 11)) == (one, several)


def test_in_english_it_is_the_same_word():
    with translation.override("en"):
        assert all(counted_label(one.value, 3) == str(one.label) for one in Status)


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "28 novembre 2026, 06:20"), ("en", "28 November 2026, 06:20")]
)
def test_an_instant_has_a_comma_before_its_hour(language, words):
    instant = datetime.datetime(2026, 11, 28, 6, 20, tzinfo=timezone.get_current_timezone())
    with translation.override(language):
        assert date_format(instant, "DATETIME_FORMAT") == words


def test_nothing_is_told_as_nothing_in_the_trail():
    assert _words({}, {}) is None


@pytest.mark.long
@pytest.mark.django_db
def test_the_tiles_of_both_homes_agree(client, cast):
    """The one of visitors, and the board of GLC staff."""
    for who in (None, cast.glc_rome):
        if who:
            client.force_login(who)
        page = client.get("/", headers={"Accept-Language": "fr"}).content.decode()
        assert re.search(
            r"<strong>\d\d</strong><span class=\"st is-none\">Pas encore rapportées", page
        )


def test_sizes_of_files_are_said_as_readers_say_them():
    with translation.override("fr"):
        assert filesizeformat(2048) == "2,0\xa0Ko"
        assert filesizeformat(3 * 1024 * 1024) == "3,0\xa0Mo"
