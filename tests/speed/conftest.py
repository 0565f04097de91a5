"""The people who look at the plan, on a day when its reports are due."""

import pytest
from django.core.cache import caches
from django.test import Client


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
