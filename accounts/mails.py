"""What mails say: text and HTML, in the recipient's language, linking to the configured host."""

import re
from typing import NamedTuple

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation

from accounts import links


class Words(NamedTuple):
    """One mail as it is read."""

    subject: str
    text: str
    html: str = ""


def on_one_line(text):
    """Return a subject without line ends; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


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
        subject, text = _as_text(f"{template}_subject.txt", told), _as_text(f"{template}.txt", told)
        html = render_to_string(f"{template}.html", told)
    return Words(on_one_line(subject), text.strip() + "\n", html.strip() + "\n")


def plain(subject, text, person, language, **context):
    """Return a mail about an account, plain text as such mails should be, from two templates."""
    with translation.override(language):
        context |= {"person": person, "site": settings.PUBLIC_URL}
        subject, text = _as_text(subject, context), _as_text(text, context)
    return Words(on_one_line(subject), text.strip() + "\n")


def _as_text(template, context):
    """Nothing is escaped in plain text, whatever its template says: no browser reads it."""
    return get_template(template).template.render(Context(context, autoescape=False))


def reset_words(person, language):
    """Return the mail with the link for a new password."""
    return plain(
        "account/email/reset_subject.txt", "account/email/reset_message.txt", person, language,
        link=links.reset(person),
    )  # fmt: skip


def invitation_words(person, language):
    """Return the mail that invites a person for whom an account was opened."""
    return plain(
        "account/email/invitation_subject.txt", "account/email/invitation_message.txt",
        person, language,
        link=links.invitation(person), days=links.INVITATION_DAYS,
    )  # fmt: skip
