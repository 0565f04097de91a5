"""Set the stage: the product's own settings, databases of our own, nothing of anybody's."""

import functools
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SIZES = (1, 10, 100)


class Now:
    """Which database the connection works on."""

    size = 0  # none that is known


def prepare(*, url=""):
    """Let Django run on databases of our own; call it before anything imports Django's parts.

    `url` is the address of a PostgreSQL server on which we may make databases (postgres://…/any),
    or of the one database that a process of its own shall read.
    """
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-benchmarks-0123456789-0123456789-0123456789",
        "DEBUG": "0",
        "DEMO": "1",  # plain http on the loopback
        "ALLOWED_HOSTS": "testserver,127.0.0.1",
        "DATABASE_URL": url or f"sqlite:///{folder() / 'x1.sqlite3'}",
        "EMAIL_URL": "dummymail://",
    }
    import django

    django.setup()


@functools.cache
def folder():
    """Return the folder of this run's files."""
    return Path(tempfile.mkdtemp(prefix="sip-bench-"))


def name_of(size):
    """Return what the database of one size is called on the present engine."""
    from django.db import connection

    return (
        f"sip_bench_x{size}" if connection.vendor == "postgresql" else folder() / f"x{size}.sqlite3"
    )


def url_of(size, postgres=""):
    """Return the address of one database, for a process of its own."""
    if not postgres:
        return f"sqlite:///{name_of(size)}"
    return urlunsplit(urlsplit(postgres)._replace(path=f"/sip_bench_x{size}"))


def switch(size):
    """Let the default connection work on the database of that size, with empty caches."""
    from django.core.cache import caches
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name_of(size)
    connection.ensure_connection()
    Now.size = size
    caches["pages"].clear()


def build(size):
    """Make the database of one size: the published plan, so many times, with two years of past."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.volume import multiply
    from sip.loading import load_plan
    from workinggroups.loading import load_groups

    if connection.vendor == "postgresql":
        _on_the_server(
            f'DROP DATABASE IF EXISTS "{name_of(size)}"', f'CREATE DATABASE "{name_of(size)}"'
        )
    switch(size)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_plan()
    load_groups()
    multiply(size)
    _make_readers()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def drop():
    """Take away what was made."""
    import shutil

    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        _on_the_server(*(f'DROP DATABASE IF EXISTS "{name_of(size)}"' for size in SIZES))
    shutil.rmtree(folder(), ignore_errors=True)


def _on_the_server(*commands):
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    with connection.cursor() as cursor:
        for command in commands:
            cursor.execute(command)
    connection.close()


def _make_readers():
    from accounts.models import Grant, User
    from sip.models import Owner
    from workinggroups.models import Seat, SupportTeamPlace

    lead = User.objects.create_user("lead@example.org", "a-password-for-benchmarks", name="A lead")
    glc = User.objects.create_user("glc@example.org", "a-password-for-benchmarks", name="GLC staff")
    Grant.objects.create(person=glc, role=Grant.Role.GLC_STAFF, starts_on="2024-01-01")
    SupportTeamPlace.objects.create(person=lead, starts_on="2024-01-01")
    Seat.objects.create(
        person=lead, body=Owner.objects.get(key="partnerships"), role=Seat.Role.LEAD,
        starts_on="2024-01-01",
    )  # fmt: skip
