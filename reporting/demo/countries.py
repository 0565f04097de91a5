"""The sample national cluster, year after year: invented statuses, ticks and CCPM results."""

import datetime
from functools import partial

from actionplans import rhythm
from actionplans.actions.ccpm import record_survey
from actionplans.actions.plans import close_plan, draft_next, open_plan
from actionplans.actions.tracking import Tick, tick
from actionplans.actions.writing import Edit, write
from actionplans.deadlines import end_of_month
from actionplans.forms import find_element
from actionplans.models import Action, ActionPlan, NationalCluster
from actionplans.models.ccpm import LOCAL
from reporting.demo.people import BEGINNING, person
from reporting.demo.timeline import Event, instant
from sip.models import Output

FIRST = 2023
REPORTED = datetime.date(2023, 11, 6)  # the first day on which the coordinator reports
FORGETFUL = ("Diligenter les missions", "Formation sur le SOP")  # miss the last month that ended
DAY = datetime.timedelta(days=1)


def events(data, day):
    """Return what the coordinator did, up to `day`. `data` is `fixtures/demo.json`."""
    told, who, slug = data["country_plan"], data["cluster"]["coordinator"], data["cluster"]["slug"]
    yield Event(instant(BEGINNING, 15), partial(_survey, told, who, slug))
    for year in range(FIRST, day.year + 1):
        begins = datetime.date(year, 1, 1)
        if year > FIRST and begins <= day:
            yield Event(instant(begins, 10), partial(_next_year, told, who, slug, year))
        for on in _days_of_reporting(year, day):
            yield Event(instant(on, 16), partial(_tick, told, who, slug, year, on, on == day))
        report_on = REPORTED if year == FIRST else datetime.date(year, 1, 15)
        if report_on <= day:
            yield Event(instant(report_on, 17), partial(_report, told, who, slug, year, report_on))


def _days_of_reporting(year, day):
    """The last day of each month, and the day itself: so the demo is alive on any day."""
    first = REPORTED if year == FIRST else datetime.date(year, 1, 31)
    ends = [end_of_month(datetime.date(year, month, 1)) for month in range(first.month, 13)]
    found = [on for on in ends if on <= day]
    if year == FIRST:
        found = [REPORTED, *found]
    return found if day.year != year or day in found else [*found, day]


def _plan(slug, year):
    return ActionPlan.objects.get(cluster__slug=slug, year=year)


def _next_year(told, who, slug, year, at):
    before, by = _plan(slug, year - 1), person(who)
    draft = draft_next(plan=before, by=by, at=at)
    close_plan(
        plan=before, summary=told["summary"], by=by, version=before.version,
        on=datetime.date(year, 1, 1), at=at,
    )  # fmt: skip
    open_plan(plan=draft, by=by, version=draft.version, at=at)


def _tick(told, who, slug, year, on, is_today, at):
    plan = _plan(slug, year)
    actions = Action.objects.of_plan(plan).prefetch_related("occurrences")
    ticks = [
        one for action in actions for one in _ticks_of(action, plan, told["note"], on, is_today)
    ]
    tick(plan=plan, ticks=ticks, by=person(who), on=on, at=at)


def _ticks_of(action, plan, note, on, is_today):
    held = {one.period_on for one in action.occurrences.all()}
    if action.schedule == "continuous":
        # Reviewed at the end of each quarter.
        if on.month % 3 == 0 and not is_today:
            yield Tick(action, on, note=note)
    elif action.schedule == "recurring":
        every = rhythm.periods(action.frequency, action.starts_on, min(on, plan.ends_on))
        ended = [period for period in every if period.ends_on <= on]
        if action.text.startswith(FORGETFUL):
            ended = ended[:-1]
        for period in ended:
            if period.starts_on not in held:
                yield Tick(action, max(period.starts_on, action.starts_on), period.starts_on)


def _report(told, who, slug, year, on, at):
    plan = _plan(slug, year)
    actions = Action.objects.of_plan(plan).select_related("gap__section", "current_row")
    edits = [Edit(action, values) for action in actions if (values := _said(action, told, on))]
    write(plan=plan, by=person(who), edits=edits, on=on, at=at)


def _said(action, told, on):
    values = {}
    for link in told["links"]:
        if action.text.startswith(link["begins"]):
            element = find_element(link["sip"])
            values["output" if isinstance(element, Output) else "activity"] = element
    entry = next((one for one in told["statuses"] if action.text.startswith(one["begins"])), {})
    status = entry.get("status", "on_track")
    if status:
        values |= {"status": status, "reason": entry.get("reason", "")}
    if status == "completed":
        values |= {"evidence": entry["evidence"], "completed_on": datetime.date(on.year, 6, 22)}
    return values


def _survey(told, who, slug, at):
    data = told["ccpm"]
    record_survey(
        cluster=NationalCluster.objects.get(slug=slug), by=person(who), at=at,
        starts_on=datetime.date(2023, 9, 11), ends_on=datetime.date(2023, 9, 25),
        responses={
            group: [number, data["responded"][group]] for group, number in data["invited"].items()
        },
        tallies={sub: _tallied(items, data["responded"]) for sub, items in data["answers"].items()},
    )  # fmt: skip


def _tallied(items, responded):
    """Return the answers to the items of a sub-function: of each, what most partners answered and
    what local actors did."""
    return {
        str(number): {
            group: [people if answer == (local if group in LOCAL else most) else 0
                    for answer in range(5)]
            for group, people in responded.items() if people
        }
        for number, (most, local) in enumerate(items, start=1)
    }  # fmt: skip
