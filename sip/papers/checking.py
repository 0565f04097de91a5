"""What is wrong with a link or a file that somebody gives as evidence."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from sip.papers.filetypes import FileRefused, harmless, recognise
from sip.papers.models import LARGEST, LONGEST_LINK, LONGEST_NAME

CHECK_LINK = URLValidator(schemes=["http", "https"])


def link_error(url):
    """Return what is wrong with a link, or None."""
    if len(url) > LONGEST_LINK:
        return _("Shorten this link: %(most)d characters at most.") % {"most": LONGEST_LINK}
    try:
        CHECK_LINK(url)
    except ValidationError:
        return _(
            "“%(text)s” is not a link. A link begins with https:// and has no spaces, such as "
            "https://logcluster.org/training"
        ) % {"text": f"{url[:100]}…" if len(url) > 100 else url}  # fmt: skip
    return None


def links_in(text):
    """Read links, one on each line or several beside one another.

    Returns the links, and the lines that are none, each with what is wrong: a line is quoted whole.
    """
    links, wrong = [], {}
    for line in filter(None, map(str.strip, text.splitlines())):
        words = line.split()
        if all(link_error(word) is None for word in words):
            links += words
        else:
            wrong[line] = link_error(line)
    return links, wrong


def file_error(upload):
    """Return what is wrong with an upload, or None; it then has its `kind` and a safe `name`."""
    name = harmless(upload.name or "", LONGEST_NAME)
    shown = name or _("a file without a name")
    if upload.size > LARGEST:
        return _("%(file)s: a file may have 10 MB at most. Give a link instead.") % {"file": shown}
    if not upload.size:
        return _("%(file)s: this file is empty.") % {"file": shown}
    try:
        upload.kind = recognise(upload, name)
    except FileRefused as refused:
        return _("%(file)s: %(why)s") % {"file": shown, "why": refused}
    upload.name = name
    return None


def is_looked_at(upload):
    """Whether a file was found to be what it says (`file_error`)."""
    return hasattr(upload, "kind")
