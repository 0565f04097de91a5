"""Read table.csv: who gets which answer at which address.

One row for each method, address and kind of object; one column for each kind of person. A cell is
the answer's status, or `login` where it asks to sign in. `sends` names what is sent along: see
sends.py. An address with a star stands for many pages of the back office.
"""

import csv
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.cast import KINDS

FILE = Path(__file__).with_name("table.csv")


class Row(NamedTuple):
    method: str
    address: str
    object: str
    sends: str
    expected: dict

    def __str__(self):
        return " ".join(part for part in self[:4] if part)


@cache
def read():
    """Return the rows of the table, in their order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["method"], line["address"], line["object"], line["sends"],
                {kind: line[kind] for kind in KINDS},
            )
            for line in csv.DictReader(file)
        ]  # fmt: skip


def addresses(resolver=None, namespace="", route=""):
    """Yield (name, route) of every address of the site, allauth's and the back office's too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner, here)
        else:
            yield namespace + (pattern.name or f"({here})"), here


def names_for(row, names):
    """Return the names that a row speaks of, those with a row of their own left out."""
    if "*" not in row.address:
        return [row.address]
    own = {other.address for other in read() if other.method == row.method} - {row.address}
    exact = {address for address in own if "*" not in address}
    narrower = {a for a in own - exact if len(a) > len(row.address) and "*" in a}
    return [
        name for name in names
        if fnmatchcase(name, row.address) and name not in exact
        and not any(fnmatchcase(name, other) for other in narrower)
    ]  # fmt: skip


def row_of(method, name):
    """Return the row that speaks of one name."""
    return next(
        row for row in read()
        if row.method == method and fnmatchcase(name, row.address) and names_for(row, [name])
    )  # fmt: skip
