"""What the plan page shows, made ready in Python so that its template only prints it."""

from collections import Counter
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from sip import progress
from sip.filesizes import Weight
from sip.filterfields import LAST_MEETING
from sip.filters import NO_OWNER, PlanFilter, changed_label
from sip.models import Activity, Status
from sip.momentform import quarters_to_choose
from sip.names import Element
from sip.planquery import Query, plan_page
from sip.templatetags.plan import bar, lang_attrs, quarter_label, spark, status
from sip.writing import joined, spoken

# The files of the plan, and what each weighs.
FORMATS = {"csv": Weight(1_400, 1_120), "xlsx": Weight(7_500, 290), "json": Weight(3_500, 1_560)}
CHECKED = {True: mark_safe(" checked"), False: ""}


class Branch(NamedTuple):
    """An outcome with its outputs, or an output with its activities (ready to print)."""

    element: Element
    label: str
    attrs: str
    parts: list


class PillarBranch(NamedTuple):
    element: Element
    attrs: str
    parts: list
    is_open: bool
    bar: str
    total: int
    completed: int
    troubled: int


def make(query, *, may_include=False):
    """Return the context of the plan page for a `Query`. `may_include`: whether this reader may
    count in what is submitted and not accepted yet."""
    plan = PlanFilter(query.data, may_include=may_include)
    names, at = plan.names, plan.moment
    conditions = plan.conditions()
    last = names.last_meeting
    places = progress.places(names, conditions, at, last and last.then)
    rows = progress.rows_of(places, names, at)
    chosen = plan.chosen()
    return {
        "names": names,
        "total": len(places),
        "shown": len(rows),
        "pillars": tree(rows, at, opens_all=bool(conditions) or "open" in query.values),
        "facets": facets(plan, query, places),
        "shared": sum(max(1, len(place.owners)) for place in places),
        "pills": [(one.label, query.url_without(one.name, one.value)) for one in chosen],
        "meant": [
            Status(one.value)
            for one in chosen
            if one.name == "status" and one.value in Status.values
        ],
        "ways_on": ways_on(plan, query, chosen) if not rows else [],
        "problems": plan.problems(),
        "words": query.values.get("q", [""])[0],
        "since": next((v for v in query.values.get("changed", ()) if v != LAST_MEETING), ""),
        "band": plan.band(),
        "kept": at.query,
        "scope": query.scope,
        "quarters": quarters_to_choose(names.strategy, at.quarter),
        "day": at.as_of,
        "files": downloads(query, len(rows)),
        "open_url": query.url(open="all"),
        "is_open": "open" in query.values,
        "is_translated": any(row.text.is_translation for row in rows[:1]),
    }


# One value of a filter, how many activities it gives under the other filters, and the way to
# exactly those.
OPTION = (
    '<div class="check"><input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"{2}>'
    '<label for="{0}-{1}">{3}</label><a class="n" href="{4}"><span class="vh">{3} </span>{5}</a>'
    "</div>\n"
)


def facets(plan, query, places):
    """Return the options of each filter, ready to print: {name: options}."""
    names = plan.names

    def options(name, keys_of, always=()):
        counts = Counter(
            key for place in places if place.counts_for(name) for key in keys_of(place)
        )
        chosen = query.values.get(name, ())
        for value, label in plan.choices[name].items():
            if counts[value] or value in chosen or value in always:
                shown = status(value) if name == "status" else label
                url = query.url(**{name: value})
                yield name, value, CHECKED[value in chosen], shown, url, counts[value]

    def bodies(place):
        return [names.bodies[pk].code for pk in place.owners] or [NO_OWNER]

    def pillars(place):
        return [names.pillars[place.pillar].code]

    found = {
        "status": options("status", lambda place: [place.status], progress.STATUS_KEYS),
        "body": options("body", bodies),
        "pillar": options("pillar", pillars, plan.choices["pillar"]),
        "changed": since_meeting(plan, query, places),
    }
    return {name: format_html_join("", OPTION, shown) for name, shown in found.items()}


