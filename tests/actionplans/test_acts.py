"""Writing a plan: rights, versions, statuses, ticks, and the way from one year to the next."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts import trail
from accounts.conflicts import Refused, Stale
from accounts.models import OutboxMail, TrailRow
from actionplans.actions import clusters, plans
from actionplans.actions.ccpm import gaps_from_survey
from actionplans.actions.tracking import Tick, Wrong, tick, untick
from actionplans.actions.writing import Edit, write
from actionplans.comparison import compare
from actionplans.digest import post_digests
from actionplans.functions import CoreFunction, SubFunction
from actionplans.models import Action, ActionPlan, Gap, NationalCluster, Occurrence, TeamPlace
from actionplans.reading import Sheet
from tests.actionplans.making import DAY, addition

D = datetime.date


@pytest.fixture
def monthly(plan):
    return Action.objects.of_plan(plan).select_related("gap__section__plan").get(
        frequency="monthly"
    )  # fmt: skip


@pytest.mark.parametrize("who", ["partner", "wg_lead", "sag", "admin"])
def test_only_coordinators_and_the_glc_write_a_plan(cast, plan, monthly, who):
    by, before = getattr(cast, who), trail.head()
    for act in (
        lambda: write(plan=plan, by=by, edits=[Edit(monthly, {"text": "Other"})]),
        lambda: tick(plan=plan, by=by, ticks=[Tick(monthly, DAY)]),
        lambda: plans.close_plan(plan=plan, by=by, summary="Done.", version=plan.version),
        lambda: plans.start_plan(cluster=plan.cluster, year=2030, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert trail.head() == before


def test_a_coordinator_writes_no_other_countrys_plan(cast, plan, monthly):
    other = ActionPlan.objects.get(cluster__slug="elsewhere")
    foreign = Action.objects.of_plan(other).first()
    with pytest.raises(PermissionDenied):
        write(plan=other, by=cast.country_coord, edits=[Edit(foreign, {"text": "Mine"})])
    # Nor through their own plan.
    with pytest.raises(PermissionDenied):
        write(plan=plan, by=cast.country_coord, edits=[Edit(foreign, {"text": "Mine"})])
    with pytest.raises(PermissionDenied):
        tick(plan=plan, by=cast.country_coord, ticks=[Tick(foreign, DAY)])


def test_the_right_ends_with_the_place(cast, plan, monthly):
    TeamPlace.objects.update(ends_on="2026-10-11")
    with pytest.raises(PermissionDenied):
        write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, {"text": "Other"})])


def test_an_edit_made_from_an_older_version_is_stale_and_nothing_is_lost(cast, plan, monthly):
    write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, {"text": "First"}, version=0)])
    with pytest.raises(Stale) as stale:
        write(plan=plan, by=cast.glc_rome, edits=[Edit(monthly, {"text": "Second"}, version=0)])
    assert stale.value.current.text == "First"
    assert Action.objects.get(pk=monthly.pk).version == 1


def test_what_does_not_differ_writes_nothing(cast, plan, monthly):
    before = trail.head()
    assert (
        write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, {"text": monthly.text})]) == 0
    )
    assert trail.head() == before


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"status": "completed"}, {"evidence", "completed_on"}),
        ({"status": "at_risk"}, {"reason"}),
        ({"status": "blocked"}, {"reason"}),
        ({"status": "completed", "evidence": "PV", "completed_on": D(2026, 10, 13)},
         {"completed_on"}),
        ({"status": "splendid"}, {"status"}),
    ],
)  # fmt: skip
def test_a_status_asks_for_what_it_needs(cast, plan, monthly, values, missing):
    with pytest.raises(ValidationError) as error:
        write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, values)])
    assert set(error.value.message_dict) == missing


def test_statuses_follow_one_another_and_are_read_as_of_a_day(cast, plan, monthly):
    by = cast.country_coord
    past = datetime.datetime(2026, 3, 5, 9, tzinfo=datetime.UTC)
    write(
        plan=plan, by=by, edits=[Edit(monthly, {"status": "on_track"})], on=D(2026, 3, 5), at=past
    )
    write(plan=plan, by=by, edits=[Edit(monthly, {"status": "paused", "reason": "Rains."})])
    then, now = Sheet(plan, D(2026, 4, 1)).counts, Sheet(plan).counts
    assert (then["on_track"], then["paused"], now["on_track"], now["paused"]) == (1, 0, 0, 1)
    assert Sheet(plan, D(2026, 3, 4)).counts["none"] == 1


def test_a_period_is_ticked_once_whoever_ticks(cast, plan, monthly):
    assert Sheet(plan).lapsed
    ticks = [Tick(monthly, DAY, D(2026, 9, 1), "Sent", "PV 9")]
    assert tick(plan=plan, by=cast.country_coord, ticks=ticks) == 1
    assert tick(plan=plan, by=cast.glc_rome, ticks=ticks) == 0
    assert not Sheet(plan).lapsed
    row = monthly.occurrences.get(period_on="2026-09-01")
    assert (row.note, row.recorded_by) == ("Sent", cast.country_coord)
    row.action = monthly
    untick(occurrence=row, by=cast.country_coord)
    assert Sheet(plan).lapsed
    assert TrailRow.objects.first().before["note"] == "Sent"


@pytest.mark.parametrize(
    ("done_on", "period_on"),
    [(D(2026, 10, 13), None), (D(2025, 12, 30), None), (D(2026, 9, 5), D(2026, 10, 1))],
)
def test_a_tick_out_of_its_time_is_refused(cast, plan, monthly, done_on, period_on):
    with pytest.raises(Wrong):
        tick(plan=plan, by=cast.country_coord, ticks=[Tick(monthly, done_on, period_on)])


def test_what_has_a_date_is_not_ticked_off(cast, plan):
    dated = Action.objects.of_plan(plan).get(schedule="by_month")
    with pytest.raises(Refused):
        tick(plan=plan, by=cast.country_coord, ticks=[Tick(dated, DAY)])


def test_another_rhythm_begins_when_it_is_set(cast, plan, monthly):
    weekly = {"schedule": "recurring", "frequency": "weekly", "deadline_as_published": "weekly"}
    write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, weekly)])
    assert not Sheet(plan).lapsed


def test_next_years_plan_takes_what_is_open_with_its_history(cast, plan, monthly):
    by = cast.country_coord
    done = {"status": "completed", "evidence": "PV", "completed_on": DAY}
    other = ActionPlan.objects.get(cluster=plan.cluster, year=2027)
    with pytest.raises(Refused):
        plans.draft_next(plan=plan, by=by)
    write(plan=other, by=by, edits=[Edit(Action.objects.of_plan(other).first(), done)], on=DAY)
    with pytest.raises(Refused, match="draft itself"):  # also what a second press comes to
        plans.draft_next(plan=other, by=by)
    other = plans.open_plan(plan=other, by=by, version=other.version)
    third = plans.draft_next(plan=other, by=by)
    assert (third.language, third.title) == ("fr", "Plan d’action du Cluster 2028")
    texts = [line.action.text for line in Sheet(third).lines]
    assert texts == ["Revise the strategy"]
    carried = Action.objects.of_plan(third).get()
    assert carried.due_on == D(2028, 8, 31)  # “Août” is that of its own year
    assert carried.continued_from.continued_from.gap.section.plan == plan
    told = compare(Sheet(other), Sheet(third))
    assert (len(told.went_on), len(told.ended), len(told.new)) == (1, 1, 0)


@pytest.mark.long
def test_a_closed_plan_stays_as_it_was(cast, plan, monthly):
    by = cast.country_coord
    with pytest.raises(ValidationError):
        plans.close_plan(plan=plan, by=by, summary=" ", version=plan.version)
    closed = plans.close_plan(plan=plan, by=by, summary="A good year.", version=plan.version)
    for act in (
        lambda: write(plan=closed, by=by, additions=[addition("One more")]),
        lambda: tick(plan=closed, by=by, ticks=[Tick(monthly, DAY)]),
        lambda: plans.withdraw_action(action=monthly, by=by, version=0, reason="No."),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.long
def test_an_action_that_leaves_the_plan_leaves_its_totals(cast, plan, monthly):
    plans.withdraw_action(action=monthly, by=cast.country_coord, version=0, reason="Twice there.")
    assert [line.action.text for line in Sheet(plan).lines] == ["Revise the strategy"]
    assert TrailRow.objects.first().reason == "Twice there."


def test_an_action_that_left_the_plan_stays_as_it_was(cast, plan, monthly):
    by = cast.country_coord
    gone = plans.withdraw_action(action=monthly, by=by, version=0, reason="Twice there.")
    for act in (
        lambda: write(plan=plan, by=by, edits=[Edit(gone, {"text": "There again"})]),
        lambda: plans.withdraw_action(action=gone, by=by, version=gone.version, reason="Again."),
    ):
        with pytest.raises(Refused, match="has left the plan"):
            act()
    gone.refresh_from_db()
    assert (gone.text, gone.version, gone.withdrawn_on) == ("Remind the members", 1, DAY)


def test_a_gap_is_confirmed_and_moved(cast, source_plan):
    gap = source_plan.sections.first().gaps.get(text__startswith="Faible participation")
    plans.change_gap(
        gap=gap, text=gap.text, section_title="Autre", core_function="", is_unsure=False,
        by=cast.glc_rome, version=0,
    )  # fmt: skip
    gap.refresh_from_db()
    assert (gap.section.title, gap.is_unsure) == ("Autre", False)
    with pytest.raises(Stale):
        plans.change_gap(
            gap=gap, text="Other", section_title="Autre", core_function="", by=cast.glc_rome,
            version=0,
        )  # fmt: skip


def test_clusters_and_their_teams_are_the_glcs_to_keep(cast, plan):
    with pytest.raises(PermissionDenied):
        clusters.add_cluster(slug="x", name="X", by=cast.country_coord)
    whole = {"activated_on": D(2026, 2, 1), "lead_agency": cast.ngo}
    made = clusters.add_cluster(slug="x", name="X", country="COD", by=cast.glc_rome, **whole)
    clusters.give_place(
        cluster=made, person=cast.partner, role="coordinator", starts_on=DAY, by=cast.glc_rome
    )
    assert NationalCluster.objects.coordinated_by(cast.partner).get() == made
    for wrong in ({"slug": "y", "country": "XXX"}, {"slug": "new"}, {"slug": "x"},
                  {"slug": "y", "cluster_code": "logistics"}, {"slug": "y", "activated_on": None},
                  {"slug": "y", "lead_agency": None}):  # fmt: skip
        with pytest.raises(ValidationError):
            clusters.add_cluster(name="Y", by=cast.glc_rome, **{**whole, **wrong})
    with pytest.raises(ValidationError, match="Name the agency"):
        clusters.change_cluster(
            cluster=made, changes={"lead_agency": None}, by=cast.glc_rome, version=0
        )
    clusters.change_cluster(cluster=made, changes={"name": "Z"}, by=cast.glc_rome, version=0)
    with pytest.raises(Stale):
        clusters.change_cluster(cluster=made, changes={"name": "A"}, by=cast.glc_rome, version=0)


def test_the_week_is_mailed_once_to_each_coordinator_in_their_language(cast, plan):
    cast.country_coord.language = "fr"
    cast.country_coord.save()
    assert [(person, told.year) for person, told in post_digests()] == [(cast.country_coord, 2026)]
    post_digests()
    mail = OutboxMail.objects.get(kind="country_digest")
    assert "Rythmes rompus" in mail.text
    assert "Remind the members" in mail.text
    assert "/countries/sample/2026/ticks/" in mail.html


@pytest.mark.long
def test_a_gap_that_nothing_answers_goes_on_and_stands_in_the_comparison(cast, plan, coordinator):
    """Open is also the gap whose actions were all withdrawn; settled, one whose are completed."""
    earlier = plans.start_plan(
        cluster=NationalCluster.objects.create(slug="next", name="Next", country="COD"),
        year=2026, by=cast.glc_rome, state=ActionPlan.State.OPEN,
    )  # fmt: skip
    done = {"status": "completed", "evidence": "PV", "completed_on": D(2026, 10, 1)}
    write(plan=earlier, by=cast.glc_rome, additions=[
        addition("", gap="Nobody knows"), addition("Settled", gap="Settled", **done),
        addition("Given up", gap="Left"), addition("Goes on", gap="Goes on"),
    ])  # fmt: skip
    given_up = Action.objects.get(text="Given up")
    plans.withdraw_action(action=given_up, by=cast.glc_rome, version=0, reason="No money.")
    draft = plans.draft_next(plan=earlier, by=cast.glc_rome)
    gaps = [gap for section in Sheet(draft).sections for gap in section.gaps]
    assert [(gap.gap.text, len(gap.lines)) for gap in gaps] == [
        ("Nobody knows", 0), ("Left", 0), ("Goes on", 1),
    ]  # fmt: skip
    assert [gap.gap.continued_from.text for gap in gaps] == ["Nobody knows", "Left", "Goes on"]
    # Answered in the draft, and one more found: both years are told of.
    write(plan=draft, by=cast.glc_rome, additions=[
        addition("Ask", gap="Nobody knows"), addition("", gap="New one"),
    ])  # fmt: skip
    told = compare(Sheet(earlier), Sheet(draft))
    sides = [
        tuple(line and (line.gap.text, len(line.lines)) for line in pair)
        for pair in told.unanswered
    ]
    assert sides == [
        (("Nobody knows", 0), ("Nobody knows", 1)), (("Left", 0), ("Left", 0)),
        (None, ("New one", 0)),
    ]  # fmt: skip
    coordinator.force_login(cast.glc_rome)
    page = coordinator.get("/countries/next/2027/compare/", headers={"accept-language": "en"})
    text = page.content.decode().partition("Gaps without an action")[2]
    assert "Nobody knows" in text and "Not in this plan" in text and "No action" in text
    assert "1 action<" in text.replace("\n", "")


@pytest.mark.long
def test_a_deactivated_cluster_takes_no_new_plan_and_nobody_into_its_team(cast, plan, coordinator):
    """Its plans stay, and one that is open is closed."""
    cluster = plan.cluster
    NationalCluster.objects.filter(pk=cluster.pk).update(deactivated_on=DAY)
    cluster.refresh_from_db()
    assert plans.open_plan(
        plan=ActionPlan.objects.get(cluster=cluster, year=2027), by=cast.glc_rome, version=0
    )
    for year in (2026, 2028):
        with pytest.raises(Refused, match="12 October 2026"):
            plans.start_plan(cluster=cluster, year=year, by=cast.glc_rome)
    with pytest.raises(Refused, match="12 October 2026"):
        plans.draft_next(plan=ActionPlan.objects.get(cluster=cluster, year=2027), by=cast.glc_rome)
    with pytest.raises(Refused, match="12 October 2026"):
        clusters.give_place(
            cluster=cluster, person=cast.partner, role="coordinator", starts_on=DAY,
            by=cast.glc_rome,
        )  # fmt: skip
    page = coordinator.get("/countries/sample/").content.decode()
    assert "/countries/sample/start/" not in page
    plans.close_plan(plan=plan, summary="Over.", by=cast.country_coord, version=plan.version)


def test_a_gap_that_begins_from_a_survey_speaks_the_language_of_its_plan(cast, plan):
    """Whoever clicks: a French plan stays French."""
    assert plan.language == "fr"
    gaps_from_survey(plan=plan, survey=plan.cluster.surveys.get(), by=cast.country_coord)
    gap = Gap.objects.get(section__plan=plan, subfunction="needs_assessment")
    with translation.override("fr"):
        assert gap.section.title == str(CoreFunction.INFORM_STRATEGIC_DECISIONS.label)
        assert gap.text.startswith(str(SubFunction.NEEDS_ASSESSMENT.label))
    assert "Faible" in gap.text


@pytest.mark.parametrize("wrong", [{"schedule": "whenever"}, {"frequency": "hourly"}])
def test_the_database_knows_the_meanings_of_a_deadline_and_no_other(plan, monthly, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=monthly.pk).update(**wrong)


def test_a_tick_is_taken_back_and_never_deleted(plan, monthly):
    with pytest.raises(ValidationError, match="never deleted"):
        monthly.occurrences.first().delete()
    with pytest.raises(TypeError, match="never deleted"):
        Occurrence.objects.filter(action=monthly).delete()
    assert monthly.occurrences.count() == 8
