"""Invitations: an account is opened, its owner chooses the password, and no link works twice."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import invitations, links, outbox
from accounts.models import TrailRow, User

pytestmark = pytest.mark.django_db
NEW = "seven warehouses by the sea"
WHOM = {"name": "New Lead", "email": "new.lead@example.org", "language": "en"}


@pytest.fixture
def invited(cast):
    return invitations.invite(by=cast.glc_rome, **WHOM)


def path_of(person):
    return "/" + links.invitation(person).split("/", 3)[3]


def come(path, password=NEW):
    return Client().post(path, {"password1": password, "password2": password})


def test_glc_staff_invite_and_the_mail_brings_the_link(client, cast):
    client.force_login(cast.glc_rome)
    assert client.post("/account/invite/", WHOM).status_code == 302
    outbox.deliver()
    link = re.search(r"https?://\S+/invitation/\S+", mail.outbox[0].body).group()
    assert mail.outbox[0].to == [WHOM["email"]]
    assert (
        come("/" + link.split("/", 3)[3]).headers["Location"].startswith("/login/?email=new.lead")
    )
    assert User.objects.get(email=WHOM["email"]).check_password(NEW)
    verbs = set(TrailRow.objects.values_list("verb", flat=True))
    assert {"account_opened", "person_invited", "invitation_accepted"} <= verbs


def test_an_invitation_is_not_used_twice(invited):
    path = path_of(invited)
    come(path)
    again = come(path, "another long password")
    assert again.status_code == 410
    assert User.objects.get(pk=invited.pk).check_password(NEW)


@pytest.mark.parametrize("change", ["close", "age", "garbage", "address"])
def test_a_link_that_should_not_work_does_not(invited, change):
    path = path_of(invited)
    if change == "close":
        User.objects.update(is_active=False)
    if change == "address":
        User.objects.filter(pk=invited.pk).update(email="elsewhere@example.org")
    if change == "garbage":
        path = path[:-3] + "x/"
    days = links.INVITATION_DAYS + 1 if change == "age" else 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False):
        assert Client().get(path).status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays(invited):
    path = path_of(invited)
    assert come(path, "short").status_code == 200
    assert come(path).status_code == 302


def test_who_has_an_account_is_not_invited_again(client, cast):
    client.force_login(cast.glc_rome)
    answer = client.post("/account/invite/", WHOM | {"email": cast.sag.email.upper()})
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
    assert "New Lead" in answer.content.decode()


def test_one_that_was_lost_is_sent_again(client, cast, invited):
    client.force_login(cast.glc_rome)
    assert invited.name in client.get("/account/invite/").content.decode()
    client.post(f"/account/invite/{invited.ref}/")
    assert outbox.OutboxMail.objects.filter(person=invited).count() == 2
    come(path_of(invited))
    client.post(f"/account/invite/{invited.ref}/")
    assert outbox.OutboxMail.objects.filter(person=invited).count() == 2


@pytest.mark.parametrize(
    "path",
    [
        "/groups/training/seats/",
        "/groups/training/lead/",
        "/groups/open/",
        "/countries/sample/edit/",
        "/partners/international-ngo-a/",
    ],
)
def test_pages_that_ask_for_somebody_say_where_one_invites(client, cast, path):
    client.force_login(cast.glc_rome)
    page = client.get(path)
    assert page.status_code == 200
    assert 'href="/account/invite/"' in page.content.decode()


def test_an_organisation_offers_it_to_whoever_may_and_to_nobody_else(client, cast):
    for person, offered in ((cast.admin, True), (cast.partner, False), (cast.sag, False)):
        client.force_login(person)
        page = client.get("/partners/international-ngo-a/", headers={"accept-language": "en"})
        page = page.content.decode()
        assert ('href="/account/invite/"' in page) == offered
        assert ("To bring a colleague in" in page) == (person == cast.partner)
    client.logout()
    assert "/account/invite/" not in client.get("/partners/international-ngo-a/").content.decode()
