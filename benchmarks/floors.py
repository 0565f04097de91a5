"""What the plan page is held against: the least a signed-in answer can cost, the same page from
plain SQL and f-strings, and the same page as a textbook writes it.

The floors take their filters from one answer of the real page, and R its header and footer too, so
that the bytes agree; they make the list of activities themselves.
"""

from functools import cache
from html import escape

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from accounts.clock import today
from benchmarks.environment import Now
from sip import quarters
from sip.models import Pillar, Status
from sip.models.progress import NOT_REPORTED_LABEL
from sip.templatetags.plan import SPARK_TOP

START, FIRST, LAST, END = '<p class="eyebrow">', '<details class="pillar"', "</details>", "</main>"
frames, bodies = {}, {}


def keep_frame(size, html):
    """Remember the real page around its list, and the part of it that is the page's own."""
    start, end = html.index(FIRST), html.rindex(LAST) + len(LAST)
    frames[size] = (html[:start], html[end:])
    bodies[size] = (html[html.index(START) : start], html[end : html.index(END)])


def hello(request):
    """The least: a session, a person, and a line."""
    return HttpResponse(f"<p>{escape(request.user.name)}</p>")


def raw(request):
    """The same page from three statements and f-strings."""
    str(request.user.name)
    head, tail = frames[Now.size]
    return HttpResponse("".join([head, *_pillars(_activities(), _owners(), _past()), tail]))


def textbook(request):
    """The same page as one would write it first: related objects prefetched, one template."""
    str(request.user.name)
    pillars = Pillar.objects.prefetch_related(
        "outcomes__outputs__activities__responsibilities__owner",
        "outcomes__outputs__activities__status_rows",
        "outcomes__outputs__activities__current_row",
    )
    for pillar in pillars:
        for outcome in pillar.outcomes.all():
            for output in outcome.outputs.all():
                for activity in output.activities.all():
                    activity.past = _keys(activity.status_rows.all())
    before, after = bodies[Now.size]
    return render(
        request, "benchmarks/textbook.html", {"pillars": pillars, "before": before, "after": after}
    )


def _keys(rows):
    """Return the status at the end of each of the last eight quarters."""
    shown = quarters.latest(8, quarters.last_ended(today()))
    by_day = {row.effective_on: row.status for row in rows}
    return [by_day.get(quarter.ends_on, "") for quarter in shown]


@login_not_required
def nobody(request):
    """The least of all: no session is read."""
    return HttpResponse("<p>Hello</p>")


def _text(column, language):
    """Return the SQL for a translated text's words in one language."""
    if connection.vendor == "postgresql":
        return f"{column} -> 'texts' ->> '{language}'"
    return f"json_extract({column}, '$.texts.{language}')"


@cache
def _statement(language):
    def text(column):
        return _text(column, language)

    return f"""
        SELECT p.code, {text("p.title")}, {text("p.goal")}, o.code, {text("o.title")},
               u.code, {text("u.title")}, a.id, a.code, {text("a.short_title")}, {text("a.text")},
               s.status, s.effective_on
        FROM sip_activity a
        JOIN sip_output u ON u.id = a.output_id
        JOIN sip_outcome o ON o.id = u.outcome_id
        JOIN sip_pillar p ON p.id = o.pillar_id
        LEFT JOIN sip_statusrow s ON s.id = a.current_row_id
        WHERE a.withdrawn_on IS NULL
        ORDER BY p."order", o."order", u."order", a."order"
    """


def _fetch(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _activities():
    return _fetch(_statement(get_language()))


def _owners():
    found = {}
    for activity, name in _fetch(
        f"""SELECT r.activity_id, {_text("o.short_name", get_language())}
            FROM sip_responsibility r JOIN sip_owner o ON o.id = r.owner_id
            WHERE r.ends_on IS NULL OR r.ends_on >= %s ORDER BY r."order" """,
        [today()],
    ):
        found.setdefault(activity, []).append(name)
    return found


def _past():
    shown = quarters.latest(8, quarters.last_ended(today()))
    places = {str(quarter.ends_on): place for place, quarter in enumerate(shown)}
    found = {}
    for activity, day, status in _fetch(
        """SELECT activity_id, effective_on, status FROM sip_statusrow
           WHERE effective_on BETWEEN %s AND %s ORDER BY effective_on, recorded_at""",
        [shown[0].starts_on, shown[-1].ends_on],
    ):
        if (place := places.get(str(day))) is not None:
            found.setdefault(activity, {})[place] = status
    return found


def _pillars(rows, owners, past):
    labels = {key: str(label) for key, label in Status.choices} | {None: str(NOT_REPORTED_LABEL)}
    pillar = outcome = output = None
    counts = {}
    for row in rows:
        counts.setdefault(row[0], []).append(row[11])
    for row in rows:
        if row[0] != pillar:
            yield "</ol></div></section></details>" if pillar else ""
            yield _pillar(row, counts[row[0]], is_first=pillar is None)
            pillar, outcome, output = row[0], None, None
        if row[3] != outcome:
            yield "</ol></div></section>" if outcome else ""
            yield (
                f'<section class="outcome" id="code-{row[3]}">\n              <h3><b>'
                f"Outcome {row[3]}</b> — {escape(row[4])}</h3>\n              "
            )
            outcome, output = row[3], None
        if row[5] != output:
            yield "</ol></div>" if output else ""
            yield (
                f'<div class="output" id="code-{row[5]}">\n                  <h4><b>Output {row[5]}'
                f'</b> — {escape(row[6])}</h4>\n                  <ol class="acts">'
            )
            output = row[5]
        yield _line(row, owners.get(row[7], ["–"]), past.get(row[7], {}), labels)
    yield "</ol></div></section></details>"


def _pillar(row, statuses, is_first):
    bar, x = [], 0
    for key in (*Status.values, None):
        if number := statuses.count(key):
            bar.append(f'<rect class="f-{key}" x="{x}" width="{number}" height="1"/>')
            x += number
    completed = statuses.count("completed")
    troubled = statuses.count("at_risk") + statuses.count("blocked")
    return (
        f'<details class="pillar" id="code-{row[0]}"{" open" if is_first else ""}>\n          '
        f"<summary><h2>Pillar {row[0]}: {escape(row[1])}</h2><div>"
        f'<svg class="bar " viewBox="0 0 {x} 1" preserveAspectRatio="none" aria-hidden="true">'
        f'{"".join(bar)}</svg><span class="note">{x} activities, {completed} completed, '
        f"{troubled} at risk or blocked</span></div></summary>\n          "
        f'<p class="goal"><b>Goal.</b> <span>{escape(row[2])}</span></p>\n          '
    )


def _line(row, owners, past, labels):
    code, status = row[8], row[11]
    spark = "".join(
        f'<rect class="f-{key}" x="{4 * place}" y="{SPARK_TOP[key]}" width="3" '
        f'height="{10 - SPARK_TOP[key]}"/>'
        for place, key in past.items()
    )
    return (
        f'<li><span class="code">{code}</span><div class="ttl"><a href="/plan/{code}/">'
        f'{escape(row[9])}</a><span>{escape(row[10])}</span></div><div class="meta">'
        f'{escape(", ".join(owners))}</div><div class="state"><span class="st is-{status}">'
        f'{labels[status]}</span><svg class="spark" viewBox="0 0 32 10" '
        f'preserveAspectRatio="none" aria-hidden="true"><path class="axis" d="M0 10h32"/>{spark}'
        f"</svg></div></li>\n                    "
    )
