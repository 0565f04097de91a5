"""What the pages of the dashboard show, made ready so that their templates only print it."""

from functools import cache, partial
from typing import NamedTuple
from urllib.parse import urlencode

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.days import date_format
from reporting import matrixpage
from reporting.answers import answers
from reporting.dashboard import STALE_QUARTERS
from sip import quarters
from sip.changes import FIRST, WAYS_IN_WORDS
from sip.filterfields import LAST_MEETING
from sip.filters import SEVERAL
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.momentform import band, quarters_to_choose
from sip.phrases import linked
from sip.planpage import FORMATS
from sip.progress import TROUBLED
from sip.templatetags.plan import bar, glyph, lang_attrs, quarter_label, status
from sip.writing import joined, spoken

LINES_SHOWN = 12  # of each kind of move; the count beside them leads to all


class Count(NamedTuple):
    """Activities of one status, how many more or fewer than before, and the way to them."""

    status: str
    number: int
    url: str
    change: str


class Moves(NamedTuple):
    title: str
    url: str
    number: int
    rows: str
    more: int


class Other(NamedTuple):
    """Another dashboard: what it is called, its address, and whether it is this one."""

    label: str
    url: str
    is_here: bool


def make(board, *, tells, decides):
    """Return the context of a dashboard. `tells`: whether the words of reports are for this reader;
    `decides`: whether reports that are not accepted are."""
    then = then_in_words(board)
    return {
        "board": board,
        "total": board.total,
        "sentence": sentence(board),
        "answers": answers(board, then=then, tells=tells, decides=decides) if board.total else [],
        "band": band(board.at),
        "ruler": ruler(board),
        "bar": bar(board.counts, "bar-xl"),
        "counts": list(_counts(board)),
        "day": date_format(board.at.day),
        "quarter": board.at.last_quarter,
        "then": then,
        "plan_url": board.address(),
        "blocked_url": board.address(status=Status.BLOCKED.value),
        "tells": tells,
        "decides": decides,
        "asks": board.asks if tells else [],
        "became": board.became if tells else None,
        "blocked": board.counts[Status.BLOCKED],
        "reports": board.reports if decides else [],
        "received": len(board.received),
        "owed": len(board.owed),
        "moves": list(_moves(board)),
        "changed": (len(board.changed), board.moved_address()),
        "compared": list(_compared(board)),
        "parts": _shares(board, board.parts),
        "level": _level(board),
        "choices": quarters_to_choose(board.names.strategy, board.at.quarter),
        "bodies": _shares(board, board.bodies),
        "shared": (board.shared, "" if "body" in board.scope else board.address(body=SEVERAL)),
        "stale": (len(board.stale), board.address(stale=str(STALE_QUARTERS))),
        "matrix": partial(matrixpage.tables, board),  # read where it is printed alone
        "is_long": board.is_long,
        "legend": matrixpage.legend(),
        "ways": list(_ways(board)),
        "query": ending(board.query()),
    }


def sentence(board):
    """Say in one or two sentences where the plan stands; each number leads to its activities."""
    if not board.total:
        return ""
    counts = board.counts
    said = [
        linked(
            ngettext(
                "Of {all}%(n)d activity{end}: {completed} completed, {on_track} on track.",
                "Of {all}%(n)d activities{end}: {completed} completed, {on_track} on track.",
                board.total,
            )
            % {"n": board.total},
            all=board.address(),
            completed=_number(board, Status.COMPLETED),
            on_track=_number(board, Status.ON_TRACK),
        )
    ]
    if counts[Status.AT_RISK]:
        words = ngettext("{number} is at risk.", "{number} are at risk.", counts[Status.AT_RISK])
        said.append(linked(words, number=_number(board, Status.AT_RISK)))
    if counts[Status.BLOCKED]:
        words = ngettext(
            "{number} is blocked: it waits for a decision from the SAG.",
            "{number} are blocked: they wait for a decision from the SAG.",
            counts[Status.BLOCKED],
        )
        said.append(linked(words, number=_number(board, Status.BLOCKED)))
    if left := quarters_left(board):
        words = ngettext(
            "%(n)d quarter of the Strategy is left.",
            "%(n)d quarters of the Strategy are left.",
            left,
        )
        said.append(words % {"n": left})
    return format_html_join(" ", "{}", ((one,) for one in said))


def _number(board, key):
    return (board.address(status=str(key)), board.counts[key])


def quarters_left(board):
    """Return how many quarters of the Strategy come after the last one shown."""
    if not board.names.strategy:
        return 0
    first, last = map(quarters.containing, board.names.strategy)
    place = max(board.at.last_quarter, first.plus(-1))  # all are left before it begins
    return max(0, (last.year - place.year) * 4 + last.number - place.number)


def ruler(board):
    """Return the quarters of the Strategy as marks: {"svg", "years", "words"}, or None."""
    if not board.names.strategy:
        return None
    first, last = map(quarters.containing, board.names.strategy)
    count = (last.year - first.year) * 4 + last.number - first.number + 1
    here = board.at.last_quarter
    all_of_it = quarters.latest(count, last)
    marks = [
        ("past" if one < here else "now" if one == here else "next", 10 * place)
        for place, one in enumerate(all_of_it)
    ]
    svg = format_html(
        '<svg viewBox="0 0 {} 4" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        10 * count,
        format_html_join("", '<rect class="{}" x="{}" width="9" height="4"/>', marks),
    )
    place = all_of_it.index(here) + 1 if here in all_of_it else 0
    words = _("Quarter %(place)d of %(count)d of the Strategy: %(quarter)s.") % {
        "place": place, "count": count, "quarter": quarter_label(here),
    }  # fmt: skip
    years = [
        (year, quarter_label(here) if year == here.year else "")
        for year in range(first.year, last.year + 1)
    ]
    return {"svg": svg, "years": years, "words": words if place else ""}


