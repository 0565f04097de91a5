"""What the database at hand is, told before anything in it is touched."""

from enum import Enum

from django.db import connection

from accounts.models import Installation, TrailRow, User


class Kind(Enum):
    EMPTY = "empty"  # nothing in it yet, or a first start that was interrupted
    DEMO = "demo"
    WORKING = "working"  # people's work, ours or another program's: never overwritten


def kind_of_installation():
    """Return the `Kind` of the database, which may be one that was never migrated."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return Kind.EMPTY
    row = Installation.objects.first() if _table(Installation) in tables else None
    if row:
        return Kind.DEMO if row.is_demo else Kind.WORKING
    holds_people = any(
        _table(model) in tables and model.objects.exists() for model in (User, TrailRow)
    )
    ours = "django_migrations" in tables
    return Kind.WORKING if holds_people or not ours else Kind.EMPTY


def _table(model):
    return model._meta.db_table