def since_meeting(plan, query, places):
    """Give the one option that counts from the last GLM, once one has been held."""
    if last := plan.names.last_meeting:
        count = sum(place.has_changed for place in places if place.counts_for("changed"))
        checked = CHECKED[query.values.get("changed") == [LAST_MEETING]]
        label, url = changed_label(last), query.url(changed=LAST_MEETING)
        yield "changed", LAST_MEETING, checked, label, url, count


def ways_on(plan, query, chosen):
    """Where nothing is found: each value in use alone, with what it would give."""
    if not chosen:
        return []
    alone = [(one, Query({one.name: [one.value]})) for one in chosen[:4]]
    counted = []
    for one, only in alone:
        condition = PlanFilter(only.data, names=plan.names).conditions()
        found = progress.standing(plan.moment).filter(*condition.values()).count()
        if found:
            counted.append((one.label, only.url(), found))
    return counted


def tree(rows, at, *, opens_all):
    """Return the rows as branches: pillars, their outcomes, their outputs, their activities."""
    writer = Lines(at)
    outcome_label, output_label = _("Outcome %(code)s"), _("Output %(code)s")
    pillars = []
    for pillar, its_rows in groupby(rows, attrgetter("pillar")):
        group = list(its_rows)
        counts = progress.counts_by_status(row.status for row in group)
        outcomes = [
            Branch(outcome, outcome_label % {"code": outcome.code}, lang_attrs(outcome.title), [
                Branch(
                    output, output_label % {"code": output.code}, lang_attrs(output.title),
                    writer.written(last),
                )
                for output, last in groupby(middle, attrgetter("output"))
            ])
            for outcome, middle in groupby(group, attrgetter("outcome"))
        ]  # fmt: skip
        pillars.append(
            PillarBranch(
                pillar, lang_attrs(pillar.title), outcomes, opens_all or not pillars,
                bar(counts), len(group), counts[Status.COMPLETED],
                counts[Status.AT_RISK] + counts[Status.BLOCKED],
            )
        )  # fmt: skip
    return pillars


class Lines:
    """Writes the activities of the list.

    This part is repeated for every activity, and a template would spend most of the page's time on
    it; what many activities share (signs, names, attributes) is made once.
    """

    HTML = (
        '<li><span class="code">{}</span><div class="ttl"><a href="{}"{}>{}</a><span{}>{}</span>'
        '</div><div class="meta">{}</div><div class="state">{}{}{}</div></li>\n'
    )

    def __init__(self, at):
        self.at, self.spoken, self.root = at, spoken(), plan_page()
        self.ending = f"/?{urlencode(at.query)}" if at.query else "/"
        self.state, self.note = cache(status), cache(confirmed_in)
        self.schedule = cache(lambda schedule: str(Activity.Schedule(schedule).label))
        self.no_owner = _("Owner not given in the SIP")

    def written(self, rows):
        return joined(self.HTML, map(self._parts, rows))

    def _parts(self, row):
        return (
            row.code, f"{self.root}{row.code}{self.ending}", *self.spoken(row.short_title),
            *self.spoken(row.text), self._meta(row), self.state(row.status),
            self.note(row.unconfirmed_since(self.at)), drawn(row.spark),
        )  # fmt: skip

    def _meta(self, row):
        owners = ", ".join([str(owner.title) for owner in row.owners]) or self.no_owner
        if row.schedule == Activity.Schedule.UNSPECIFIED:
            return owners
        return f"{owners} · {self.schedule(row.schedule)}"


def confirmed_in(quarter):
    """Say which quarter last confirmed a status, where it is not the last one."""
    if quarter is None:
        return ""
    words = _("confirmed in %(quarter)s") % {"quarter": quarter_label(quarter)}
    return format_html('<span class="note">{}</span>', words)


@lru_cache(maxsize=2000)
def drawn(keys):
    """Return the eight columns of a history; many activities share one."""
    return spark(keys)


def downloads(query, number):
    """Return the files that hold the activities shown, so many."""
    asked = query.encoded(open=None)
    ending = f"?{asked}" if asked else ""
    return [
        {
            "type": name.upper(),
            "url": reverse("plan-export", args=[name]) + ending,
            "about": weight.of(number),
        }
        for name, weight in FORMATS.items()
    ]
