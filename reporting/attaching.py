"""Evidence put on the lines of a report and taken off: links and files, saved with the words."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from reporting.filetypes import FileRefused, harmless, recognise
from reporting.models import Evidence
from reporting.papers import LARGEST, LONGEST_LINK, LONGEST_NAME, MOST_PAPERS

CHECK_LINK = URLValidator(schemes=["http", "https"])


class Papers(NamedTuple):
    """What one line is given: links, uploaded files, and the primary keys of what is taken off."""

    links: list = []
    files: list = []
    removed: list = []


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


def too_many(held, papers):
    """Return that a line would have more evidence than it may, or None; `held` stands on it now."""
    left = len({paper.pk for paper in held} - set(papers.removed))
    if left + len(papers.links) + len(papers.files) <= MOST_PAPERS:
        return None
    return _("An activity takes %(most)d links and files at most.") % {"most": MOST_PAPERS}


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


def attach(lines, given, *, by, at):
    """Put evidence on lines and take it off.

    `lines` and `given` are by activity code, `given` holding `Papers`. Raises `ValidationError`
    keyed by "code-field" and then keeps nothing. Returns what changed, before and after.
    """
    before, after, errors = {}, {}, {}
    for code, papers in given.items():
        line = lines[code]
        there = {paper.pk: paper for paper in line.papers}
        if found := _errors(papers, there):
            errors |= {f"{code}-{field}": text for field, text in found.items()}
        elif any(papers):
            before[f"{code}-papers"] = [str(paper) for paper in there.values()]
            kept = _keep(line, papers, there, by=by, at=at)
            after[f"{code}-papers"] = [str(paper) for paper in kept]
    if errors:
        raise ValidationError(errors)
    return before, after


def _errors(papers, there):
    errors = {}
    if bad := next(filter(None, map(link_error, papers.links)), None):
        errors["links"] = bad
    if bad := next(filter(None, map(file_error, papers.files)), None):
        errors["files"] = bad
    if bad := too_many(there.values(), papers):
        errors["files"] = bad
    return errors


def _keep(line, papers, there, *, by, at):
    for pk in set(papers.removed) & set(there):
        paper = there.pop(pk)
        paper.removed_at, paper.removed_by = at, by
        paper.save(update_fields=["removed_at", "removed_by"])
    links = {paper.url for paper in there.values()}
    added = [
        Evidence.objects.create(line=line, url=url, by=by, at=at)
        for url in dict.fromkeys(papers.links)
        if url not in links
    ]
    for upload in papers.files:
        upload.seek(0)
        added.append(
            Evidence.objects.create(
                line=line, file=upload, name=upload.name, format=upload.kind, size=upload.size,
                by=by, at=at,
            )
        )  # fmt: skip
    return [*there.values(), *added]
