"""The demo is alive on any day: every state of a report, every status, and people to sign in as."""

from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.utils import timezone

from accounts import trail
from accounts.clock import start_of_day
from accounts.demo import PASSWORD, PEOPLE
from accounts.models import TrailRow, User
from reporting.actions import accept, save_report, submit
from reporting.meetings.reading import number_of_partners
from reporting.models import Quarter, Report, Transition
from sip.models import Activity, Decision, Meeting, Status, StatusRow
from sip.quarters import last_ended, parse

# Making the whole demo takes seconds.
pytestmark = [pytest.mark.django_db, pytest.mark.long]


def report(body):
    return Report.objects.with_subject().get(quarter__state="open", body__key=body)


def test_everybody_can_sign_in_with_the_one_password(demo):
    listed = {person.email for person in PEOPLE}
    people = User.objects.filter(email__in=listed, is_demo=True)
    assert {person.email for person in people} == listed
    assert check_password(PASSWORD, people.first().password)
    assert len({person.password for person in people}) == 1


def test_whom_the_story_only_names_cannot_sign_in(demo):
    others = User.objects.exclude(email__in=[person.email for person in PEOPLE])
    assert others.exists()
    assert not any(person.has_usable_password() for person in others)


def test_the_last_quarter_is_open_and_due_in_five_days(demo):
    open_quarter = Quarter.objects.get(state="open")
    assert parse(open_quarter.key) == min(last_ended(demo), parse("2026-Q4"))
    assert (timezone.localdate(open_quarter.due_at) - demo).days == 5
    others = Quarter.objects.exclude(pk=open_quarter.pk)
    assert {quarter.state for quarter in others} <= {"closed"}
    assert others.count() == open_quarter.days.year * 4 + open_quarter.days.number - (2023 * 4 + 4)


def test_a_glm_is_twenty_days_ahead_and_the_earlier_ones_fell_in_june_and_november(demo):
    ahead, *held = Meeting.objects.order_by("-starts_on")
    assert (ahead.starts_on - demo).days == 20
    assert Quarter.objects.get(state="open").meeting == ahead
    assert {meeting.key[-2:] for meeting in held} <= {"06", "11"}
    assert all(
        quarter.days == last_ended(meeting.starts_on)
        for meeting in held
        for quarter in meeting.quarters.all()
    )


def test_the_open_quarter_shows_a_report_in_every_state(demo):
    started = Report.objects.filter(quarter__state="open")
    assert Counter(report.state if report.is_started else "not started" for report in started) == {
        "draft": 2, "not started": 1, "submitted": 2, "returned": 1, "accepted": 1,
    }  # fmt: skip
    assert not report("training").is_started


def test_nothing_is_told_of_the_future(demo):
    now = timezone.now()
    assert not TrailRow.objects.filter(told_at__gt=now).exists()
    assert not Transition.objects.filter(at__gt=now).exists()
    assert not StatusRow.objects.filter(origin="report", recorded_at__gt=now).exists()
    assert not StatusRow.objects.filter(effective_on__gt=demo).exists()


def test_the_trail_holds_and_tells_the_story_in_order(demo):
    assert trail.broken_at() is None
    told = list(
        TrailRow.objects.filter(told_at__isnull=False)
        .order_by("number")
        .values_list("told_at", flat=True)
    )
    assert told == sorted(told)
    assert len(told) == trail.head() - planned_by_the_suite()


def planned_by_the_suite():
    """The plan and the groups stand in the test database before any demo: two acts of today."""
    return TrailRow.objects.filter(verb__in=["plan_loaded", "groups_loaded"]).count()


def test_a_status_is_told_only_once_its_quarter_has_ended(demo):
    for row in StatusRow.objects.filter(origin="report"):
        assert row.recorded_at >= start_of_day(row.effective_on)


def test_the_plan_check_finds_no_fault_of_ours(demo):
    call_command("check_plan")


def test_all_statuses_occur_and_some_activities_were_never_reported(demo):
    shown = {activity.status for activity in Activity.objects.with_path()}
    assert shown == {*Status.values, None}
    never_sent = Report.objects.filter(quarter__state="closed").exclude(state="accepted")
    assert never_sent.exists()


def test_reports_repeat_the_evidence_and_the_day_that_the_sip_prints(demo):
    printed = {
        row.activity_id: (row.evidence, row.completed_on)
        for row in StatusRow.objects.filter(origin="source")
    }
    told = StatusRow.objects.filter(origin="report", activity__in=printed)
    assert told.exists()
    assert {(row.evidence, row.completed_on) for row in told} == set(printed.values())


def test_a_groups_work_is_endorsed_once(demo):
    votes = Decision.objects.endorsing().values_list("endorses", flat=True)
    assert len(votes) == len(set(votes)) == 1


def test_the_training_lead_can_file_and_a_sag_member_can_accept(demo):
    lead = User.objects.get(email="lead.training@example.org")
    due = report("training")
    lines = {
        line.activity.code: {"status": "on_track", "progress": "Un module de plus."}
        for line in due.lines.select_related("activity")
    }
    saved = save_report(report=due, by=lead, version=0, summary="Un module de plus.", lines=lines)
    sent = submit(report=saved, by=lead, version=saved.version)
    accepted = accept(
        report=sent, by=User.objects.get(email="sag@example.org"), version=sent.version
    )
    assert accepted.state == "accepted"
    row = Activity.objects.get(code="3.1.1.2").current_row
    assert (row.status, row.effective_on) == ("on_track", due.quarter.ends_on)


def test_the_reports_that_wait_can_be_decided(demo):
    for body, reviewer in (("partnerships", "sag@example.org"), ("sag", "rome@example.org")):
        waiting = report(body)
        by = User.objects.get(email=reviewer)
        assert accept(report=waiting, by=by, version=waiting.version).state == "accepted"


def test_making_it_again_changes_nothing(demo):
    before = trail.head()
    call_command("quickstart", demo=True)
    assert trail.head() == before


def test_no_more_votes_were_counted_than_partners_came(demo):
    voted = Decision.objects.exclude(votes_for=None).select_related("meeting")
    assert voted.exists()
    for one in voted:
        number = one.votes_for + one.votes_against + one.votes_abstained
        assert 0 < number <= number_of_partners(one.meeting), one.key
