"""Find the pages that a person can reach: a few for each name of the URLconf."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.crawl import Page

LEFT_OUT = ("/admin/", "/logout/", "/static/")
MOST = 400  # addresses looked at


def reachable(visitor, *, of_each=2):
    """Return the paths of HTML pages reached from `/`, at most so many of each name."""
    waiting, seen, found = ["/"], {"/"}, {}
    while waiting and len(seen) < MOST:
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
            if link.startswith("/") and not link.startswith(LEFT_OUT) and link not in seen:
                seen.add(link)
                waiting.append(link)
    return [path for pages in found.values() for path in pages]


def name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return path
