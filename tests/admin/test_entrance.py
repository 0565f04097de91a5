"""Who enters the back office, and by which door."""

import datetime
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import KINDS

pytestmark = pytest.mark.django_db

OUTSIDE = [kind for kind in KINDS if kind not in ("anonymous", "glc_rome", "admin")]


@pytest.mark.parametrize("kind", OUTSIDE)
def test_others_are_told_that_they_may_not(cast, client, kind):
    client.force_login(getattr(cast, kind))
    for name in ("admin:index", "admin:login", "admin:sip_activity_changelist"):
        response = client.get(reverse(name))
        assert response.status_code == 403
        assert "403.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("kind", ["glc_rome", "admin"])
def test_glc_staff_and_administrators_enter(cast, client, kind):
    client.force_login(getattr(cast, kind))
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:login")).url == reverse("admin:index")


def test_anonymous_people_sign_in_where_everybody_does(client, db):
    wanted = reverse("admin:sip_activity_changelist")
    response = client.get(wanted, follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert f"next={wanted}" in unquote(response.redirect_chain[-1][0])


def test_a_password_is_never_tried_at_the_back_door(client, db):
    response = client.post(reverse("admin:login"), {"username": "x", "password": "y"})
    assert response.status_code == 405


def test_an_anonymous_form_is_refused(client, db):
    assert client.post(reverse("admin:sip_meeting_add"), {}).status_code == 403


def test_a_grant_that_ended_opens_nothing_any_more(cast, client):
    client.force_login(cast.glc_rome)
    assert client.get(reverse("admin:index")).status_code == 200
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    cast.glc_rome.grants.update(ends_on=yesterday)
    assert client.get(reverse("admin:index")).status_code == 403


def test_it_has_no_pages_for_what_the_site_does_itself(cast, client):
    client.force_login(cast.admin)
    for path in ("logout/", "password_change/", "r/1/1/"):
        assert client.get(reverse("admin:index") + path).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("fr", "Enregistrer"), ("en", "Save")])
def test_it_speaks_the_language_of_the_account(cast, client, language, words):
    cast.glc_rome.language = language
    cast.glc_rome.save()
    client.force_login(cast.glc_rome)
    page = client.get(reverse("admin:sip_meeting_add")).content.decode()
    assert words in page
    assert reverse("home") in page
