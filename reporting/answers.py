"""The questions of somebody who has a minute, answered in words: what waits for a decision, what
has moved, who is silent. Every number leads to its activities, every name to its page."""

from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.days import date_format
from reporting.dashboard import STALE_QUARTERS
from reporting.workflow import State
from sip import quarters
from sip.changes import BACKWARD, FIRST, FORWARD
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.phrases import linked
from sip.templatetags.plan import glyph, lang_attrs, quarter_label, status

NAMED = 3  # activities named under an answer; its number leads to all
BODIES_NAMED = 6
MOVE = '<span class="move">{}<span class="arrow"><span class="vh"> {} </span></span>{}</span>'


class Answer(NamedTuple):
    """One question; `said` are sentences, `named` activities below them."""

    question: str
    said: list
    named: str = ""


def answers(board, *, then, tells, decides):
    """Return the `Answer`s of a dashboard. `then` names the moment compared with; `tells` and
    `decides` are those of `reporting.dashboardpage.make`."""
    return [_awaited(board, tells=tells), _moved(board, then), _silent(board, names=decides)]


def _awaited(board, *, tells):
    question = _("What waits for a decision from the SAG?")
    blocked = board.with_status(Status.BLOCKED)
    asks = board.asks if tells else []
    contested = _contested([ask for ask in asks if ask.counts])
    if not blocked and contested:
        return Answer(question, contested)
    if not blocked:
        return Answer(question, [_("Nothing: no activity waits for a decision.")])
    words = ngettext(
        "{number} activity cannot advance without one.",
        "{number} activities cannot advance without one.",
        len(blocked),
    )
    said = linked(words, number=(board.address(status=Status.BLOCKED.value), len(blocked)))
    if tells:
        named = [(ask.line, _since(ask.since)) for ask in asks if not ask.counts][:NAMED]
    else:
        named = [(line, "") for line in blocked[:NAMED]]
    return Answer(question, [said, *contested], _list(named, len(blocked)))


def _contested(asks):
    """Say which decisions are asked for by a report of which another body's says otherwise."""
    return [
        linked(
            _("{activity}: a decision is asked for, and contested; the GLC settles."),
            activity=(ask.line.address, ask.line.row.code),
        )
        for ask in asks[:NAMED]
    ]


def _since(quarter):
    return _("since %(quarter)s") % {"quarter": quarter_label(quarter)}


def _moved(board, then):
    question = _("What has moved since %(then)s?") % {"then": then}
    if not board.changed:
        return Answer(question, [_("Nothing: every activity stands where it stood.")])
    patterns = {
        BACKWARD: lambda n: ngettext(
            "{number} activity moved backwards.", "{number} activities moved backwards.", n
        ),
        FORWARD: lambda n: ngettext(
            "{number} activity moved forwards.", "{number} activities moved forwards.", n
        ),
        FIRST: lambda n: ngettext(
            "{number} activity was reported for the first time.",
            "{number} activities were reported for the first time.",
            n,
        ),
    }
    said = [
        linked(patterns[way](len(lines)), number=(board.moved_address(way), len(lines)))
        for way, lines in board.moved.items()
        if lines
    ]
    named = [line for lines in board.moved.values() for line in lines][:NAMED]
    becomes = _("becomes")
    shown = [
        (line, format_html(MOVE, glyph(line.before), becomes, status(line.status)))
        for line in named
    ]
    return Answer(question, said, _list(shown, len(board.changed)))


def _silent(board, *, names):
    said = [*_missing_reports(board, names=names), *_never_reported(board), *_stale(board)]
    return Answer(
        _("Who is silent?"),
        said or [_("Nobody: no report is missing, and every status is confirmed.")],
    )


