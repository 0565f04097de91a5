"""Find the pages that a person can reach: a few for each name of the URLconf."""

from collections import Counter
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.crawl import Page

LEFT_OUT = ("/admin/", "/logout/", "/static/")
SPARE = 3  # more of a name than are asked for are looked at: some lead elsewhere, or to a file
FOUND = {}  # by site and person: pages that only read stay what they were


def reachable(visitor, *, of_each=2):
    """Return the paths of HTML pages reached from `/`, at most so many of each name; of a site that
    nobody writes to, since each person's way through it is walked once."""
    key = visitor.address, visitor.email, max(of_each, 2)
    if key not in FOUND:
        FOUND[key] = _walk(visitor, key[-1])
    return [path for pages in FOUND[key].values() for path in pages[:of_each]]


def _walk(visitor, of_each):
    waiting, seen, queued, found = ["/"], {"/"}, Counter(), {}
    while waiting:
        path = waiting.pop(0)
        response = visitor.context.request.get(path)
        if not response.headers.get("content-type", "").startswith("text/html"):
            continue
        assert response.status == 200, f"{path}: {response.status}"
        here = urlsplit(response.url).path
        pages = found.setdefault(name_of(here), [])
        if len(pages) >= of_each:
            continue
        pages.append(path)
        for link in Page(response.text()).links:
            if not link.startswith("/") or link.startswith(LEFT_OUT) or link in seen:
                continue
            name = name_of(urlsplit(link).path)
            if queued[name] < of_each + SPARE:
                seen.add(link)
                queued[name] += 1
                waiting.append(link)
    return found


def name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return path
