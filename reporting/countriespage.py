"""National action plans for the SAG and the GLC: by core function and status, overdue and lapsed.

The figures are those of `actionplans.across`; each leads to the actions it counts, on this page.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import date_format
from actionplans.across import NO_FUNCTION, Across
from actionplans.functions import CoreFunction
from actionplans.models import Action
from sip.momentform import MomentForm, band, quarters_to_choose, strategy_days
from sip.moments import Moment, moment
from sip.phrases import linked
from sip.progress import STATUS_KEYS
from sip.quarters import QuarterDays
from sip.templatetags.plan import bar, quarter_label, status_label

PAGE = "dashboard-countries"
NONE = "none"  # how an address names actions of no core function
OVERDUE, LAPSED = "overdue", "lapsed"
SHOWN = 100  # actions listed; the figure beside them counts all


class Row(NamedTuple):
    """One core function: its cells are (number, address or "")."""

    title: str
    bar: str
    cells: list
    is_total: bool = False


class Asked(NamedTuple):
    """What an address chooses: the year, a core function, a status or what is wrong in time, and
    the moment that all of it is looked at: a day, or the end of a `quarter`."""

    year: int | None
    function: str | None = None
    show: str = ""
    problems: list = ()
    at: Moment | None = None
    quarter: QuarterDays | None = None

    @property
    def moment(self):
        """What names the moment in an address of this page."""
        if self.quarter:
            return {"quarter": self.quarter.key}
        return self.at.query if self.at else {}

    def address(self, **values):
        kept = {"year": self.year, **values, **self.moment}
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{reverse(PAGE)}?{query}"


def asked_for(data):
    """Read an address; what it names that does not exist is told of and left out."""
    year, function, show = (data.get(name, "")[:60] for name in ("year", "function", "show"))
    known = {
        "year": year if len(year) == 4 and year.isascii() and year.isdigit() else "",
        "function": function if function in (*CoreFunction.values, NONE) else "",
        "show": show if show in (*STATUS_KEYS, OVERDUE, LAPSED) else "",
    }
    labels = {"year": _("Year"), "function": _("Core function"), "show": _("Status")}
    problems = [
        (labels[name], _("“%(value)s” is unknown and was left out.") % {"value": given})
        for name, given in (("year", year), ("function", function), ("show", show))
        if given.replace("\0", "") and not known[name]
    ]
    asked = MomentForm({name: data.get(name, "") for name in ("as_of", "quarter")})
    quarter = asked.moment.quarter
    return Asked(
        int(known["year"]) if known["year"] else None, known["function"] or None, known["show"],
        [*problems, *asked.problems],
        # No plan is frozen when a quarter is closed: it is read as recorded by its last day.
        moment(quarter.ends_on) if quarter else asked.moment, quarter,
    )  # fmt: skip


def make(asked, *, reads):
    """Return the context of the page. `reads`: whether the actions themselves are for this reader,
    as those of every published plan are for people signed in; others get figures alone."""
    across = Across(asked.year, asked.at)
    asked = asked._replace(year=across.year)
    chosen = _chosen(across, asked) if reads and (asked.function or asked.show) else None
    return {
        "across": across,
        "problems": asked.problems,
        "band": _band(asked),
        "choices": quarters_to_choose(strategy_days(), asked.quarter),
        "day": None if asked.quarter else asked.at.as_of,
        "kept": {name: [value] for name, value in _filters(asked) if value},
        "sentence": sentence(across, reads=reads, asked=asked),
        "years": [(year, asked._replace(year=year).address()) for year in across.years],
        "by_country": _by_country(across),
        "ending": f"?{urlencode(asked.at.query)}" if asked.at.query else "",
        "statuses": [status_label(key) for key in STATUS_KEYS],
        "rows": _rows(across, asked, reads=reads),
        "chosen": _title(asked) if chosen is not None else "",
        "number": len(chosen) if chosen is not None else 0,
        "listed": _listed(chosen) if chosen else [],
    }


def _band(asked):
    if not asked.quarter:
        return band(asked.at)
    words = _("%(quarter)s: national plans as recorded by the end of %(day)s, its last day.")
    day = date_format(asked.at.day, "DATE_FORMAT")
    return [words % {"quarter": quarter_label(asked.quarter), "day": day}]


def _filters(asked):
    """What stays where another moment is chosen."""
    yield "function", asked.function
    yield "show", asked.show


def sentence(across, *, reads, asked=None):
    """Say how many actions the plans of the year hold, and what is wrong with them."""
    if across.shown and not across.plans:
        return _("No plan of a real cluster has been published yet.")
    if not across.plans:
        return _("No national plan has been published yet.")
    quarter = asked.quarter if asked else None
    asked, total = Asked(across.year, at=across.at, quarter=quarter), across.total
    held = ngettext(
        "In %(year)s the plans hold {number} action.",
        "In %(year)s the plans hold {number} actions.",
        total.total,
    ) % {"year": across.year}
    late = ngettext(
        "{number} deadline has passed.", "{number} deadlines have passed.", total.overdue
    )
    broken = ngettext("{number} rhythm is broken.", "{number} rhythms are broken.", total.lapsed)
    said = (
        (held, _by_country(across), total.total),
        (late, asked.address(show=OVERDUE), total.overdue),
        (broken, asked.address(show=LAPSED), total.lapsed),
    )
    return format_html_join(" ", "{}", (
        (linked(words, number=(url, number) if reads and number else format_html("{}", number)),)
        for words, url, number in said
    ))  # fmt: skip


def _by_country(across):
    return f"{reverse('countries')}?{urlencode({'year': across.year, **across.at.query})}"


def _rows(across, asked, *, reads):
    """One `Row` for each core function that has actions, what belongs to none, and the total."""
    found = [
        _row(_name(key), tally, asked, reads=reads, function=key or NONE)
        for key, tally in across.by_function.items()
        if tally.total or key
    ]
    total = _row(_("All functions"), across.total, asked, reads=reads)
    return [*found, total._replace(is_total=True)]


def _row(title, tally, asked, *, reads, **function):
    numbers = {**tally.by_status, OVERDUE: tally.overdue, LAPSED: tally.lapsed}
    cells = [(tally.total, asked.address(**function) if function else "")]
    cells += [(number, asked.address(**function, show=key)) for key, number in numbers.items()]
    links = [(number, f"{url}#h-list" if reads and number and url else "") for number, url in cells]
    return Row(title, bar(tally.by_status), links)


def _name(function):
    return CoreFunction(function).label if function else _("None of the core functions")


def _chosen(across, asked):
    """Return the actions that a figure counts, {primary key: status key}."""
    function = NO_FUNCTION if asked.function == NONE else asked.function
    return {
        action: status
        for action, of, status, is_overdue, is_lapsed in across.rows
        if function in (None, of)
        and {"": True, OVERDUE: is_overdue, LAPSED: is_lapsed}.get(asked.show, status == asked.show)
    }


def _listed(chosen):
    """Return the first of the actions chosen with their status, in one query."""
    actions = Action.objects.filter(pk__in=chosen).select_related("gap__section__plan__cluster")
    actions = actions.order_by("gap__section__plan__cluster__name", "pk")[:SHOWN]
    return [(action, chosen[action.pk]) for action in actions]


def _title(asked):
    """Say which actions are listed: “Monitor and evaluate · overdue”."""
    parts = []
    if asked.function:
        parts.append(str(_name("" if asked.function == NONE else asked.function)))
    if asked.show:
        words = {OVERDUE: _("deadline passed"), LAPSED: _("rhythm broken")}
        parts.append(str(words.get(asked.show) or status_label(asked.show)))
    return " · ".join(parts)
