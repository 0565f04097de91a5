"""The responsibility matrix as tables, one for each pillar, and its gaps as counts."""

from functools import cache
from itertools import groupby
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reporting import responsibilities
from reporting.dashboardpage import titled
from reporting.responsibilities import NO_OWNER, REPORTS
from sip.filters import NO_OWNER as NOT_GIVEN
from sip.filters import NO_REPORTER, SILENT, silent_in
from sip.models import Responsibility
from sip.templatetags.plan import lang_attrs, quarter_label

TABLE = (
    '<table class="table hands"><caption{}>{}. {}</caption><thead><tr><th scope="col">{}</th>{}'
    '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>\n'
)
ROW = (
    '<tr><th scope="row"><span class="code">{}</span> <a href="{}"{}>{}</a></th>{}<td>{}</td></tr>'
)


class Gap(NamedTuple):
    label: str
    number: int
    url: str


def make(board):
    """Return the context of the page for a dashboard's `Board`."""
    found = responsibilities.make(board)
    return {
        "board": board,
        "tables": tables(board, found),
        "letters": [(letter(role), word) for role, word in words().items()],
        "gaps": [
            *(
                Gap(titled(label, number), number, board.address(**_filter(gap)))
                for gap, label in gaps(board).items()
                if gap != SILENT
                for number in [len(found.with_gap(gap))]
            ),
            _silent(board, found),
        ],
    }


def _filter(gap):
    return {"body": NOT_GIVEN} if gap == NO_OWNER else {"gap": gap}


def _silent(board, found):
    """How many of the last quarter's activities nobody spoke of. What nobody can say yet is said to
    be so: no figure, for 0 would read as “nobody is”."""
    rows, waiting = found.with_gap(SILENT), len(found.not_judged)
    quarter = quarter_label(board.at.last_quarter)
    told = silent_in(quarter)
    if not waiting:
        told = titled(told, len(rows))
    elif not rows:
        told = _("Silent in %(quarter)s: not judged yet, its reports are not due")
        told %= {"quarter": quarter}
    else:
        told = ngettext(
            "%(told)s, and %(count)d activity not judged yet, its report is not due",
            "%(told)s, and %(count)d activities not judged yet, their reports are not due",
            waiting,
        ) % {"told": titled(told, len(rows)), "count": waiting}
    return Gap(told, len(rows), board.address(**_filter(SILENT)))


def gaps(board):
    """Return the words for each gap in who does what."""
    return {
        NO_OWNER: _("No owner"), NO_REPORTER: _("Nobody reports on it"),
        SILENT: silent_in(quarter_label(board.at.last_quarter)),
    }  # fmt: skip


def tables(board, found):
    """Return the matrix ready to print."""
    cell, names = cache(lambda *roles: _cell(roles)), gaps(board)
    columns = format_html_join(
        "", '<th scope="col">{}</th>', ((body.short_name,) for body in found.bodies)
    )
    shown = []
    for pk, rows in groupby(found.rows, lambda row: row.line.place.pillar):
        pillar = board.names.pillars[pk]
        body = format_html_join("", ROW, (
            (
                row.line.row.code, row.line.address,
                lang_attrs(row.line.row.short_title), row.line.row.short_title,
                mark_safe("".join([cell(*row.roles.get(b.pk, ())) for b in found.bodies])),  # noqa: S308
                ", ".join(names[gap] for gap in row.gaps),
            )
            for row in rows
        ))  # fmt: skip
        shown.append((
            lang_attrs(pillar.title), pillar.code, pillar.title, _("Activity"), columns, _("Gaps"),
            body,
        ))  # fmt: skip
    return format_html_join("", TABLE, shown)


def _cell(roles):
    if not roles:
        return mark_safe("<td></td>")
    said = words()
    letters = format_html_join(
        " ", '<abbr title="{}">{}</abbr>', ((said[role], letter(role)) for role in roles)
    )
    return format_html("<td>{}</td>", letters)


def words():
    """Return the word for each part that a body may have."""
    roles = {role.value: str(role.label) for role in Responsibility.Role}
    return {**roles, REPORTS: pgettext("role of a body", "reports")}


def letter(role):
    """Return the letter that stands for a part in the matrix."""
    return {
        "implementer": pgettext("letter of a role: delivers", "D"),
        "organiser": pgettext("letter of a role: organises", "O"),
        "participant": pgettext("letter of a role: takes part", "P"),
        "auspices": pgettext("letter of a role: under its auspices", "A"),
        "support": pgettext("letter of a role: supports", "S"),
        REPORTS: pgettext("letter of a role: reports", "R"),
    }[role]
