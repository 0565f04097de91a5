"""What tests stand on is the same whether it was made or put back."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from tests.again import again, ground
from tests.cast import make_cast, organisation
from tests.permissions.scene import everything

START = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)
# PostgreSQL's keys go on counting, so everything is made anew there.
pytestmark = [pytest.mark.django_db, pytest.mark.brief]


@pytest.fixture
def stand():
    """Make the cast on fresh ground, after `before()`, and take it back: what was given, and a mark
    of every table."""

    def made(make, before=lambda: None, meanwhile=lambda: None):
        with transaction.atomic():
            before()
            ground.begin()
            meanwhile()
            given = again("people of this test", make)
            marks = everything()
            transaction.set_rollback(True)
        return given, marks

    return made


@pytest.fixture
def make():
    """Make the cast, and count how often."""

    def counted():
        counted.times += 1
        return make_cast()

    counted.times = 0
    yield counted
    ground.takes.clear()


def test_it_is_made_once_and_put_back_with_the_same_rows_and_people(stand, make):
    made, rows = stand(make)
    again_made, again_rows = stand(make)
    assert make.times == 1
    assert again_rows == rows
    assert vars(again_made).keys() == vars(made).keys()
    assert again_made.wg_lead == made.wg_lead and again_made.wg_lead is not made.wg_lead


def test_on_other_rows_it_is_made_anew(stand, make):
    stand(make)
    made, _rows = stand(make, before=lambda: organisation("another", "partner"))
    assert make.times == 2
    assert made.ngo.name == "International Ngo A"


def test_after_anything_was_written_it_is_made_anew(stand, make):
    stand(make)
    stand(make, meanwhile=lambda: User.objects.update(name="Changed"))
    assert make.times == 1, "nobody is there whose name could change"
    stand(make, meanwhile=lambda: organisation("another", "partner"))
    assert make.times == 2


def test_before_its_own_time_it_is_made_anew(stand, make, time_machine):
    time_machine.move_to("2026-10-06T09:00:00+00:00", tick=False)
    stand(make)
    time_machine.move_to("2026-10-06T08:59:59+00:00", tick=False)
    stand(make)
    assert make.times == 2


def test_nothing_in_it_is_later_than_what_comes_after(stand, make, time_machine):
    """Though the clock goes on from the same moment, and putting back takes less time."""
    time_machine.move_to(START, tick=False)

    def slowly():
        time_machine.shift(2)
        return timezone.now()

    made, _rows = stand(slowly)
    assert made == START


def test_files_are_put_back_with_the_rows_that_name_them(stand):
    def save():
        return default_storage.save("again/one.txt", ContentFile(b"words"))

    name, _rows = stand(save)
    default_storage.delete(name)
    stand(save)
    ground.takes.clear()
    with default_storage.open(name) as file:
        assert file.read() == b"words"
    default_storage.delete(name)
