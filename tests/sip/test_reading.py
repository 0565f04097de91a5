"""What is kept of the plan page is never another person's, never old, and spares the work."""

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sip.actions import set_status
from tests.sip.story import ANSWERS, activity

pytestmark = pytest.mark.django_db
PLAN = reverse("plan")


def again(client, mark, address=PLAN):
    return client.get(address, headers={"if-none-match": mark})


def test_an_unchanged_page_is_not_sent_twice(client, cast, queries):
    client.force_login(cast.wg_lead)
    mark = client.get(PLAN)["ETag"]
    assert again(client, mark).status_code == 304
    assert queries(lambda: again(client, mark)) <= 3


@pytest.mark.parametrize("kind", ["anonymous", "wg_lead"])
def test_caches_on_the_way_keep_nothing_and_know_what_the_page_depends_on(client, cast, kind):
    if person := getattr(cast, kind):
        client.force_login(person)
    mark = client.get(PLAN)["ETag"]
    for response in (client.get(PLAN), again(client, mark)):
        assert {"Cookie", "Accept-Language"} <= {
            name.strip() for name in response["Vary"].split(",")
        }
        assert "private" in response["Cache-Control"] and "no-cache" in response["Cache-Control"]


@pytest.mark.long
def test_every_write_makes_the_page_new(client, cast):
    client.force_login(cast.glc_rome)
    before = client.get(PLAN)
    chosen = activity()
    set_status(
        activity=chosen, status="blocked", by=cast.glc_rome, version=chosen.version,
        motive="Said at the meeting.", answers=ANSWERS["blocked"],
    )  # fmt: skip
    after = again(client, before["ETag"])
    assert after.status_code == 200
    assert after.content.count(b"is-blocked") == before.content.count(b"is-blocked") + 1


def test_the_mark_of_one_person_is_worth_nothing_to_another(cast):
    first, second = Client(), Client()
    first.force_login(cast.wg_lead)
    second.force_login(cast.partner)
    mark = first.get(PLAN)["ETag"]
    answer = again(second, mark)
    assert answer.status_code == 200
    assert cast.partner.name in answer.content.decode()
    assert cast.wg_lead.name not in answer.content.decode()


def test_the_page_of_a_person_is_not_the_page_of_a_visitor(client, cast):
    client.force_login(cast.wg_lead)
    mark = client.get(PLAN)["ETag"]
    client.logout()
    answer = again(client, mark)
    assert answer.status_code == 200
    assert cast.wg_lead.name not in answer.content.decode()


def test_a_language_has_its_own_page(client):
    mark = client.get(PLAN, headers={"accept-language": "fr"})["ETag"]
    answer = client.get(PLAN, headers={"accept-language": "en", "if-none-match": mark})
    assert answer.status_code == 200
    assert "The plan" in answer.content.decode()


def test_a_new_name_shows_at_once(client, cast):
    client.force_login(cast.wg_lead)
    mark = client.get(PLAN)["ETag"]
    User.objects.filter(pk=cast.wg_lead.pk).update(name="Somebody Else")
    assert again(client, mark).status_code == 200


def test_a_message_that_waits_is_shown(client, cast, rf):
    client.force_login(cast.wg_lead)
    mark = client.get(PLAN)["ETag"]
    storage = CookieStorage(rf.get("/"))
    client.cookies["messages"] = storage._encode([Message(constants.SUCCESS, "Saved just now.")])
    answer = again(client, mark)
    assert answer.status_code == 200
    assert "Saved just now." in answer.content.decode()
