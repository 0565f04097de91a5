"""Links and files put where they belong and taken off again; whoever calls writes the trail."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from sip.papers.checking import file_error, link_error
from sip.papers.models import MOST_PAPERS


class Papers(NamedTuple):
    """What one place is given: links, uploaded files, and the primary keys of what is taken off."""

    links: list = []
    files: list = []
    removed: list = []


def errors_of(papers, there):
    """Return what is wrong with `Papers` for a place where `there` stand by primary key, as
    {field: message}; each file then has its `kind` and a safe `name`."""
    errors = {}
    if bad := next(filter(None, map(link_error, papers.links)), None):
        errors["links"] = bad
    if bad := next(filter(None, map(file_error, papers.files)), None):
        errors["files"] = bad
    if bad := too_many(there.values(), papers):
        errors["files"] = bad
    return errors


def too_many(held, papers):
    """Return that a place would have more papers than it may, or None; `held` stand there now."""
    left = len({paper.pk for paper in held} - set(papers.removed))
    if left + len(papers.links) + len(papers.files) <= MOST_PAPERS:
        return None
    return _("There can be %(most)d links and files at most.") % {"most": MOST_PAPERS}


def keep(model, papers, there, *, by, at, **place):
    """Take off and add, for what `errors_of` found fit. `place` are the fields of the model that
    say where the papers stand. Returns what stands there after."""
    there = dict(there)
    for pk in set(papers.removed) & set(there):
        paper = there.pop(pk)
        paper.removed_at, paper.removed_by = at, by
        paper.save(update_fields=["removed_at", "removed_by"])
    links = {paper.url for paper in there.values()}
    added = [
        model.objects.create(url=url, by=by, at=at, **place)
        for url in dict.fromkeys(papers.links)
        if url not in links
    ]
    for upload in papers.files:
        upload.seek(0)
        added.append(
            model.objects.create(
                file=upload, name=upload.name, format=upload.kind, size=upload.size, by=by, at=at,
                **place,
            )
        )  # fmt: skip
    return [*there.values(), *added]
