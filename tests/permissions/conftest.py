"""One scene for all questions of who may do what."""

import pytest
import time_machine
from django.db import transaction

from tests.cast import KINDS
from tests.permissions.scene import DAY, Scene


@pytest.fixture
def scene(db):
    """The scene on a day when its reports are due; see scene.py."""
    with time_machine.travel(DAY, tick=True):
        yield Scene()


@pytest.fixture(scope="module")
def standing_scene(django_db_setup, django_db_blocker):
    """The same, made once for a module, with everybody signed in: its tests run inside its
    transaction, and each takes back what it did."""
    with time_machine.travel(DAY, tick=True), django_db_blocker.unblock(), transaction.atomic():
        made = Scene()
        for kind in KINDS:
            made.client(kind)
        yield made
        transaction.set_rollback(True)
