"""Follow the figures of a page: each link that shows a number, and the activities it opens."""

import html
import re
from functools import partial

from django.http import QueryDict

from reporting import responsibilities
from sip import progress
from sip.changes import WAYS
from sip.filters import NO_OWNER, NO_REPORTER, SILENT, PlanFilter
from sip.names import Names
from sip.planquery import Query

CODE = re.compile(r'class="code">([\d.]+)</span><div class="ttl">')
LINK = re.compile(r'<a href="(/plan/(?:\?[^"]*)?)"[^>]*>(.*?)</a>', re.DOTALL)
ENGLISH = {"accept-language": "en"}


def codes(client, address):
    """Return the activities that a page of the plan lists, in order."""
    response = client.get(address, headers=ENGLISH)
    assert response.status_code == 200, address
    return CODE.findall(response.content.decode())


def counts(text):
    """Yield (address, number) for each link to the plan whose words hold one number."""
    for address, inside in LINK.findall(text):
        words = re.sub(r"<small>.*?</small>|<span class=\"vh\">.*?</span>", "", inside)
        numbers = re.findall(r"\d+", re.sub(r"<[^>]+>| of \d+|\d{4}-\d\d", " ", words))
        if len(numbers) == 1 and "Pillar" not in words:
            yield html.unescape(address), int(numbers[0])


def main(response):
    return text_of_main(response.content.decode())


def text_of_main(text):
    return text[text.index("<main") : text.index("</main>")]


def rows_at(address, *, names):
    """Return the codes of the activities that an address of the plan lists to those who may include
    what is submitted; `names` are those of its moment, read once for all."""
    query = Query.of(QueryDict(address.partition("?")[2]))
    plan = PlanFilter(query.data, names=names, may_include=True)
    return [row.code for row in progress.plan_rows(plan, with_sparks=False)]


def check(board):
    """Hold each figure of a dashboard against the rows it links to."""
    rows = partial(rows_at, names=Names.load(board.at))
    assert sorted(line.row.code for line in board.lines) == sorted(rows(board.address()))
    for key, number in board.counts.items():
        assert len(rows(board.address(status=key))) == number, key
    for way in WAYS:
        moved = [line.row.code for line in board.moved[way]]
        assert rows(board.moved_address(way)) == moved, way
    assert len(rows(board.moved_address())) == len(board.changed)
    for share in (*board.pillars, *board.parts, *board.bodies):
        assert len(rows(board.address(**share.filters))) == share.total, share.filters
        troubled = board.address(**{**share.filters, "status": ["at_risk", "blocked"]})
        assert len(rows(troubled)) == share.troubled
    assert rows(board.address(stale="2")) == [line.row.code for line in board.stale]


def check_gaps(board):
    """Hold the number of activities that nobody answers for, that nobody reports on, and of which
    the last quarter says nothing against the rows that they link to."""
    rows = partial(rows_at, names=Names.load(board.at))
    found = responsibilities.make(board)
    for gap, filters in (
        (responsibilities.NO_OWNER, {"body": NO_OWNER}),
        (NO_REPORTER, {"gap": NO_REPORTER}),
        (SILENT, {"gap": SILENT}),
    ):
        counted = [one.line.row.code for one in found.with_gap(gap)]
        if filters.keys() & board.scope.keys():  # a body's own activities: none is without one
            assert counted == []
        else:
            assert rows(board.address(**filters)) == counted, gap
