"""A plan as of a day: what was known of it by the end of that day, and nothing learnt since."""

import datetime
from decimal import Decimal

import pytest

from accounts.models import TrailRow
from actionplans.across import Across
from actionplans.actions import plans
from actionplans.actions.ccpm import record_survey
from actionplans.actions.tracking import Tick, tick, untick
from actionplans.actions.writing import Addition, Edit, write
from actionplans.exports.followup import parts_of
from actionplans.followup import FollowUp
from actionplans.models import Action, ActionPlan, Gap, Occurrence
from actionplans.reading import Sheet, line_of
from sip.quarters import QuarterDays
from tests.actionplans.making import addition, by_month

D = datetime.date


def at(month, day):
    return datetime.datetime(2026, month, day, 10, tzinfo=datetime.UTC)


@pytest.fixture
def monthly(plan):
    """The monthly action; its ticks until August were recorded on the fifth of each month."""
    for row in Occurrence.objects.filter(action__gap__section__plan=plan):
        Occurrence.objects.filter(pk=row.pk).update(recorded_at=at(row.period_on.month, 5))
    return Action.objects.of_plan(plan).select_related("gap__section__plan").get(
        frequency="monthly"
    )  # fmt: skip


def texts(lines):
    return [line.action.text for line in lines]


def agrees(plan, on):
    """Whether the page across countries says the same as the plan's own."""
    sheet, tally = Sheet(plan, on), Across(plan.year, on).by_plan[plan.pk]
    return (tally.total, tally.overdue, tally.lapsed) == (
        len(sheet.lines), len(sheet.overdue), len(sheet.lapsed),
    )  # fmt: skip


def test_a_tick_counts_from_the_day_it_was_recorded(cast, plan, monthly):
    late = [Tick(monthly, D(2026, 9, 30), D(2026, 9, 1))]
    tick(plan=plan, by=cast.country_coord, ticks=late, at=at(10, 6))
    assert texts(Sheet(plan, D(2026, 10, 5)).lapsed) == ["Remind the members"]
    assert not Sheet(plan, D(2026, 10, 6)).lapsed
    assert agrees(plan, D(2026, 10, 5)) and agrees(plan, D(2026, 10, 6))
    # The follow-up of the quarter counts what was ticked off for it since.
    assert not FollowUp(plan, QuarterDays(2026, 3), D(2026, 10, 12)).sheet.lapsed


def test_a_tick_taken_back_stands_as_of_the_days_it_stood(cast, plan, monthly):
    row = monthly.occurrences.get(period_on=D(2026, 8, 1))
    row.action = monthly
    untick(occurrence=row, by=cast.country_coord, at=at(9, 10))
    assert not Sheet(plan, D(2026, 9, 9)).lapsed
    assert Sheet(plan, D(2026, 9, 10)).lapsed
    assert agrees(plan, D(2026, 9, 9)) and agrees(plan, D(2026, 9, 10))
    # However the ticks were read.
    for day in (D(2026, 9, 9), D(2026, 9, 10)):
        at_all = line_of(Action.objects.get(pk=monthly.pk), plan, day)
        assert at_all.timed == next(
            line.timed for line in Sheet(plan, day).lines if line.action == monthly
        )
    # The month can be ticked off again.
    again = [Tick(monthly, D(2026, 8, 31), D(2026, 8, 1))]
    assert tick(plan=plan, by=cast.country_coord, ticks=again, at=at(9, 11)) == 1


def test_a_deadline_moved_since_stands_where_it_stood(cast, plan):
    dated = Action.objects.of_plan(plan).get(schedule="by_month")
    moved = {"due_on": D(2026, 12, 31), "deadline_as_published": "Décembre", "text": "Revise it"}
    write(plan=plan, by=cast.country_coord, edits=[Edit(dated, moved)], at=at(9, 20))
    then = Sheet(plan, D(2026, 9, 19)).overdue
    assert texts(then) == ["Revise the strategy"]
    assert then[0].action.deadline_as_published == "Août"
    assert not Sheet(plan, D(2026, 9, 20)).overdue
    assert agrees(plan, D(2026, 9, 19)) and agrees(plan, D(2026, 9, 20))


