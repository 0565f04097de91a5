"""Pages stay light: fifteen kilobytes of HTML on the wire, sixty unpacked, and little beside it."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from benchmarks.volume import multiply
from tests.crawl import crawl
from tests.speed.conftest import read

KB = 1024
MOST_COMPRESSED = 15 * KB
# The back office is Django's; a form with thirty lines holds its questions thirty times.
LEFT_OUT = ["/admin/", "/logout/", "/plan/export/"]


def wire(response):
    return len(gzip.compress(response.content, 6))


@pytest.fixture(scope="module")
def full_scene(standing_scene):
    """A plan of the usual length, with a report drafted and another accepted."""
    multiply(1)
    standing_scene.put("training", "draft")
    standing_scene.put("rome", "accepted")
    return standing_scene


@pytest.mark.parametrize(
    ("language", "kind"),
    [("fr", "anonymous"), ("fr", "glc_rome"), ("fr", "wg_lead"), ("fr", "sag"), ("en", "glc_rome")],
)
def test_no_page_weighs_more_than_it_may(full_scene, db, language, kind):
    """Nor does any show a picture that a field connection would wait for."""
    client, heavy = full_scene.client(kind), []
    client.cookies["django_language"] = language
    for address, response, page in crawl(client, skip=LEFT_OUT, each=4):
        if response.streaming:
            read(response)
        elif page:
            assert not page.tags["img"] and not page.tags["iframe"], address
            if (weight := wire(response)) > MOST_COMPRESSED:
                heavy.append(f"{address}: {weight / KB:.1f} KB")
    assert not heavy, "\n".join(heavy)


@pytest.mark.parametrize("kind", ["anonymous", "wg_lead"])
def test_the_first_view_needs_three_requests_and_thirty_kilobytes(full_scene, db, kind):
    response = full_scene.client(kind).get("/plan/")
    html = response.content.decode()
    files = [Path(finders.find(name)) for name in static_files(html)]
    whole = wire(response) + sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    blocking = [name for name in static_files(html) if not name.endswith((".svg", ".ico"))]
    assert len(blocking) + 1 <= 3
    assert whole <= 30 * KB


def static_files(html):
    return [part.split('"')[0] for part in html.split('"/static/')[1:]]
