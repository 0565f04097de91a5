"""Walk through the site as a person would: from the first page along every link."""

from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

# Lists link to themselves with every filter: a few of each are enough.
VARIANTS = 6


class Page(HTMLParser):
    """What a page holds: its text, links, ids and headings."""

    def __init__(self, html):
        super().__init__()
        self.html = html
        self.links, self.ids, self.tags, self.targets = [], [], Counter(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags[tag] += 1
        self.ids += [attrs["id"]] if attrs.get("id") else []
        if tag == "a" and attrs.get("href"):
            (self.targets if attrs["href"].startswith("#") else self.links).append(attrs["href"])


def crawl(client, start="/", *, limit=600, skip=(), each=6):
    """Yield (address, response, page) of what is reached from `start`, each once. `page` is what
    an answer in HTML holds, read once for all who ask; None for another.

    Of fifty pages of one kind, such as the activities, `each` are enough.

    `skip` names beginnings of addresses that are left out. Redirects are followed as links are.
    """
    waiting, seen = deque([start]), {start}
    variants, alike = Counter(), Counter()
    while waiting and limit:
        address, limit = waiting.popleft(), limit - 1
        response = client.get(address)
        page = Page(response.content.decode()) if is_html(response) else None
        yield address, response, page
        for link in _links(address, response, page):
            path = urlsplit(link).path
            if (
                link in seen
                or path.startswith(tuple(skip))
                or variants[path] >= min(each, VARIANTS)
            ):
                continue
            kind = kind_of(path)
            if alike[kind] >= each:
                continue
            seen.add(link)
            variants[path] += 1
            alike[kind] += 1
            waiting.append(link)


def kind_of(path):
    """Return the name of the address, such as "activity"; the path itself where it has none."""
    try:
        return resolve(path).view_name or path
    except Resolver404:
        return path


def _links(address, response, page):
    found = [response.headers["Location"]] if "Location" in response.headers else []
    if page and response.status_code == 200:
        found += page.links
    for link in found:
        whole = urldefrag(urljoin(f"http://testserver{address}", link)).url
        if urlsplit(whole).netloc == "testserver" and not urlsplit(whole).path.startswith(
            "/static/"
        ):
            yield whole.removeprefix("http://testserver")


def is_html(response):
    return not response.streaming and response.headers.get("Content-Type", "").startswith(
        "text/html"
    )
