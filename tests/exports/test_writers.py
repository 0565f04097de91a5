"""Writers of tables: flat in memory, whatever the number of rows."""

import tracemalloc

import pytest

from reporting.exports.columns import ACTIVITIES, columns_for
from reporting.exports.formats import FORMATS
from reporting.exports.house import Book
from reporting.exports.plan import Table
from sip.moments import moment


def table(count):
    columns = columns_for(narrative=True)
    names = [column.name for column in columns]
    row = ["a text of some length, as one finds them"] * len(columns)
    return Table(
        "sip_activities", "Plan", "en", moment(), columns, names,
        [column.hashtag("en") for column in columns], (row for _ in range(count)),
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_rows(name):
    def peak(count):
        tracemalloc.start()
        for _piece in FORMATS[name].pieces(table(count)):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(600) < peak(60) + 500_000


def test_names_and_hashtags_are_unique():
    assert len({column.name for column in ACTIVITIES}) == len(ACTIVITIES)
    assert len({column.hxl for column in ACTIVITIES}) == len(ACTIVITIES)


def test_sheets_take_any_name():
    book = Book("Title", "en")
    names = ["A/B: [x]*?", "A/B: [x]*?", "l" * 40, "L" * 40, "", "'"]
    made = [book.sheet(name, [10]).sheet.title for name in names]
    assert len({name.casefold() for name in made}) == len(names)
    assert all(1 <= len(name) <= 31 for name in made)


def test_a_word_too_long_for_its_column_makes_its_row_higher():
    book = Book("Title", "en")
    sheet = book.sheet("Sheet", [20])
    for text in ("word " * 8, "abc " + "w" * 36):
        sheet.body([text], ["text"])
    book.pieces().close()
    ordinary, unbroken = (sheet.sheet.row_dimensions[row].height for row in (1, 2))
    assert unbroken > ordinary
