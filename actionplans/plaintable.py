"""How gaps, actions and deadlines share the cells of a plain table in three columns, as people
send plans: what the importer reads, and what our own document is written for."""

import re
from collections import defaultdict
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from actionplans.models import Action, Gap

WIDTH = 3  # gap, actions, deadline
NOTHING = "–"  # stands where a gap has no action
UNSURE = _("unverified reconstruction")  # below a gap that somebody is to check
IS_NOTHING = re.compile(r"[\s\-–—]*")
# Actions of one cell stand apart at semicolons and line breaks.
APART = re.compile(r"(?<=;)\s+|\s*\n\s*")


class Known(NamedTuple):
    """What a plan says already: its titles of sections, and {(section, gap): texts of actions}."""

    sections: frozenset
    actions: dict


NOBODY = Known(frozenset(), {})


def known_of(plan):
    """Return what a plan says, to know it again where a cell alone leaves doubts."""
    actions = defaultdict(list)
    for section, gap in Gap.objects.filter(section__plan=plan).values_list(
        "section__title", "text"
    ):
        actions[section, gap] = []
    held = Action.objects.of_plan(plan).standing().in_order()
    for section, gap, text in held.values_list("gap__section__title", "gap__text", "text"):
        actions[section, gap].append(text)
    titles = plan.sections.values_list("title", flat=True)
    return Known(frozenset(titles), dict(actions))


def actions_in(cell, known=()):
    """Return the actions of one cell, and whether the cell leaves no doubt: each but the last ends
    with a semicolon or a full stop, or is one that the plan knows word for word (`known`)."""
    known = sorted(known, key=len, reverse=True)
    found, is_sure = [], True
    rest = "" if IS_NOTHING.fullmatch(cell) else cell.strip()
    while rest:
        text = next((one for one in known if _begins_with(rest, one)), None)
        is_known = text is not None
        if not is_known:
            text = APART.split(rest, maxsplit=1)[0]
        rest = rest[len(text) :].lstrip()
        found.append(text)
        is_sure &= is_known or not rest or text.endswith((";", "."))
    return found, is_sure


def _begins_with(rest, text):
    if not rest.startswith(text):
        return False
    after = rest[len(text) :]
    return not after or after[0] == "\n" or (text.endswith(";") and after[0].isspace())


def together(lines):
    """Return lists of the lines of a gap that stand in one row: those with the same deadline."""
    return [list(some) for _words, some in
            groupby(lines, lambda line: line.action.deadline_as_published)]  # fmt: skip
