"""The first view of the plan needs little beside its HTML. That every page stays light is asked on
the walk through the site: see tests/permissions/test_reading.py."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from benchmarks.volume import multiply
from tests.speed.conftest import KB, wire


@pytest.fixture(scope="module")
def full_scene(standing_scene):
    """A plan of the usual length."""
    multiply(1)
    return standing_scene


@pytest.mark.long
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