def test_no_edit_of_today_rewrites_the_follow_up_of_a_past_quarter(cast, plan):
    dated = Action.objects.of_plan(plan).get(schedule="by_month")
    third = QuarterDays(2026, 3)
    before = list(parts_of(FollowUp(plan, third, D(2026, 10, 12))))
    moved = {"due_on": D(2026, 12, 31), "deadline_as_published": "Décembre", "text": "Revise it"}
    late = by_month("Added too late", 5)
    write(
        plan=plan,
        by=cast.country_coord,
        edits=[Edit(dated, moved)],
        additions=[late],
        at=at(10, 11),
    )
    follow = FollowUp(plan, third, D(2026, 10, 12))
    assert list(parts_of(follow)) == before
    assert texts(follow.sheet.overdue) == texts(Sheet(plan, D(2026, 9, 30)).overdue)
    assert texts(follow.sheet.overdue) == ["Revise the strategy"]
    assert "recorded later" in before[1][1]
    # The quarter that runs is that of today, and says no more than that.
    running = list(parts_of(FollowUp(plan, QuarterDays(2026, 4), D(2026, 10, 12))))
    assert "Added too late" in str(running) and "recorded later" not in str(running)


def test_ccpm_results_recorded_after_a_quarter_leave_its_follow_up_as_it_was(cast, plan):
    """The survey was held in August, its results came in October: in September the plan answered
    the one before."""
    third = FollowUp(plan, QuarterDays(2026, 3), D(2026, 10, 12))
    before = [(one.function, one.weakest) for one in third.functions]
    told = str(list(parts_of(third)))
    assert "CCPM of 16 February 2026, recorded on 2 March 2026." in told
    record_survey(
        cluster=plan.cluster, by=cast.country_coord, scores={"standards": Decimal(10)},
        starts_on=D(2026, 8, 3), ends_on=D(2026, 8, 14), at=at(10, 5),
    )  # fmt: skip
    third = FollowUp(plan, QuarterDays(2026, 3), D(2026, 10, 12))
    assert [(one.function, one.weakest) for one in third.functions] == before
    told = str(list(parts_of(third)))
    assert "CCPM of 16 February 2026" in told
    assert "The CCPM of 14 August 2026 was recorded on 5 October 2026, after this quarter" in told
    running = FollowUp(plan, QuarterDays(2026, 4), D(2026, 10, 12))
    assert running.survey.ends_on == D(2026, 8, 14) and running.unread is None
    assert "CCPM of 14 August 2026, recorded on 5 October 2026." in str(list(parts_of(running)))


def test_a_follow_up_says_that_no_ccpm_was_recorded(cast, plan):
    plan.cluster.surveys.update(recorded_at=at(10, 5))
    told = str(list(parts_of(FollowUp(plan, QuarterDays(2026, 3), D(2026, 10, 12)))))
    assert "No CCPM results were recorded by the end of 30 September 2026." in told
    assert "The CCPM of 16 February 2026 was recorded on 5 October 2026" in told
    assert "not surveyed" in told


@pytest.mark.long
def test_the_plan_of_a_past_day_is_warned_by_the_ccpm_recorded_by_then(coordinator, plan):
    warned = "The CCPM found"
    page = "/countries/sample/2026/"
    english = {"accept-language": "en"}
    assert warned in coordinator.get(page, headers=english).content.decode()
    past = coordinator.get(f"{page}?as_of=2026-03-01", headers=english).content.decode()
    assert warned not in past
    assert warned in coordinator.get(f"{page}?as_of=2026-03-02", headers=english).content.decode()


def gaps(plan, on=None):
    """What the plan says of its gaps, by section: what the page and the files print."""
    return {
        one.section.title: [gap.gap.text for gap in one.gaps] for one in Sheet(plan, on).sections
    }


