"""The matrix of activities and quarters as tables, one for each pillar. A plan's worth of cells is
written in Python: a template would spend the page's time on them."""

from collections import Counter
from functools import cache
from itertools import groupby
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from reporting.matrix import QUARTERS_SHOWN
from sip import quarters
from sip.cells import CARRIED, MISSING
from sip.models import Status
from sip.templatetags.plan import completed_earlier, glyph, lang_attrs, not_received, status
from sip.writing import joined, spoken

TABLE = (
    '<table class="matrix"><caption{}>{}. {}</caption><thead><tr><th scope="col">{}</th>{}</tr>'
    "</thead><tbody>{}</tbody></table>\n"
)
ROW = '<tr><th scope="row"><a href="{0}"{2}><span class="code">{1}</span> {3}</a></th>{4}</tr>\n'


class Choice(NamedTuple):
    """A part of the plan with a matrix of its own."""

    code: str
    title: object
    attrs: str
    number: int
    url: str


def make(board):
    """Return the context of the page with every quarter of the Strategy; a plan too long for one
    page is offered part by part."""
    is_long = board.is_long
    first = quarters.containing(board.names.strategy[0]) if board.names.strategy else None
    last = board.at.last_quarter
    count = (last.year - first.year) * 4 + last.number - first.number + 1 if first else 0
    whole = None if is_long else board.matrix_of(max(QUARTERS_SHOWN, count))
    return {
        "board": board,
        "total": board.total,
        "matrix": tables(board, whole) if whole else "",
        "legend": legend(),
        "choices": list(_choices(board)) if is_long else [],
    }


def _choices(board):
    """The pillars of a long matrix, or the outcomes of a pillar that is long by itself."""
    by_outcome = "pillar" in board.scope
    names = board.names
    counts = Counter(
        names.outputs[line.place.columns[0]].parent if by_outcome else line.place.pillar
        for line in board.lines
    )
    for pk, element in (names.outcomes if by_outcome else names.pillars).items():
        if counts[pk]:
            query = board.query(**{"part" if by_outcome else "pillar": element.code})
            yield Choice(
                element.code, element.title, lang_attrs(element.title), counts[pk],
                f"?{query.encoded()}",
            )  # fmt: skip


def tables(board, matrix=None):
    """Return the matrix of a board, ready to print."""
    matrix = matrix or board.matrix
    cell, words = cache(_cell), spoken()
    cells_of = cache(lambda keys: mark_safe("".join(map(cell, keys))))  # noqa: S308
    ending = f"?{board.query(**dict.fromkeys(board.scope, ())).encoded()}"
    ending = ending if len(ending) > 1 else ""
    columns = format_html_join("", '<th scope="col">{}<br>{}</th>', map(_heading, matrix.quarters))
    shown = []
    for pk, rows in groupby(matrix.rows, lambda row: row[0].place.pillar):
        pillar = board.names.pillars[pk]
        body = joined(ROW, (
            (line.row.path + ending, line.row.code, *words(line.row.short_title),
             cells_of(cells))
            for line, cells in rows
        ))  # fmt: skip
        shown.append((
            lang_attrs(pillar.title), pillar.code, pillar.title, _("Activity"), columns, body,
        ))  # fmt: skip
    return format_html_join("", TABLE, shown)


def _heading(quarter):
    """“T3”, and the year in two figures below."""
    return _("Q%(number)s") % {"number": quarter.number}, f"{quarter.year % 100:02d}"


def _cell(key):
    if key == MISSING:
        return format_html('<td><b class="g is-none">{}</b></td>', not_received())
    if key == CARRIED:
        return format_html('<td><b class="g is-carried">{}</b></td>', completed_earlier())
    if not key:
        return format_html('<td><span class="vh">{}</span></td>', _("Nothing reported"))
    return format_html("<td>{}</td>", glyph(key))


def legend():
    """Return the words of the glyphs, the absence of a report and what no glyph says last."""
    earlier = format_html('<span class="st is-carried">{}</span>', completed_earlier())
    missing = format_html('<span class="st is-none">{}</span>', not_received())
    empty = format_html('<span class="note">{}</span>', _("Empty: nothing reported"))
    return [*(status(key) for key in Status.values), earlier, missing, empty]
