"""The plan, a cast of people by role, and the habits of the whole suite."""

import copy
import datetime
import gc
from unittest import mock

import hypothesis
import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from accounts import trail
from reporting.actions import open_quarter
from sip.loading import load_plan
from tests.again import again, ground
from tests.cast import KINDS, make_cast
from tests.permissions.scene import DAY, Scene
from tests.spoken import asking
from workinggroups import guards
from workinggroups.loading import load_groups

# How long an example takes says how busy the machine is, and nothing of the code.
hypothesis.settings.register_profile("brief", deadline=None, max_examples=25)
hypothesis.settings.register_profile("long", deadline=None)


def pytest_configure(config):
    """Where the `long` tests run, properties are tried on four times as many examples."""
    is_brief = "not long" in config.getoption("markexpr")
    hypothesis.settings.load_profile("brief" if is_brief else "long")


def pytest_collection_finish():
    """What is loaded by now stays until the end: searching it for garbage again and again would
    cost every eighth second. What tests leave is searched seldom, for every twentieth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def fast_and_offline():
    """Cheap passwords, mail in memory, static files by name: what tests need, and no more.

    The outbox sends in the thread of the test: another one would not see what a test writes.
    """
    sign_in = Client.force_login

    def signed_in(client, user, backend=None):
        with ground.step(f"signed in {user.pk}"):
            sign_in(client, user, backend)

    with (
        mock.patch("accounts.outbox.in_background", lambda work: work()),
        mock.patch.object(Client, "force_login", signed_in),
        override_settings(
            STATIC_ROOT=None,  # nothing collected, so nothing to warn about
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
                "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
            },
        ),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def every_act_has_its_words():
    """Whatever a test does, the trail must be able to tell it in words (tests/spoken.py)."""
    with mock.patch("accounts.trail._row", asking(trail._row)):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests():
    """Tests that commit leave empty tables: SQLite deletes row by row, which the guards refuse."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(operations, statements):
        guards.take_down(operations.connection.alias)
        flush(operations, statements)
        guards.put_up(operations.connection.alias)

    with mock.patch.object(BaseDatabaseOperations, "execute_sql_flush", unguarded):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The published plan and the working groups stand in the test database from the beginning."""
    with django_db_blocker.unblock():
        load_plan()
        load_groups()
        call_command("createcachetable", verbosity=0)


@pytest.fixture(autouse=True)
def empty_caches(request):
    """No page of one test is shown to another."""
    caches["pages"].clear()
    if "django_db" in request.keywords or "db" in request.fixturenames:
        request.getfixturevalue("db")
        caches["default"].clear()
        ground.begin()
    yield
    ground.end()


@pytest.fixture(scope="module")
def plan_after(django_db_setup, django_db_blocker):
    """Tests that commit leave empty tables: whoever comes after the module finds the plan again."""
    yield
    with django_db_blocker.unblock():
        load_plan()
        load_groups()


@pytest.fixture
def plan_again(plan_after, transactional_db):
    """The plan for a test that commits (`@pytest.mark.django_db(transaction=True)`)."""
    load_plan()
    load_groups()


@pytest.fixture
def cast(db):
    """The people one asks “who may do what” about: see tests/cast.py."""
    return again("cast", make_cast)


@pytest.fixture(scope="module")
def standing_scene(django_db_setup, django_db_blocker):
    """The cast before reports that are due, made once for a module, with everybody signed in: see
    tests/permissions/scene.py. Tests run inside its transaction, and each takes back what it did.
    """
    with time_machine.travel(DAY, tick=True), django_db_blocker.unblock(), transaction.atomic():
        ground.begin()
        yield again("scene", with_everybody_signed_in)
        transaction.set_rollback(True)


def with_everybody_signed_in():
    made = Scene()
    for kind in KINDS:
        made.client(kind)
    return made


@pytest.fixture
def scene(standing_scene, db):
    """The same with objects of its own, for a test that changes them."""
    return copy.deepcopy(standing_scene)


@pytest.fixture
def quarter(db):
    """An open quarter that ended, with its reports made: 2026-Q3."""
    day = datetime.date(2026, 10, 5)
    return again("quarter", lambda: open_quarter(key="2026-Q3", by=None, on=day))


@pytest.fixture
def queries():
    """Count the queries of a piece of work: `queries(lambda: client.get("/plan/"))`."""

    def count(work):
        with CaptureQueriesContext(connection) as captured:
            work()
        return len(captured)

    return count