def change(gap, by, month, day, **said):
    gap.section.plan.refresh_from_db()
    told = {"text": gap.text, "section_title": gap.section.title, **said}
    return plans.change_gap(
        gap=gap, core_function=gap.section.core_function, by=by, at=at(month, day),
        version=gap.section.plan.version, **told,
    )  # fmt: skip


def test_a_gap_says_what_it_said_and_stands_where_it_stood(cast, plan):
    before = gaps(plan)
    gap = Gap.objects.filter(section__plan=plan).select_related("section__plan__cluster").first()
    home, words = gap.section.title, gap.text
    change(gap, cast.country_coord, 6, 10, text="Nobody knows the roads")
    gap.refresh_from_db()
    change(gap, cast.country_coord, 8, 10, section_title="Roads")
    action = gap.actions.first()
    write(
        plan=plan, by=cast.country_coord, at=at(9, 10),
        edits=[Edit(action, {}, gap_text="Nobody maps the roads")],
    )  # fmt: skip
    assert gaps(plan, D(2026, 6, 9)) == before
    assert "Nobody knows the roads" in gaps(plan, D(2026, 6, 10))[home]
    assert "Roads" not in gaps(plan, D(2026, 8, 9))
    assert gaps(plan, D(2026, 9, 9))["Roads"] == ["Nobody knows the roads"]
    assert gaps(plan, D(2026, 9, 10))["Roads"] == gaps(plan)["Roads"] == ["Nobody maps the roads"]
    assert words not in str(gaps(plan))
    one = Action.objects.select_related("gap__section").get(pk=action.pk)
    line_of(one, plan, D(2026, 6, 9))
    assert (one.gap.text, one.gap.section.title) == (words, home)
    row = TrailRow.objects.filter(verb="country_gap_changed").first()
    assert row.target_key == f"sample/2026/gap/{gap.pk}"


def test_a_reading_confirmed_since_was_unsure_before(cast, plan):
    gap = Gap.objects.filter(section__plan=plan).select_related("section__plan__cluster").first()
    Gap.objects.filter(pk=gap.pk).update(is_unsure=True)
    change(gap, cast.country_coord, 6, 10, is_unsure=False)

    def unsure(on):
        return next(one.gap.is_unsure for part in Sheet(plan, on).sections for one in part.gaps)

    assert unsure(D(2026, 6, 9)) and not unsure(D(2026, 6, 10)) and not unsure(None)


def test_a_gap_entered_later_is_not_there_before(cast, plan):
    before = gaps(plan)
    new = Addition(addition("Buy trucks").values, section_title="Trucks", gap_text="No trucks")
    write(plan=plan, by=cast.country_coord, additions=[new], at=at(6, 1))
    assert gaps(plan, D(2026, 5, 31)) == before
    assert gaps(plan, D(2026, 6, 1))["Trucks"] == gaps(plan)["Trucks"] == ["No trucks"]
    # Its actions withdrawn, it was there all the same.
    action = Action.objects.of_plan(plan).get(text="Buy trucks")
    plans.withdraw_action(
        action=action, by=cast.country_coord, version=0, reason="None.", on=D(2026, 7, 1)
    )
    assert gaps(plan, D(2026, 8, 1))["Trucks"] == ["No trucks"]


@pytest.mark.long
def test_the_page_and_the_files_of_a_past_day_hold_no_word_said_since(coordinator, cast, plan):
    gap = Gap.objects.filter(section__plan=plan).select_related("section__plan__cluster").first()
    words = gap.text
    change(gap, cast.country_coord, 9, 10, text="Canary since")
    action = gap.actions.first()
    for page in ("/countries/sample/2026/", f"/countries/sample/2026/{action.pk}/"):
        old = coordinator.get(f"{page}?as_of=2026-09-09").content.decode()
        assert words in old and "Canary" not in old, page
        assert "Canary since" in coordinator.get(f"{page}?as_of=2026-09-10").content.decode()