def then_in_words(board):
    """Name the moment compared with, as it follows “since”."""
    if board.since == LAST_MEETING:
        return board.names.last_meeting.words
    if board.then.quarter:
        return quarter_label(board.then.quarter)
    return in_sentence(board.then.day)


def in_sentence(day):
    """A day as it stands within a sentence: “le 3 juin 2025” in French."""
    return pgettext("within a sentence", "%(day)s") % {"day": date_format(day)}


def _counts(board):
    before = board.counts_before
    for key, number in board.counts.items():
        if number or before[key] or key != NOT_REPORTED:
            yield Count(key, number, board.address(status=key), _change(number - before[key]))


def _change(difference):
    if not difference:
        return _("unchanged")
    return f"+{difference}" if difference > 0 else f"−{-difference}"


def _moves(board):
    for way, lines in board.moved.items():
        if lines or way != FIRST:
            yield Moves(
                titled(WAYS_IN_WORDS[way], len(lines)), board.moved_address(way), len(lines),
                moved_rows(lines[:LINES_SHOWN]), max(0, len(lines) - LINES_SHOWN),
            )  # fmt: skip


def titled(title, number):
    return _("%(title)s: %(number)d") % {"title": title, "number": number}


MOVED = (
    '<li><span><span class="code">{}</span> <a href="{}"{}>{}</a></span><span class="move">{}'
    '<span class="arrow"><span class="vh"> {} </span></span>{}</span></li>\n'
)


def moved_rows(lines):
    becomes, before, now, words = _("becomes"), cache(glyph), cache(status), spoken()
    return joined(MOVED, (
        (
            line.row.code, line.address, *words(line.row.short_title), before(line.before),
            becomes, now(line.status),
        )
        for line in lines
    ))  # fmt: skip


def _compared(board):
    """The ways to choose what is compared with: the quarter before, and the last GLM."""
    before = board.at.last_quarter.plus(-1)
    choices = [(before.key, _("since %(quarter)s") % {"quarter": quarter_label(before)})]
    if board.names.last_meeting:
        choices.append((LAST_MEETING, _("since the last GLM")))
    for value, label in choices:
        url = address(board, since=value if value == LAST_MEETING else None)
        yield Other(label, url, board.since == value)


def _level(board):
    """Name what the table of parts lists."""
    if "part" in board.scope:
        return pgettext("level of the plan", "Output"), _("By output")
    if "pillar" in board.scope:
        return pgettext("level of the plan", "Outcome"), _("By outcome")
    return _("Pillar"), _("By pillar")


SHARE = '<tr><th scope="row"><a href="{}"{}>{}{}</a>{}</th>{}{}{}</tr>\n'


def _shares(board, shares):
    """Return the rows of a table of shares: what each is called, and its counts. Written here: a
    template would spend the page's time on them."""
    by_code = {"pillar", "part"}
    not_given = capfirst(board.names.no_owner(board.at.day))

    def cell(share, number, **filters):
        if not number:  # a total of nothing leads nowhere
            return mark_safe('<td class="num">0</td>')
        url = board.address(**share.filters, **filters)
        return mark_safe(f'<td class="num"><a href="{escape(url)}">{number}</a></td>')  # noqa: S308

    return joined(SHARE, (
        (
            address(board, **share.filters), lang_attrs(share.element and share.element.title),
            f"{share.element.code}. " if by_code & set(share.filters) else "",
            share.element.in_a_list if share.element else not_given, bar(share.counts),
            cell(share, share.total), cell(share, share.completed, status=Status.COMPLETED.value),
            cell(share, share.troubled, status=list(TROUBLED)),
        )
        for share in shares
    ))  # fmt: skip


def address(board, *, name="dashboard", since=None, **filters):
    """Return the address of a page of this board's scope and moment."""
    return reverse(name) + ending(board.query(**filters), since=since)


def ending(query, **more):
    """Return what follows a page's name in an address, with its question mark; or nothing."""
    asked = query.encoded()
    more = urlencode({name: value for name, value in more.items() if value})
    both = "&".join(part for part in (asked, more) if part)
    return f"?{both}" if both else ""


def _countries(at):
    query = {name: at.query[name] for name in ("quarter", "as_of") if name in at.query}
    return reverse("dashboard-countries") + (f"?{urlencode(query)}" if query else "")


def _in_address(at):
    """Name a moment as the page that compares two takes it: by its quarter where it has one."""
    return at.quarter.key if at.quarter else at.day.isoformat()


def _ways(board):
    """The other pages of the same figures."""
    yield _("All quarters, activity by activity"), address(board, name="dashboard-matrix")
    yield _("Who does what: the responsibility matrix"), address(board, name="responsibilities")
    compare = {"from": _in_address(board.then), "to": _in_address(board.at)}
    # As the dashboard, as of a quarter or of a day; the other page has no filter in common with it.
    yield _("National action plans: overdue and lapsed"), _countries(board.at)
    workbook = reverse("plan-export", args=["xlsx"]) + ending(board.query())
    size = filesizeformat(FORMATS["xlsx"].of(board.total))
    yield _("These activities as a workbook (XLSX, about %(size)s)") % {"size": size}, workbook
    yield _("Compare two days"), f"{reverse('dashboard-compare')}?{urlencode(compare)}"
