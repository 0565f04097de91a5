"""Every address, every kind of person, every method: exactly what the table says.

Every row is tried in every run. `make test` tries it on those who stand at an edge of an answer,
see `at_the_edges`; `make test-long` and `make test-postgres` try every row on everybody.
"""

from contextlib import nullcontext
from itertools import groupby

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.urls import reverse

from accounts import trail
from tests.cast import KINDS
from tests.permissions import sends
from tests.permissions.bare import without_the_page, without_what_is_no_part_of_the_answer
from tests.permissions.scene import office_address
from tests.permissions.table import addresses, names_for, read, row_of

ROWS = read()


def covered(method):
    names = [name for name, route in addresses() if not name.endswith(")")]
    return {name for row in ROWS if row.method == method for name in names_for(row, names)}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_has_its_row(method):
    missing = {name for name, route in addresses() if not name.endswith(")")} - covered(method)
    assert not missing, f"add rows to tests/permissions/table.csv: {sorted(missing)}"


def test_every_row_has_its_address():
    names = {name for name, route in addresses()}
    assert [str(row) for row in ROWS if not names_for(row, names) or not (
        "*" in row.address or row.address in names
    )] == []  # fmt: skip


def test_every_address_of_ours_has_a_name():
    unnamed = [route for name, route in addresses() if name.endswith(")")]
    assert [route for route in unnamed if not route.startswith("admin/")] == []


def answer(response):
    """Say an answer as the table does."""
    if response.status_code == 302:
        doors = (reverse(settings.LOGIN_URL), reverse("admin:login"))
        if response.headers["Location"].split("?")[0] in doors:
            return "login"
    return str(response.status_code)


def try_row(scene, row, kind, name, taken):
    """Let one kind of person do what the row says, and take it back afterwards."""
    client = scene.client(kind)
    url = office_address(name) if name.startswith("admin:") else reverse(name, kwargs=taken)
    data, head = sends.data(row, scene), trail.head()
    with transaction.atomic():
        response = getattr(client, row.method.lower())(url, data)
        if response.streaming:
            b"".join(response.streaming_content)
        moved = trail.head() != head
        transaction.set_rollback(True)
    if moved:
        caches["pages"].clear()  # another act will move the trail to the same head
    return answer(response)


# One door lets people into the back office: behind it, two kinds without a grant stand for all.
AT_THE_DOOR = {"anonymous", "sag", "glc_rome", "admin"}


def behind_it(row):
    """Return those of them whom no other test tries on the pages that a star stands for.
    tests/admin/test_pages.py reads them as GLC staff and holds the answer against the table (a few
    in every run), so they post where posting is answered otherwise; administrators post everywhere,
    and visitors read: test_strangers.py posts to all without a name."""
    if row.method == "GET":
        return {"anonymous"}
    read_by_staff = row_of("GET", row.address).expected["glc_rome"]
    return {"admin"} if row.expected["glc_rome"] == read_by_staff else {"glc_rome", "admin"}


def everybody(row, *, first):
    """Return whom to try a row on: all, and on the pages that a star stands for those who differ,
    once everybody has been tried on the first of them."""
    return [kind for kind in KINDS if first or kind in AT_THE_DOOR]


def at_the_edges(row, *, first):
    """Return the two ends of every stretch of a row that gets one answer.

    The columns stand in the order of what people may: from visitors over partners, members and
    leads to the SAG and the staff, then those with a right of another sort. Wherever the answer
    changes, those on both sides are tried: the strongest of those who are refused beside the
    weakest of those who are let in. A right given or taken too widely reaches one of the two; an
    answer that one kind alone gets is always tried. GLC staff are tried wherever not all who are
    signed in get the same: the columns after theirs are not stronger. Where all who are signed in
    may read the same, the first of them stands for all. Of the rows of one address those after the
    one that stands for it are tried on whoever gets another answer there.
    """
    if not first:
        return [kind for kind in KINDS if kind in behind_it(row)]
    stretches = [list(kinds) for _answer, kinds in groupby(KINDS, key=row.expected.get)]
    edges = {kind for kinds in stretches for kind in (kinds[0], kinds[-1])}
    of_people = {row.expected[kind] for kind in KINDS[1:]}
    if len(of_people) > 1:
        edges.add("glc_rome")
    elif row.method == "GET" and of_people != {"403"}:
        edges = {"anonymous", "partner"}
    return [kind for kind in KINDS if kind in of_another_object(row, edges)]


