"""Mails about accounts: plain text, in the account's language, linking to the configured host."""

import logging
import threading

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36

logger = logging.getLogger("accounts")


def reset_link(person):
    """Return the link by which `person` sets a new password. It works once, for a day."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": int_to_base36(person.pk),
            "key": default_token_generator.make_token(person),
        },
    )
    return f"{settings.PUBLIC_URL}{path}"


def reset_message(person):
    """Return the mail with the link for a new password, not sent yet."""
    with translation.override(person.language or translation.get_language()):
        context = {"person": person, "link": reset_link(person), "site": settings.PUBLIC_URL}
        subject = render_to_string("account/email/reset_subject.txt", context)
        body = render_to_string("account/email/reset_message.txt", context)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[person.email])


def send_in_background(message):
    """Send without keeping the page waiting: how long a page takes must not tell whether an
    account exists, and a slow mail server must not stop anybody. Returns the thread."""
    thread = threading.Thread(target=_send, args=[message])
    thread.start()
    return thread


def _send(message):
    try:
        message.send()
    except OSError:
        logger.exception("A mail about an account could not be sent")
