"""Opening a quarter: who owes a report, on what, and when it may be opened."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from accounts import trail
from accounts.conflicts import Refused
from reporting import actions
from reporting.models import Quarter, Report
from sip.models import Activity, Assignment, Meeting, Owner
from sip.reporters import lines_due
from tests.reporting.acts import accepted, report_of
from workinggroups.models import WorkingGroup

pytestmark = pytest.mark.usefixtures("english")
DAY = datetime.date(2026, 10, 5)


def codes(body):
    activities = Activity.objects.reported_by(Owner.objects.get(key=body))
    return list(activities.in_plan_order().values_list("code", flat=True))


def test_each_active_group_the_sag_and_rome_owe_a_report(quarter):
    owing = set(quarter.reports.values_list("body__key", flat=True))
    groups = {"partnerships", "preparedness", "procurement", "services", "training"}
    assert owing == {*groups, "sag", "rome"}


def test_a_report_has_a_line_for_each_activity_in_the_order_of_the_plan(quarter):
    lines = report_of("training").lines.values_list("activity__code", flat=True)
    assert list(lines) == ["3.1.1.2", "3.1.2.1"]


def test_the_lines_are_those_that_the_queryset_names_body_by_body(cast):
    """The rule stands twice, once in Python and once for the database: they agree."""
    for code, key in (("4.2.3.1", "training"), ("1.1.1.1", "services")):
        Assignment.objects.create(
            activity=Activity.objects.get(code=code), owner=Owner.objects.get(key=key),
            starts_on="2026-01-01",
        )  # fmt: skip
    # Only the generic working groups answer for it besides: the SAG reports in their place no more.
    Activity.objects.get(code="4.2.3.1").responsibilities.filter(owner__key="sag").delete()
    due = lines_due(DAY)
    for body in Owner.objects.reporting():
        assert [activity.code for activity in due[body.pk]] == codes(body.key)


def test_a_withdrawn_activity_has_no_line(db):
    Activity.objects.filter(code="3.1.2.1").update(withdrawn_on="2026-01-01")
    actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    lines = report_of("training").lines.values_list("activity__code", flat=True)
    assert list(lines) == ["3.1.1.2"]


def test_a_dissolved_group_owes_nothing(db):
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on=DAY)
    actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert not Report.objects.filter(body__key="training").exists()


def test_a_group_that_is_dissolved_later_owes_its_last_report(db):
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-10-06")
    actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert Report.objects.filter(body__key="training").exists()


def test_rome_reports_for_the_cluster_worldwide_and_its_teams(db):
    found = codes("rome")
    assert {"1.1.1.4", "1.1.2.1", "1.2.1.3", "3.1.2.1"} <= set(found)
    assert "1.1.1.2" not in found
    assert len(found) == 41


def test_an_assignment_adds_a_voice_and_takes_none_away_from_a_body_that_is_named(db):
    # 2.3.3.2 is the teams', and our reading of source 002 assigns it to Service provision.
    assert "2.3.3.2" in codes("rome")
    assert "2.3.3.2" in codes("services")


def test_the_sag_reports_for_the_working_groups_in_general(db):
    assert {"1.3.1.2", "1.3.1.3", "4.2.3.1"} <= set(codes("sag"))


def test_a_line_assigned_to_a_group_leaves_the_generic_owner_and_not_the_body_named(db):
    activity = Activity.objects.get(code="1.3.1.3")
    Assignment.objects.create(
        activity=activity, owner=Owner.objects.get(key="training"), starts_on="2026-01-01"
    )
    assert "1.3.1.3" in codes("training")
    assert "1.3.1.3" in codes("sag")  # named itself
    activity.responsibilities.get(owner__key="sag").delete()
    assert "1.3.1.3" not in codes("sag")


def test_the_generic_owner_keeps_its_line_until_the_glc_assigns_it(db):
    activity = Activity.objects.get(code="1.3.1.3")
    activity.responsibilities.get(owner__key="sag").delete()
    assert "1.3.1.3" in codes("sag")


def test_opening_again_adds_only_what_has_become_due(quarter):
    before = set(Report.objects.values_list("pk", flat=True))
    rows = trail.head()
    actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert (set(Report.objects.values_list("pk", flat=True)), trail.head()) == (before, rows)
    Assignment.objects.create(
        activity=Activity.objects.get(code="1.3.1.3"),
        owner=Owner.objects.get(key="training"),
        starts_on="2026-01-01",
    )
    actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert report_of("training").lines.count() == 3
    assert set(Report.objects.values_list("pk", flat=True)) == before


@pytest.mark.long
def test_opening_again_leaves_a_report_that_was_decided_as_it_was(report, cast, quarter):
    accepted(report, cast.wg_lead, cast.sag)
    Assignment.objects.create(
        activity=Activity.objects.get(code="1.3.1.3"),
        owner=report.body,
        starts_on="2026-01-01",
    )
    actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert report_of("training").lines.count() == 2


def test_a_quarter_keeps_days_changed_by_hand(db):
    quarter = actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    later = quarter.due_at + datetime.timedelta(days=9)
    Quarter.objects.update(due_at=later)
    assert actions.open_quarter(key="2026-Q3", by=None, on=DAY).due_at == later


def test_a_quarter_is_bound_to_the_glm_that_takes_it_up(db):
    glm = Meeting.objects.create(key="2026-10", starts_on="2026-10-20", ends_on="2026-10-21")
    Meeting.objects.create(key="2026-11", starts_on="2026-11-20", ends_on="2026-11-21")
    quarter = actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert quarter.meeting == glm
    assert quarter.due_at.date() == datetime.date(2026, 10, 13)


def test_a_planned_quarter_learns_of_a_glm_fixed_since(db):
    Quarter.objects.create(
        key="2026-Q3", starts_on="2026-07-01", ends_on="2026-09-30", opens_on="2026-09-16",
        due_at="2026-10-15T21:59:59Z",
    )  # fmt: skip
    Meeting.objects.create(key="2026-10", starts_on="2026-10-20", ends_on="2026-10-21")
    quarter = actions.open_quarter(key="2026-Q3", by=None, on=DAY)
    assert quarter.meeting.key == "2026-10"
    assert quarter.due_at.date() == datetime.date(2026, 10, 13)


def test_too_early_is_refused_with_the_day(db):
    with pytest.raises(Refused, match="2026-Q3"):
        actions.open_quarter(key="2026-Q3", by=None, on=datetime.date(2026, 9, 15))
    assert not Report.objects.exists()
    assert not Quarter.objects.exists()
    actions.open_quarter(key="2026-Q3", by=None, on=datetime.date(2026, 9, 16))


@pytest.mark.parametrize("key", ["2026-Q5", "2026", "", None, "2031-Q1", "2019-Q4", "2026-Q3\n"])
def test_what_is_no_quarter_of_the_strategy_is_refused(db, key):
    with pytest.raises(Refused):
        actions.open_quarter(key=key, by=None, on=datetime.date(2032, 1, 1))


@pytest.mark.parametrize("who", ["wg_lead", "sag", "admin", "partner", "country_coord"])
def test_only_glc_staff_and_the_calendar_open_and_close(cast, quarter, who):
    with pytest.raises(PermissionDenied):
        actions.open_quarter(key="2026-Q3", by=getattr(cast, who), on=DAY)
    with pytest.raises(PermissionDenied):
        actions.close_quarter(quarter=quarter, by=getattr(cast, who), reason="Because.")
    actions.open_quarter(key="2026-Q3", by=cast.glc_rome, on=DAY)


@pytest.mark.long
def test_closing_over_missing_reports_needs_a_reason(cast, quarter):
    with pytest.raises(ValidationError):
        actions.close_quarter(quarter=quarter, by=cast.glc_rome)
    closed = actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="Two are missing.")
    assert closed.state == "closed"
    row = trail.rows_about(quarter).first()
    assert (row.verb, row.reason) == ("quarter_closed", "Two are missing.")
    assert "training" in row.after["not_accepted"]


def test_a_closed_quarter_is_neither_closed_nor_opened_again(quarter):
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    with pytest.raises(Refused):
        actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    with pytest.raises(Refused):
        actions.open_quarter(key="2026-Q3", by=None, on=DAY)


@pytest.mark.long
def test_the_commands_open_and_close(october, db, capsys):
    call_command("open_quarter", "2026-Q3")
    assert "2026-Q3 is open: 7 reports" in capsys.readouterr().out
    with pytest.raises(CommandError, match="closed"):
        call_command("close_quarter", "2026-Q3", before_deadline=True)
    call_command("close_quarter", "2026-Q3", reason="Over.", before_deadline=True)
    assert Quarter.objects.get().state == "closed"


@pytest.mark.long
def test_the_command_closes_before_the_deadline_only_when_told_so(october, quarter):
    with pytest.raises(CommandError, match=r"on 15 October 2026, 23:59.+--before-d"):
        call_command("close_quarter", "2026-Q3", reason="Over.")
    assert Quarter.objects.get().is_open
    october.move_to(quarter.due_at + datetime.timedelta(minutes=1))
    call_command("close_quarter", "2026-Q3", reason="Over.")
    assert not Quarter.objects.get().is_open


@pytest.mark.parametrize("key", ["2026-Q9", "2026-Q4"])
def test_the_commands_say_in_words_what_cannot_be_done(october, db, key):
    with pytest.raises(CommandError):
        call_command("open_quarter", key)
    with pytest.raises(CommandError):
        call_command("close_quarter", key)