def of_another_object(row, kinds):
    """Return, where another row stands for the address, those who get another answer than there;
    where nobody does, the first of all."""
    same = FIRST_ROWS[row.method, row.address].expected
    if same is row.expected or "*" in row.address:
        return kinds
    return {kind for kind in kinds if row.expected[kind] != same[kind]} or {min(kinds)}


def shared(row):
    """Return what rows are tried together by: their object, so that it is arranged once; without
    one their method, and each address of the back office by itself."""
    if row.address.startswith("admin:"):
        return f"{row.method} {row.address}"
    return row.object or f"{row.method} without an object"


TOGETHER = {
    name: list(rows) for name, rows in groupby(sorted(ROWS, key=shared), key=shared)
}  # fmt: skip
together = pytest.mark.parametrize("rows", TOGETHER.values(), ids=TOGETHER)


@pytest.mark.brief
@together
def test_those_at_the_edges_get_the_answer_of_the_table(standing_scene, db, rows):
    with without_what_is_no_part_of_the_answer():
        assert wrong_answers(standing_scene, rows, at_the_edges, pages=first_pages) == []


@pytest.mark.long
@together
def test_everybody_gets_the_answer_of_the_table(standing_scene, db, rows):
    assert wrong_answers(standing_scene, rows, everybody, pages=every_page) == []


def every_page(row, kinds, *, first):
    """Return whose pages are made from their templates: everybody's."""
    return kinds


# What stands for each address: of its rows, which speak of different objects, the first that shows
# somebody a page, or the first of all.
FIRST_ROWS = {(row.method, row.address): row for row in reversed(ROWS)}
FIRST_ROWS |= {
    (row.method, row.address): row for row in reversed(ROWS) if "200" in row.expected.values()
}


def first_pages(row, kinds, *, first):
    """Return, of the row that stands for an address and the first page that a star stands for, who
    is the first to get each answer that is no refusal. Their page is made; of the others' the
    answer is asked. tests/admin makes every page that a star stands for, and test_reading.py walks
    through pages of each name."""
    if not first or FIRST_ROWS[row.method, row.address] is not row:
        return set()
    firsts = {row.expected[kind]: kind for kind in reversed(kinds)}
    return {kind for status, kind in firsts.items() if status not in {"403", "404"}}


def test_a_page_of_each_address_is_made_from_its_template():
    """Of each that shows somebody a page: for one kind of person at least, in every run."""
    not_made = {
        f"{row.method} {row.address}"
        for row in ROWS
        if "*" not in row.address and "200" in row.expected.values()
    }
    for row in ROWS:
        for kind in first_pages(row, at_the_edges(row, first=True), first=True):
            if row.expected[kind] == "200":
                not_made.discard(f"{row.method} {row.address}")
    assert not_made == set()


def wrong_answers(scene, rows, whom, *, pages):
    """Return a sentence for each answer that is not the table's; `whom` says who tries a row."""
    office = rows[0].address.startswith("admin:")
    taken = {} if office else scene.arrange(rows[0].object)
    every = [name for name, route in addresses() if not name.endswith(")")]
    wrong = []
    for row in rows:
        for number, name in enumerate(names_for(row, every)):
            kinds = whom(row, first=number == 0)
            made = pages(row, kinds, first=number == 0)
            for kind in kinds:
                with nullcontext() if kind in made else without_the_page():
                    got = try_row(scene, row, kind, name, taken)
                if got != row.expected[kind]:
                    wrong.append(f"{row}: {kind} at {name} got {got}, not {row.expected[kind]}")
    return wrong
