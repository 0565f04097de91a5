"""Two years beside each other: what ended, what goes on, what came after the draft was made."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.conflicts import Refused
from actionplans.actions.plans import carried_into, carry_over, still_open, withdraw_action
from actionplans.actions.writing import Edit, write
from actionplans.comparison import compare
from actionplans.models import Action, ActionPlan, Gap
from actionplans.reading import Sheet
from tests.actionplans.making import addition

PAGE = "/countries/sample/2027/compare/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def draft(plan):
    """The draft of 2027, which holds both actions of 2026."""
    return ActionPlan.objects.get(previous=plan)


def compared(plan, draft):
    return compare(Sheet(plan), Sheet(draft), carried_into(draft))


def texts(lines):
    return [line.action.text for line in lines]


def complete(plan, by, text="Revise the strategy"):
    done = {"status": "completed", "evidence": "PV", "completed_on": datetime.date(2026, 10, 1)}
    write(plan=plan, by=by, edits=[Edit(Action.objects.of_plan(plan).get(text=text), done)])


@pytest.mark.long
def test_what_is_completed_ended_even_where_the_draft_still_holds_it(
    cast, plan, draft, coordinator
):
    complete(plan, cast.country_coord)
    told = compared(plan, draft)
    assert texts(pair.after for pair in told.went_on) == ["Remind the members"]
    [ended] = told.ended
    assert ended.before.action.text == ended.after.action.text == "Revise the strategy"
    assert told.left == told.taken_out == told.new == []
    page = coordinator.get(PAGE, headers=ENGLISH).content.decode()
    assert "still in the plan of 2027" in page


def test_what_left_the_draft_was_taken_out_and_is_not_carried_over_again(cast, plan, draft):
    by = cast.country_coord
    gone = Action.objects.of_plan(draft).get(text="Remind the members")
    withdraw_action(action=gone, by=by, version=0, reason="Not next year.")
    told = compared(plan, draft)
    assert (texts(told.taken_out), told.left, told.ended) == (["Remind the members"], [], [])
    assert carry_over(plan=draft, by=by) == 0


@pytest.mark.long
def test_what_came_after_the_draft_is_named_and_carried_over_by_one_button(
    cast, plan, draft, coordinator
):
    by = cast.country_coord
    write(plan=plan, by=by, additions=[
        addition("One more"), addition("Begun", gap="Found since"),
        addition("", gap="Nobody knows"), addition("", gap="New part", section="New section"),
    ])  # fmt: skip
    told = compared(plan, draft)
    assert (texts(told.left), told.ended) == (["One more", "Begun"], [])
    assert [line.gap.text for line in told.left_gaps] == ["Nobody knows", "New part"]
    page = coordinator.get(PAGE, headers=ENGLISH).content.decode()
    assert "Not in the plan of 2027" in page and "One more" in page and "Nobody knows" in page
    closing = coordinator.get("/countries/sample/2026/move/", headers=ENGLISH).content.decode()
    assert "4 rows came in since and are not in the plan of 2027." in closing
    assert coordinator.post(f"{PAGE}carry/").status_code == 302
    told = compared(plan, draft)
    assert (told.number_left, len(told.went_on), told.new) == (0, 4, [])
    carried = Action.objects.of_plan(draft).get(text="One more")
    # Under the gap that was carried over before, from the first day of its year.
    assert carried.gap.continued_from.text == "Reports come late"
    assert Gap.objects.filter(section__plan=draft, text="Reports come late").count() == 1
    assert carried.starts_on == datetime.date(2027, 1, 1)
    new = Gap.objects.get(section__plan=draft, text="New part").section
    assert (new.title, new.core_function) == ("New section", "support_service_delivery")
    assert carry_over(plan=draft, by=by) == 0
    page = coordinator.get(PAGE, headers=ENGLISH).content.decode()
    assert "Not in the plan of 2027" not in page


def test_what_was_completed_since_is_not_carried_over(cast, plan, draft):
    by = cast.country_coord
    write(plan=plan, by=by, additions=[addition("One more")])
    complete(plan, by, "One more")
    assert texts(pair.before for pair in compared(plan, draft).ended) == ["One more"]
    assert still_open(plan, draft) == []


def test_a_gap_written_anew_in_the_draft_is_not_missing_there(cast, plan, draft):
    by = cast.country_coord
    for one in (plan, draft):
        write(plan=one, by=by, additions=[addition("", gap="Nobody knows")])
    assert compared(plan, draft).left_gaps == []
    assert still_open(plan, draft) == []


def test_whoever_may_write_the_plan_carries_over_and_nobody_else(cast, plan, draft):
    write(plan=plan, by=cast.country_coord, additions=[addition("One more")])
    for nobody in (cast.partner, cast.sag, cast.admin):
        with pytest.raises(PermissionDenied):
            carry_over(plan=draft, by=nobody)
    with pytest.raises(Refused):
        carry_over(plan=plan, by=cast.country_coord)  # drafted from none
    assert carry_over(plan=draft, by=cast.glc_rome) == 1


def test_a_reader_of_the_comparison_is_offered_no_button(cast, plan, draft, client):
    write(plan=plan, by=cast.country_coord, additions=[addition("One more")])
    client.force_login(cast.sag)
    page = client.get(PAGE, headers=ENGLISH).content.decode()
    assert "One more" in page and "compare/carry/" not in page
