"""What a dataset is: its columns, its rows as one person may see them, and the models it tells."""

import enum
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from reporting.exports.columns import Column
from reporting.exports.plan import Table, titled
from sip.moments import Moment, moment

ROWS_AT_ONCE = 1000
# Why a dataset leaves a field out, where several say the same.
OWN = "says how the row is kept, not what it tells"
WHO = "people stand in no table to take away"


class Reader(NamedTuple):
    """Who takes a table, in which language its words stand, and at which moment it is read (now
    when None)."""

    user: object
    language: str
    on: Moment | None = None

    @property
    def at(self):
        return moment(self.on)

    @property
    def is_known(self):
        return self.user.is_authenticated

    def address(self, name, *args):
        """Return the whole address of a page."""
        return settings.PUBLIC_URL + reverse(name, args=args)

    def label(self, choices, key):
        """Return the word for a key, or None for no key."""
        return str(choices(key).label) if key else None

    def text(self, translated):
        """Return a `Translated` in the language of the table, or None."""
        return (translated.in_language(self.language) or None) if translated else None


class Past(enum.Enum):
    """What a table can tell of the past: nothing, days, or every `Moment`, quarters included."""

    NONE = enum.auto()
    BY_DAY = enum.auto()
    WHOLE = enum.auto()


class Dataset(NamedTuple):
    """One table to take away.

    `rows(reader)` gives what `columns` take their values from: a queryset, which is read in pieces
    so that memory does not grow with it, or a few rows that are put together. `page` names the
    address where the same is seen; a dataset that is not public, or a column that is not, is for
    people signed in. `leaves_out` says of each model it tells, by "app.Model", which fields it does
    not hold and why. `make`, for a table that is made elsewhere, takes the reader. One whose rows
    and columns follow the reader's moment (`reader.at`) says so by `past`.
    """

    name: str
    title: Promise
    about: Promise
    columns: tuple[Column, ...]
    rows: Callable | None
    page: str
    leaves_out: dict
    is_public: bool = True
    make: Callable | None = None
    past: Past = Past.NONE

    def is_open_to(self, user):
        return self.is_public or user.is_authenticated

    def columns_for(self, user):
        """Return the columns that a person may see."""
        return tuple(one for one in self.columns if one.is_public or user.is_authenticated)

    def moment_for(self, at):
        """Return the moment at which the table is read where `at` is asked for: of a quarter, its
        last day where days alone are known. None where it cannot tell of it."""
        if at.is_now or self.past is Past.WHOLE:
            return at
        if self.past is Past.NONE:
            return None
        return moment(at.quarter.ends_on) if at.quarter else at


def table_of(dataset, reader, *, hashtags=True):
    """Return a dataset as a `Table`, as one person may see it; `hashtags` asks for the HXL row."""
    if dataset.make:
        table = dataset.make(reader)
        return table if hashtags else table._replace(hashtags=[])
    columns = dataset.columns_for(reader.user)
    with override(reader.language):
        titles = [str(column.title) for column in columns]
        title = titled(dataset.title, reader.at)
    marks = [column.hashtag(reader.language) for column in columns] if hashtags else []
    return Table(
        dataset.name, title, reader.language, reader.at, columns, titles, marks,
        _values(dataset, columns, reader),
    )  # fmt: skip


def _values(dataset, columns, reader):
    makers = [column.value for column in columns]
    rows = dataset.rows(reader)
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=ROWS_AT_ONCE)
    for row in rows:
        with override(reader.language):
            values = [make(row, reader) for make in makers]
        yield values
