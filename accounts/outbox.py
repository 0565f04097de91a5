"""The outbox: mails are kept with the act they tell of, and sent after it, off the request.

`post` writes a row in the caller's transaction: an act that is rolled back mails nobody. After the
commit one thread of each process sends what is due, one mail after the other; a mail server that
hangs holds up that thread and no page. `manage.py send_mails` does the same from outside, and
tries again what failed.
"""

import contextlib
import datetime
import hashlib
import logging
import threading
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import mails, policy, trail
from accounts.conflicts import Refused
from accounts.models import OutboxMail

logger = logging.getLogger("accounts")

# Minutes between one try and the next: the eighth that fails, after two days, is the last.
PAUSES = (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
# A try holds its mail for so long; if its process dies meanwhile, another one takes the mail up.
HELD_FOR = datetime.timedelta(minutes=10)
# What a server says of one mail; anything else says that the server cannot be reached now.
OF_ONE_MAIL = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, ValueError)
PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of mail
INVITATION = "invitation"
# Mails with a secret hold no text: what makes it when they are sent.
SECRET = {PASSWORD_RESET: mails.reset_words, INVITATION: mails.invitation_words}


def post(*, to, kind, subject, text, html="", key, language=""):
    """Post a mail to the person `to`, in the transaction of the act it tells of; it is sent after
    the commit.

    `key` (at most 120 characters) makes it one mail: posted again with the same key, nothing is
    sent again. `kind` is one of `accounts.words.MAILS`; `language` is the recipient's unless
    another one is named. Nobody whose account is closed is written to: None is returned, else the
    `OutboxMail`.
    """
    if not to.is_active:
        return None
    mail, is_new = OutboxMail.objects.get_or_create(
        key=key,
        defaults={
            "person": to, "kind": kind, "subject": mails.on_one_line(subject)[:200], "text": text,
            "html": html, "language": language or mails.language_of(to),
        },
    )  # fmt: skip
    if is_new:
        transaction.on_commit(sender.wake, robust=True)
    return mail


def post_reset(person, language):
    """Post the mail with the link for a new password, in the language of who has chosen none: that
    of the page. Its text is made when it is sent."""
    language = person.language or language
    post(
        to=person, kind=PASSWORD_RESET, subject=mails.reset_words(person, language).subject,
        text="", key=f"{PASSWORD_RESET}/{person.ref}/{get_random_string(12)}", language=language,
    )  # fmt: skip


def post_reset_unseen(person):
    """The same, off the request, for a person or for nobody: how long a page takes must not tell
    whether an account exists."""
    language = get_language()
    in_background(lambda: post_reset(person, language) if person else None)


@transaction.atomic
def try_again(*, mail, by):
    """Let a mail that was given up be tried anew, at once. GLC staff's (`PermissionDenied` for
    others); `Refused` for a mail that is sent or on its way."""
    if not policy.can_send_mails_again(by):
        raise PermissionDenied
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if not mail.given_up_at:
        raise Refused(_("This mail is sent, or still being tried."))
    mail.given_up_at, mail.due_at, mail.tries = None, timezone.now(), 0
    mail.save(update_fields=["given_up_at", "due_at", "tries"])
    trail.record(by=by, verb="mail_tried_again", target=mail)
    transaction.on_commit(sender.wake, robust=True)


def deliver():
    """Send every mail that is due, one after the other; return how many went out.

    Each is claimed before it is sent, so that two senders never send one mail. Where the server
    cannot be reached the round ends: the others keep their turn.
    """
    count, line = 0, get_connection()
    while mail := _claim():
        try:
            line.open()
            _send(mail, line)
        except Exception as error:  # whatever it is, the mail is kept and the next try planned
            _failed(mail, error)
            with contextlib.suppress(OSError):
                line.close()
            if not isinstance(error, OF_ONE_MAIL):
                return count
            line = get_connection()
        else:
            _done(mail, sent_at=timezone.now(), error="")
            count += 1
    with contextlib.suppress(OSError):
        line.close()
    return count


def _claim():
    """Take the mail that is due first, or None. The conditional UPDATE is the claim: of two
    senders one gets it."""
    while True:
        now = timezone.now()
        due = OutboxMail.objects.waiting().filter(due_at__lte=now).order_by("due_at", "pk")
        mail = due.select_related("person").first()
        if mail is None:
            return None
        if due.filter(pk=mail.pk, tries=mail.tries).update(
            due_at=now + HELD_FOR, tries=F("tries") + 1
        ):
            mail.tries += 1
            return mail


def _send(mail, line):
    person = mail.person
    if not person.is_active:
        raise ValueError("The account was closed meanwhile.")
    secret = SECRET.get(mail.kind)
    words = (
        secret(person, mail.language) if secret else mails.Words(mail.subject, mail.text, mail.html)
    )
    message = EmailMultiAlternatives(
        words.subject, words.text, to=[person.email], connection=line,
        headers={"Message-ID": _message_id(mail), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    if words.html:
        message.attach_alternative(words.html, "text/html")
    message.send()


def _message_id(mail):
    """One name for all tries: a server that took the mail and could not say so any more, and gets
    it again, can tell that it is the same."""
    name = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _failed(mail, error):
    told = f"{type(error).__name__}: {error}"[:300]
    logger.warning("Mail %s could not be sent, try %d: %s", mail.key, mail.tries, told)
    if mail.tries > len(PAUSES):
        _done(mail, given_up_at=timezone.now(), error=told)
    else:
        pause = datetime.timedelta(minutes=PAUSES[mail.tries - 1])
        OutboxMail.objects.filter(pk=mail.pk).update(due_at=timezone.now() + pause, error=told)


def _done(mail, **fields):
    OutboxMail.objects.filter(pk=mail.pk).update(due_at=None, **fields)


class Sender:
    """The one thread of this process that sends: woken by each post, it ends when all is done."""

    def __init__(self):
        self.lock = threading.Lock()
        self.is_running = self.is_asked = False

    def wake(self):
        with self.lock:
            self.is_asked = True
            if self.is_running:
                return
            self.is_running = True
        try:
            in_background(self.run)
        except RuntimeError:  # no thread can be started now: what is due stays due
            self.is_running = False
            raise

    def run(self):
        while self._is_asked_again():
            try:
                deliver()
            except Exception:  # the database is gone: what is due stays due
                logger.exception("The outbox could not be read")

    def _is_asked_again(self):
        with self.lock:
            self.is_running, self.is_asked = self.is_asked, False
            return self.is_running


def in_background(work):
    """Do a piece of work in a thread of its own, with connections of its own; return the thread."""
    thread = threading.Thread(target=_alone, args=[work])
    thread.start()
    return thread


def _alone(work):
    try:
        work()
    except Exception:
        logger.exception("Work in the background failed")
    finally:
        connections.close_all()


sender = Sender()
