"""New passwords: asked for by mail, set once, and other sessions end."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, TestCase

from accounts import actions
from accounts.models import OutboxMail, TrailRow, User

pytestmark = pytest.mark.django_db
NEW = "seven warehouses by the sea"


def ask(client, email, **kwargs):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/password/reset/", {"email": email}, **kwargs)


def mails():
    return mail.outbox


def link_of(message):
    return re.search(r"https?://\S+/password/reset/\S+", message.body).group()


def path_of(message):
    return "/" + link_of(message).split("/", 3)[3]


def use(client, path, password=NEW):
    """Open the link and set a password; return the last answer."""
    form = client.get(path)
    if form.status_code != 302:
        return form
    return client.post(form.headers["Location"], {"password1": password, "password2": password})


@pytest.fixture
def link(client, cast):
    ask(client, cast.sag.email)
    return path_of(mails()[0])


def test_a_link_sets_a_new_password_once(client, cast, link):
    assert use(Client(), link).headers["Location"] == "/password/reset/done/"
    assert client.post("/login/", {"login": cast.sag.email, "password": NEW}).status_code == 302
    again = use(Client(), link, "another long password")
    assert again.status_code == 200
    assert "/password/reset/" in again.content.decode()
    assert User.objects.get(pk=cast.sag.pk).check_password(NEW)


def test_the_address_of_the_form_does_not_show_the_key(client, cast, link):
    shown = client.get(link).headers["Location"]
    key = link.rstrip("/").split("-", 1)[1]
    assert key not in shown
    page = client.get(shown)
    assert key not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_the_link_dies_with_the_next_sign_in(client, cast, link):
    client.post("/login/", {"login": cast.sag.email, "password": "a-password-for-tests"})
    assert use(Client(), link).status_code == 200


def test_the_link_dies_with_a_change_of_address(client, cast, link):
    actions.rename(person=cast.sag, email="moved@example.org", by=None)
    assert use(Client(), link).status_code == 200


def test_the_link_dies_with_the_account(client, cast, link):
    actions.close_account(person=cast.sag, by=cast.admin)
    assert use(Client(), link).status_code == 200


def test_a_link_with_one_letter_changed_is_refused(client, cast, link):
    last = link[-2]
    forged = link[:-2] + ("0" if last != "0" else "1") + "/"
    assert use(Client(), forged).status_code == 200


def test_the_link_holds_the_configured_host_whatever_the_request_claims(client, cast, settings):
    settings.PUBLIC_URL = "https://sip.example.org"
    assert ask(client, cast.sag.email, headers={"Host": "evil.example"}).status_code == 400
    for claim in ({"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Server": "evil.example"}):
        ask(client, cast.sag.email, headers=claim)
    for message in mails():
        assert link_of(message).startswith("https://sip.example.org/password/reset/")
        assert "evil" not in message.body


@pytest.mark.parametrize(("language", "word"), [("fr", "Bonjour"), ("en", "Hello")])
def test_the_mail_is_in_the_language_of_the_account(client, cast, language, word):
    if language == "fr" and not Path("locale/fr/LC_MESSAGES/django.mo").exists():
        pytest.skip("the French catalogue is not compiled")
    actions.set_language(person=cast.sag, language=language, by=None)
    ask(client, cast.sag.email, headers={"Accept-Language": "en" if language == "fr" else "fr"})
    assert mails()[0].body.startswith(word)


def test_unknown_closed_and_known_addresses_get_the_same_answer(client, cast):
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    answers = set()
    for email in (cast.sag.email, cast.outsider.email, "nobody@example.org"):
        response = ask(client, email, follow=True)
        answers.add((response.status_code, response.request["PATH_INFO"]))
    assert answers == {(200, "/password/reset/sent/")}
    assert [message.to for message in mails()] == [[cast.sag.email]]


def test_a_page_does_as_much_for_who_exists_as_for_who_does_not(client, cast, monkeypatch):
    left = []
    monkeypatch.setattr("accounts.outbox.in_background", left.append)
    for email in (cast.sag.email, "nobody@example.org"):
        ask(client, email)
    assert len(left) == 2
    assert not OutboxMail.objects.exists()  # posting is part of what was left for later


def test_the_link_stands_in_the_mail_and_nowhere_else(client, cast):
    ask(client, cast.sag.email)
    kept = OutboxMail.objects.get()
    assert (kept.person, kept.text, kept.html) == (cast.sag, "", "")
    assert link_of(mails()[0])


def test_asking_too_often_is_answered_with_the_wait(client, cast):
    statuses = [ask(client, cast.sag.email).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_a_new_password_by_link_ends_every_session(client, cast):
    elsewhere = Client()
    elsewhere.force_login(cast.sag)
    assert elsewhere.get("/account/").status_code == 200
    ask(client, cast.sag.email)
    assert use(client, path_of(mails()[0])).status_code == 302
    assert elsewhere.get("/account/").status_code == 302


def test_a_change_of_password_ends_the_other_sessions_and_not_this_one(cast):
    here, elsewhere = Client(), Client()
    for each in (here, elsewhere):
        each.force_login(cast.sag)
    response = here.post(
        "/password/change/",
        {"oldpassword": "a-password-for-tests", "password1": NEW, "password2": NEW},
    )
    assert response.headers["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert TrailRow.objects.filter(verb="password_set", actor=cast.sag.ref).exists()


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        ("a-password-for-tests", NEW, "something else entirely"),
        ("a-password-for-tests", "short", "short"),
        ("a-password-for-tests", "password1234", "password1234"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(client, cast, old, new, again):
    client.force_login(cast.sag)
    response = client.post(
        "/password/change/", {"oldpassword": old, "password1": new, "password2": again}
    )
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert User.objects.get(pk=cast.sag.pk).check_password("a-password-for-tests")
