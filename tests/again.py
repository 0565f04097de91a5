"""Make a part of a scene once, and put it back for each test that asks for it.

Most tests stand before the same people and the same quarter. Making these costs many times what
writing their rows does. So on SQLite the statements are kept, and run again for the next test that
stands where the first stood: on the same rows, nothing written since, within the hour. Everybody
else has them made anew, and so has every test on PostgreSQL, whose keys go on counting.

The clock stands while something is made: what a test does afterwards is always later.
"""

import datetime
import pickle
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple

import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

WRITES = ("INSERT", "UPDATE", "DELETE")
numbers = count()
LASTS = datetime.timedelta(hours=1)  # moments that were written down stay near the clock


class Take(NamedTuple):
    """What making something wrote, what it gave, and when; `files` by name, with their content."""

    statements: list
    files: dict
    given: bytes
    at: datetime.datetime
    number: int  # what is made on top of it fits this one alone: another has other random keys

    def is_of_now(self):
        return self.at <= timezone.now() < self.at + LASTS

    def play(self):
        with connection.cursor() as cursor:
            for sql, params, many in self.statements:
                (cursor.executemany if many else cursor.execute)(sql, params)
        for name, content in self.files.items():  # gone where a test changed the storage since
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(content))
        return pickle.loads(self.given)  # noqa: S301 (written by ourselves, a moment ago)


class Ground:
    """What the test at work stands on: what was made since it began, as long as that is all."""

    made, changes, takes = (), None, {}

    def begin(self):
        """Note the rows that were there before: the last key of each table tells them."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
                self.made = (tuple(cursor.fetchall()),)
            self.changes = connection.connection.total_changes

    def end(self):
        self.changes = None

    def is_known(self):
        return connection.vendor == "sqlite" and (
            self.changes == connection.connection.total_changes
        )

    def add(self, name, make):
        made = (*self.made, name)
        take = self.takes.get(made)
        if take and take.is_of_now():
            given = take.play()
        else:
            given, take = record(make)
            self.takes[made] = take
        self.made, self.changes = (*made, take.number), connection.connection.total_changes
        return given

    @contextmanager
    def step(self, name):
        """Do what writes the same rows each time but for a key drawn at random, such as signing in:
        whoever did it too stands on the same ground."""
        is_known = self.is_known()
        yield
        if is_known:
            self.made = (*self.made, name)
            self.changes = connection.connection.total_changes


ground = Ground()


def again(name, make):
    """Return what `make()` gives, with all that it writes; `name` tells it from anything else that
    is made on the same ground."""
    return ground.add(name, make) if ground.is_known() else make()


def record(make):
    statements = []

    def note(execute, sql, params, many, context):
        if sql.startswith(WRITES):
            statements.append((sql, params, many))
        return execute(sql, params, many, context)

    # To the second: a test that begins at the same moment and gets here sooner has it put back too.
    at, there = timezone.now().replace(microsecond=0), set(files_under(""))
    with time_machine.travel(at, tick=False), connection.execute_wrapper(note):
        given = make()
    files = {}
    for name in set(files_under("")) - there:
        with default_storage.open(name) as file:
            files[name] = file.read()
    return given, Take(statements, files, pickle.dumps(given), at, next(numbers))


def files_under(folder):
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}{name}" for name in names)
    for one in folders:
        yield from files_under(f"{folder}{one}/")
