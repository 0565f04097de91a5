"""The people who look at the plan, on a day when its reports are due."""

import gzip

import pytest
from django.core.cache import caches
from django.test import Client

KB = 1024
MOST_COMPRESSED = 15 * KB  # of a page's HTML, on the wire


@pytest.fixture
def reader(scene):
    """Make somebody's browser: `reader("wg_lead")`."""

    def make(kind):
        client = Client()
        if person := scene.person(kind):
            client.force_login(person)
        return client

    return make


def forget():
    """Empty the caches of pages, as a new process has them."""
    caches["pages"].clear()


def read(response):
    """Return a response's bytes, of a stream too."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def wire(response):
    """Return how many bytes a page is on the wire."""
    return len(gzip.compress(response.content, 6))
