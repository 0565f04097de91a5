"""Ticking off what was done: every action of a plan that recurs or is to be reviewed."""

import textwrap
from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.clock import today
from accounts.conflicts import Refused
from actionplans import reading
from actionplans.actions.tracking import Wrong, tick, untick
from actionplans.deadlines import Schedule
from actionplans.forms import TickForm
from actionplans.models import Occurrence
from actionplans.rhythm import Period
from actionplans.views.fetching import open_for_writing
from sip.editing import key_sent
from sip.forms import errors_of


@require_http_methods(["GET", "HEAD", "POST"])
@open_for_writing
def ticks(request, plan):
    """Tick off what was done: every action that recurs or is to be reviewed, on one page; those of
    a section where the plan is long, in parts where the section is."""
    sheet = reading.Sheet(plan)
    if "take-back" in request.POST:
        return _take_back(request, plan)
    chosen = _chosen(sheet, request.GET.get("section"))
    if today() < plan.starts_on:
        asked = []  # whatever is ticked off was done within the year of its plan
    elif request.method == "POST":
        sent = {name.partition("-")[0] for name in request.POST}
        asked = [_asked(line, request.POST) for line in sheet.due if _prefix(line) in sent]
    else:
        asked = [_asked(line) for line in sheet.due if not chosen or line in chosen.lines]
    # What is due comes first; what is only continuous may be reviewed at any time.
    asked = sorted(filter(None, asked), key=lambda one: not one.is_due)
    part = Paginator(asked, reading.WHOLE).get_page(request.GET.get("part"))
    late = [line for line in sheet.overdue if not chosen or line in chosen.lines]
    is_sound = request.method == "POST" and all(one.form.is_valid() for one in asked)
    if is_sound and (answer := _ticked(request, plan, asked, chosen)):
        _tell_of_words(request, sheet)
        return answer
    return render(
        request,
        "actionplans/ticks.html",
        {
            "section": "countries",
            "plan": plan,
            "begins_on": plan.starts_on if today() < plan.starts_on else None,
            "due": [one for one in _of(part, request, asked) if one.is_due],
            "others": [one for one in _of(part, request, asked) if not one.is_due],
            "part": part,
            "late": late[: reading.WHOLE],
            "late_left": len(late[reading.WHOLE :]),
            "chosen": chosen,
            "sections": [(one, _number_due(one)) for one in sheet.sections] if chosen else [],
            "errors": [
                error
                for one in asked
                if one.form.is_bound
                for error in errors_of(one.form, _named(one.line))
            ],
        },
    )


def _of(part, request, asked):
    """What was sent comes back whole; else the part that is asked for."""
    return asked if request.method == "POST" else part.object_list


def _named(line):
    """Return enough of an action's text to know it by, in whole words."""
    return textwrap.shorten(line.action.text, 60, placeholder=" …")


def _chosen(sheet, key):
    """Return the section to show of a long plan: the one named, else the first with something due;
    None where the plan is shown whole."""
    if not sheet.is_long:
        return None
    named = [one for one in sheet.sections if str(one.section.pk) == key]
    return next(iter(named or filter(_number_due, sheet.sections)), sheet.sections[0])


def _number_due(section):
    return sum(bool(line.waits) or line.standing.asks_review for line in section.lines)


def _prefix(line):
    return f"a{line.action.pk}"


class PeriodAsked(NamedTuple):
    """A period to mark as done; `is_over` once it has ended."""

    period: Period
    is_over: bool
    is_marked: bool


class Asked(NamedTuple):
    """An action to tick off: each of its periods apart, for one may be missed and the next done."""

    line: reading.ActionLine
    form: TickForm
    periods: list

    @property
    def is_due(self):
        return self.line.action.schedule == Schedule.RECURRING or self.line.standing.asks_review


def _asked(line, data=None):
    """Return an action with its form; None where nothing is to be ticked off now."""
    form = TickForm(data, prefix=_prefix(line), initial={"done_on": line.on})
    if line.action.schedule != Schedule.RECURRING:
        return Asked(line, form, [])
    marked = form["periods"].value() or []
    periods = [
        PeriodAsked(one, one.ends_on < line.on, str(one.starts_on) in marked)
        for one in reversed(line.missing)
        if one in line.waits or str(one.starts_on) in marked
    ]
    return Asked(line, form, periods) if periods else None


def _ticked(request, plan, asked, chosen):
    """Tick off what was marked, all or nothing; return the answer, or None with errors added. On a
    long plan one goes on with what else is due."""
    given = {one.line.action.pk: one.form for one in asked}
    marked = [each for one in asked for each in one.form.ticks(one.line.action)]
    try:
        number = tick(plan=plan, ticks=marked, by=request.user)
    except Wrong as error:
        given[error.action.pk].add_error("done_on", error.messages)
        return None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return None
    if number:
        messages.success(request, _("Ticked off: %(number)d.") % {"number": number})
    else:
        messages.info(request, _("Nothing had changed."))
    if chosen:
        return redirect("country-ticks", plan.cluster.slug, plan.year)
    return redirect("country-plan", plan.cluster.slug, plan.year)


def _tell_of_words(request, sheet):
    """Give back the words sent with a tick that somebody else had made meanwhile: they stand
    nowhere, for a period is ticked once."""
    sent = [(line, _words_sent(request, line)) for line in sheet.lines]
    sent = [(line, words) for line, words in sent if any(words)]
    rows = Occurrence.objects.standing().filter(action__in=[line.action for line, _words in sent])
    kept = set(rows.values_list("action", "note", "evidence"))
    for line, words in sent:
        if (line.action.pk, *words) not in kept:
            told = _(
                "“%(action)s” had been ticked off already, so what you wrote was not kept: "
                "“%(words)s”. On its page the tick can be taken back and made again."
            )
            said = " · ".join(filter(None, words))
            messages.warning(request, told % {"action": _named(line), "words": said})


def _words_sent(request, line):
    prefix = _prefix(line)
    return tuple(request.POST.get(f"{prefix}-{name}", "").strip() for name in ("note", "evidence"))


def _take_back(request, plan):
    row = Occurrence.objects.standing().filter(
        pk=key_sent(request.POST["take-back"]), action__gap__section__plan=plan
    ).select_related("action__gap__section__plan").first()  # fmt: skip
    if row is None:
        raise Http404
    untick(occurrence=row, by=request.user)
    messages.success(request, _("The tick is taken back."))
    return redirect("country-action", plan.cluster.slug, plan.year, row.action_id)
