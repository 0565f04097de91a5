"""Find the pages that a person can reach: a few for each name of the URLconf; and of those, the
ones that hold something no other has."""

from collections import Counter, defaultdict
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.crawl import Page

LEFT_OUT = ("/admin/", "/logout/", "/static/")
SPARE = 3  # more of a name than are asked for are looked at: some lead elsewhere, or to a file
SEEN = defaultdict(set)  # by look: what has been looked at, see `unlike_others`
FACES = defaultdict(set)  # by look and name: what its pages look like, see `unlike_others`
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
TOLD = {"class", "role", "type", "lang", "dir"}  # attributes whose values matter, not just names
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


def unlike_others(visitor, paths, look, *, of_each_name=False):
    """Yield the paths whose pages hold a kind of element that no page before had in the same `look`
    (language, width, colours): the rules have been asked about all others. With `of_each_name` the
    first page of each name as well, unless somebody before saw one made of the very same kinds:
    what stands around `<main>` is the person's on every page, and is no difference.
    """
    names = set()
    for path in paths:
        html, name = visitor.context.request.get(path).text(), name_of(urlsplit(path).path)
        is_new = of_each_name and name not in names and _shows_another_face(html, (look, name))
        names.add(name)
        kinds = Kinds(html).found
        if is_new or not kinds <= SEEN[look]:
            SEEN[look] |= kinds
            yield path


def _shows_another_face(html, key):
    face = frozenset(Kinds(html[html.find("<main") : html.find("</main>")]).found)
    is_another = face not in FACES[key]
    FACES[key].add(face)
    return is_another


class Kinds(HTMLParser):
    """The kinds of elements on a page: tag, attributes, whether it says something itself, and the
    same of what it stands in and what stands before it."""

    def __init__(self, html):
        super().__init__()
        self.found, self.open, self.before = set(), [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = sorted((name, value if name in TOLD else bool(value)) for name, value in attrs)
        kind = (tag, *told)
        self.found.add((*(one for one, _text in self.open), self.before, kind))
        self.before = tag
        if tag not in VOID:
            self.open.append((kind, False))

    def handle_data(self, data):
        if self.open and data.strip() and not self.open[-1][1]:
            self.open[-1] = (self.open[-1][0], True)
            self.found.add((*(one for one, _text in self.open), "text"))

    def handle_endtag(self, tag):
        while self.open:
            (name, *_rest), has_text = self.open.pop()
            if not has_text:
                self.found.add((*(one for one, _text in self.open), (name, *_rest), "no text"))
            if name == tag:
                self.before = tag
                return
