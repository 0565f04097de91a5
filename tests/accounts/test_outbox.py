"""Mails: kept with the act, sent once, tried again, given up in sight of the GLC."""

import contextlib
import datetime
import socket
import threading
from itertools import pairwise
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase
from django.utils import translation

from accounts import outbox
from accounts.conflicts import Refused
from accounts.models import OutboxMail, TrailRow
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 10, 6, 12, tzinfo=datetime.UTC)


def post(person, key="one", **fields):
    words = {"subject": "A subject", "text": "Some words.", "html": "<p>Some words.</p>", **fields}
    return outbox.post(to=person, kind="reminder", key=key, **words)


@pytest.fixture
def silent_server(settings):
    """A mail server that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.05
        yield server


def test_a_mail_goes_out_after_the_commit_in_text_and_html(cast):
    with TestCase.captureOnCommitCallbacks(execute=True):
        post(cast.sag, subject="Two\nlines")
        assert mail.outbox == []
    message = mail.outbox[0]
    assert (message.to, message.subject) == ([cast.sag.email], "Two lines")
    assert message.alternatives[0].content == "<p>Some words.</p>"
    assert OutboxMail.objects.sent().get().tries == 1


def test_an_act_that_is_rolled_back_mails_nobody(cast):
    with (
        TestCase.captureOnCommitCallbacks(execute=True),
        contextlib.suppress(ValueError),
        transaction.atomic(),
    ):
        post(cast.sag)
        raise ValueError
    assert mail.outbox == []
    assert not OutboxMail.objects.exists()


def test_the_same_key_is_the_same_mail(cast):
    for _turn in range(2):
        post(cast.sag)
        outbox.deliver()
    assert len(mail.outbox) == 1


def test_nobody_whose_account_is_closed_is_written_to(cast):
    waiting = post(cast.sag)
    cast.sag.is_active = False
    cast.sag.save()
    assert post(cast.sag, key="two") is None
    outbox.deliver()
    waiting.refresh_from_db()
    assert (mail.outbox, waiting.sent_at) == ([], None)


def test_a_server_that_hangs_costs_one_try_and_the_others_keep_their_turn(cast, silent_server):
    for key in ("one", "two", "three"):
        post(cast.sag, key=key)
    assert outbox.deliver() == 0
    assert [row.tries for row in OutboxMail.objects.order_by("pk")] == [1, 0, 0]
    assert "timed out" in OutboxMail.objects.get(key="one").error


def test_pauses_grow_until_a_mail_is_given_up(cast, silent_server):
    post(cast.sag)
    moments = [NOON]
    OutboxMail.objects.update(due_at=NOON)
    with time_machine.travel(NOON, tick=False) as clock:
        while OutboxMail.objects.waiting().exists():
            clock.move_to(moments[-1])
            outbox.deliver()
            moments.append(OutboxMail.objects.get().due_at)
    pauses = [later - sooner for sooner, later in pairwise(moments[:-1])]
    assert len(pauses) == 7
    assert sorted(pauses) == pauses
    assert OutboxMail.objects.given_up().get().tries == 8


def test_glc_staff_see_what_was_given_up_and_try_it_again(cast, client):
    row = post(cast.sag)
    OutboxMail.objects.update(due_at=None, given_up_at=NOON, tries=8, error="Refused")
    client.force_login(cast.glc_rome)
    page = client.get("/outbox/", headers={"accept-language": "en"}).content.decode()
    assert "A subject" in page and "Refused" in page
    assert "1 mail was given up. None waits to be sent. None was sent." in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/outbox/{row.pk}/again/")
    assert len(mail.outbox) == 1
    assert TrailRow.objects.filter(verb="mail_tried_again", actor=cast.glc_rome.ref).exists()
    with pytest.raises(Refused):
        outbox.try_again(mail=row, by=cast.glc_rome)


def test_the_command_says_what_it_did(cast, capsys):
    post(cast.sag)
    with translation.override("en"):
        call_command("send_mails")
    assert capsys.readouterr().out == "1 sent, 0 waiting, 0 given up.\n"


def test_posts_wake_one_thread_and_wait_for_none(monkeypatch):
    started, may_end, rounds = [], threading.Event(), []

    def background(work):
        started.append(threading.Thread(target=work))
        started[-1].start()

    monkeypatch.setattr(outbox, "in_background", background)
    monkeypatch.setattr(outbox, "deliver", lambda: rounds.append(may_end.wait(10)))
    sender = outbox.Sender()
    for _turn in range(20):
        sender.wake()
    assert len(started) == 1
    may_end.set()
    started[0].join(10)
    assert rounds == [True, True]  # once for the first, once for all that came meanwhile
    sender.wake()
    started[1].join(10)
    assert len(rounds) == 3


races = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def twelve_waiting(person):
    with mock.patch.object(outbox.sender, "wake"):
        for number in range(12):
            post(person, key=str(number))


class TestSendersSideBySide:
    pytestmark = races

    def test_each_mail_goes_out_once(self, cast):
        twelve_waiting(cast.sag)
        at_once(*[outbox.deliver] * 4)
        assert len(mail.outbox) == 12

    def test_without_the_claim_some_would_go_out_twice(self, cast, monkeypatch):
        """The control: the race is there, and the claim is what ends it."""
        twelve_waiting(cast.sag)
        barrier = threading.Barrier(4)

        def read_and_take():
            row = OutboxMail.objects.waiting().select_related("person").order_by("pk").first()
            barrier.wait(10)
            return row

        monkeypatch.setattr(outbox, "_claim", read_and_take)
        at_once(*[outbox.deliver] * 4)
        assert len(mail.outbox) > 12
