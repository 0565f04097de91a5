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


class Files(dict):
    """The files of a pack, {(format, language): bytes}, each written when it is first asked for."""

    def __init__(self, trees):
        super().__init__()
        self.trees = trees

    def __missing__(self, key):
        name, code = key
        self[key] = FORMATS[name].write(self.trees[code])
        return self[key]


@pytest.fixture(scope="module")
def files(trees):
    return Files(trees)