@pytest.mark.long
def test_no_workbook_to_fill_in_is_offered_of_a_past_day(coordinator, plan):
    page = "/countries/sample/2026/"
    today = coordinator.get(page, headers={"accept-language": "en"}).content.decode()
    assert f"{page}file/xlsx/" in today and "page of today alone" not in today
    old = coordinator.get(f"{page}?as_of=2026-08-10", headers={"accept-language": "en"})
    old = old.content.decode()
    assert "file/xlsx" not in old and "page of today alone" in old
    assert f"{page}file/docx/?as_of=2026-08-10" in old
    # Nor does its address, typed, bring today's rows as those of that day.
    answer = coordinator.get(f"{page}file/xlsx/?as_of=2026-08-10")
    assert answer["Location"] == f"{page}?as_of=2026-08-10"
    assert coordinator.get(f"{page}file/xlsx/?as_of=2026-10-12").status_code == 200


@pytest.mark.long
def test_another_rhythm_since_does_not_hide_what_was_ticked(cast, plan, monthly):
    weekly = {"schedule": "recurring", "frequency": "weekly", "deadline_as_published": "weekly"}
    write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, weekly)], at=at(10, 1))
    line = next(line for line in Sheet(plan, D(2026, 9, 15)).lines if line.action == monthly)
    assert (line.timed.frequency, line.standing.done, line.standing.expected) == ("monthly", 8, 8)
    assert agrees(plan, D(2026, 9, 15))


@pytest.mark.long
def test_actions_come_and_go_on_their_days(cast, plan, monthly):
    by = cast.country_coord
    write(plan=plan, by=by, additions=[addition("Come later")], at=at(6, 1))
    plans.withdraw_action(action=monthly, by=by, version=0, reason="Twice.", on=D(2026, 7, 1))
    told = {day: set(texts(Sheet(plan, day).lines)) for day in
            (D(2026, 5, 31), D(2026, 6, 30), D(2026, 7, 1))}  # fmt: skip
    assert list(told.values()) == [
        {"Remind the members", "Revise the strategy"},
        {"Remind the members", "Revise the strategy", "Come later"},
        {"Revise the strategy", "Come later"},
    ]
    assert all(agrees(plan, day) for day in told)


def test_a_plan_counts_across_countries_from_the_day_it_was_opened(cast, plan):
    draft = ActionPlan.objects.get(cluster=plan.cluster, year=2027)
    plans.open_plan(plan=draft, by=cast.country_coord, version=draft.version)
    assert Across(2027, D(2026, 10, 11)).years == [2026]
    assert Across(2027, D(2026, 10, 12)).by_plan[draft.pk].total == 2


@pytest.mark.long
def test_the_pages_say_of_which_day_they_are_and_offer_no_change(coordinator, plan):
    english = {"accept-language": "en"}
    page = "/countries/sample/2026/?as_of=10/08/2026"
    text = coordinator.get(page, headers=english).content.decode()
    assert "As it was known at the end of 10 August 2026" in text
    assert "?as_of=2026-08-10&amp;show=" in text
    assert "/ticks/" not in text.split("<main")[1]
    for bad in ("31/02/2026", "2031-01-01"):
        text = coordinator.get(f"/countries/?as_of={bad}", headers=english).content.decode()
        assert "As recorded by the end of the day." in text and "As it was known" not in text


@pytest.mark.long
def test_the_past_costs_the_same_queries_whatever_has_changed(coordinator, cast, plan, queries):
    page = "/countries/sample/2026/?as_of=2026-08-10"
    coordinator.get(page)
    few = queries(lambda: coordinator.get(page))
    for number in range(5):
        write(plan=plan, by=cast.glc_rome, additions=[addition(f"A {number}")], at=at(2, 1))
    for action in Action.objects.of_plan(plan):
        write(plan=plan, by=cast.glc_rome, edits=[Edit(action, {"responsible": "Me"})])
    coordinator.get(page)  # once more after an act: what the menu counts is kept until the next
    assert queries(lambda: coordinator.get(page)) == few <= 13
