"""One scene for all questions of who may do what."""

import pytest
import time_machine

from tests.permissions.scene import DAY, Scene


@pytest.fixture
def scene(db):
    """The scene on a day when its reports are due; see scene.py."""
    with time_machine.travel(DAY, tick=True):
        yield Scene()
