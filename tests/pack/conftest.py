"""One frozen pack for a module, and the files made of it."""

import pytest
import time_machine
from django.db import transaction

from reporting.pack.content import Edition, build
from reporting.pack.files import FORMATS
from tests.pack.scene import JULY, make_scene


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """See scene.py. Tests run inside its transaction, on 6 October 2026; what one of them writes
    is taken back by its own `db`."""
    with (
        time_machine.travel(JULY, tick=True) as clock,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield make_scene(clock)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def trees(scene):
    """The content of the pack in both languages."""
    return {code: build(Edition.of(scene.pack), code) for code in ("fr", "en")}


@pytest.fixture(scope="module")
def files(trees):
    """Every file of the pack: {(format, language): bytes}."""
    return {
        (name, code): one.write(tree)
        for code, tree in trees.items()
        for name, one in FORMATS.items()
    }
