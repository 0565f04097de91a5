"""What mails say: text and HTML, in the recipient's language, linking to the configured host."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36


class Words(NamedTuple):
    """One mail as it is read."""

    subject: str
    text: str
    html: str = ""


def language_of(person):
    """Return the language a person reads in; the installation's where they chose none."""
    return person.language or settings.LANGUAGE_CODE


def compose(person, template, **context):
    """Return the `Words` of a mail to `person`, in their language.

    `template` names three files: `reporting/mails/reminder` stands for `…_subject.txt`, `….txt`
    and `….html`. They are given `person`, `site` (the address of the tracker) and the context.
    """
    with translation.override(language_of(person)):
        told = {"person": person, "site": settings.PUBLIC_URL, **context}
        parts = [render_to_string(f"{template}{end}", told) for end in ("_subject.txt", ".txt")]
        html = render_to_string(f"{template}.html", told)
    subject, text = parts
    return Words(" ".join(subject.split()), text.strip() + "\n", html.strip() + "\n")


def page(name, *args):
    """Return the whole address of a page, for a mail. Whoever is not signed in is asked to, and
    then brought there."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def reset_link(person):
    """Return the link by which `person` sets a new password. It works once, for a day."""
    key = default_token_generator.make_token(person)
    return page("account_reset_password_from_key", int_to_base36(person.pk), key)


def reset_words(person, language):
    """Return the mail with the link for a new password; plain text, as such mails should be."""
    with translation.override(language):
        context = {"person": person, "link": reset_link(person), "site": settings.PUBLIC_URL}
        subject = render_to_string("account/email/reset_subject.txt", context)
        text = render_to_string("account/email/reset_message.txt", context)
    return Words(" ".join(subject.split()), text.strip() + "\n")