def _missing_reports(board, *, names):
    """Say which bodies owe the report of the last quarter, since when; names are for those who
    decide on reports."""
    missing = [one for one in board.owed if not one.is_received]
    if not missing:
        return
    owed, first = len(board.owed), missing[0]
    quarter, day = quarter_label(first.quarter), date_format(first.due_at)
    if first.is_closed:
        words = ngettext(
            "For %(quarter)s, %(n)d report of %(owed)d does not count: not handed over before the "
            "quarter closed.",
            "For %(quarter)s, %(n)d reports of %(owed)d do not count: not handed over before the "
            "quarter closed.",
            len(missing),
        )
    elif first.is_silent:
        words = ngettext(
            "For %(quarter)s, %(n)d report of %(owed)d is late, owed since %(day)s.",
            "For %(quarter)s, %(n)d reports of %(owed)d are late, owed since %(day)s.",
            len(missing),
        )
    else:
        words = ngettext(
            "For %(quarter)s, %(n)d report of %(owed)d is still to come, due on %(day)s.",
            "For %(quarter)s, %(n)d reports of %(owed)d are still to come, due on %(day)s.",
            len(missing),
        )
    counted = words % {"quarter": quarter, "n": len(missing), "owed": owed, "day": day}
    if not names:
        yield counted
        return
    listed = format_html_join(", ", "<span{}>{}</span>{}", (
        (lang_attrs(one.body.short_name), one.body.short_name, _remark(one)) for one in missing
    ))  # fmt: skip
    yield format_html("{} <b>{}</b>.", counted, listed)


def _remark(receipt):
    """What is unusual about a report that is missing, in brackets."""
    if receipt.is_closed and (receipt.is_started or receipt.state == State.RETURNED):
        said = (
            pgettext("a report", "returned, does not count")
            if receipt.state == State.RETURNED
            else pgettext("a report", "a draft, does not count")
        )
    elif receipt.state == State.RETURNED:
        said = pgettext("a report", "sent back")
    elif not receipt.heard_in:
        said = _("no report accepted yet")
    elif quarters.parse(receipt.heard_in) < quarters.parse(receipt.quarter).plus(-1):
        said = _("last heard in %(quarter)s") % {"quarter": quarter_label(receipt.heard_in)}
    else:
        return ""
    return f" ({said})"


def _never_reported(board):
    lines = board.with_status(NOT_REPORTED)
    if lines:
        words = ngettext(
            "Nothing has ever been reported on {number} activity ({bodies}).",
            "Nothing has ever been reported on {number} activities ({bodies}).",
            len(lines),
        )
        address = board.address(status=NOT_REPORTED)
        yield linked(words, number=(address, len(lines)), bodies=_bodies(board, lines))


def _stale(board):
    if board.stale:
        words = ngettext(
            "{number} status has not been confirmed for two quarters ({bodies}).",
            "{number} statuses have not been confirmed for two quarters ({bodies}).",
            len(board.stale),
        )
        address = board.address(stale=str(STALE_QUARTERS))
        bodies = _bodies(board, board.stale)
        yield linked(words, number=(address, len(board.stale)), bodies=bodies)


def _bodies(board, lines):
    """Name the bodies that deliver some activities, in the order of the plan."""
    found = dict.fromkeys(body for line in lines for body in line.place.owners)
    names = [str(board.names.bodies[body].title) for body in found][:BODIES_NAMED]
    if len(found) > BODIES_NAMED:
        names.append("…")
    if not all(line.place.owners for line in lines):
        names.append(board.names.no_owner(board.at.day))
    return format_html("{}", get_text_list(names, pgettext("last of a list", "and")))


def _list(named, total):
    """Return some activities as a list, each with a remark; the last line counts the others."""
    rows = [
        (
            line.row.code, line.address, lang_attrs(line.row.short_title), line.row.short_title,
            format_html(" · {}", remark) if remark else "",
        )
        for line, remark in named
    ]  # fmt: skip
    shown = format_html_join(
        "", '<li><span class="code">{}</span> <a href="{}"{}>{}</a>{}</li>', rows
    )
    if (more := total - len(rows)) > 0:
        words = ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
        shown = format_html("{}<li>{}</li>", shown, words)
    return shown
