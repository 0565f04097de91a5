"""Drafts: saved at any degree of completeness, by those who may, whole or not at all."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import trail
from accounts.conflicts import Refused, Stale
from reporting import actions
from reporting.completeness import missing
from reporting.models import ReportLine
from sip.models import Activity
from tests.cast import grant, seat
from tests.reporting.acts import accepted, report_of, saved, submitted
from workinggroups.models import WorkingGroup


def save(report, by, lines=None, **fields):
    fields = {"version": report.version, "summary": "", "lines": lines or {}} | fields
    return actions.save_report(report=report, by=by, **fields)


def line(code="3.1.1.2", body="training"):
    return ReportLine.objects.get(report__body__key=body, activity__code=code)


def test_a_draft_is_saved_with_one_answer(report, cast):
    saved_report = save(report, cast.wg_lead, {"3.1.1.2": {"progress": " One.\r\nTwo. "}})
    assert line().progress == "One.\nTwo."
    assert (saved_report.version, saved_report.saved_by, saved_report.state) == (
        1, cast.wg_lead, "draft",
    )  # fmt: skip


def test_fields_and_lines_not_given_stay(report, cast):
    report = save(report, cast.wg_lead, {"3.1.1.2": {"status": "on_track", "progress": "One."}})
    save(report, cast.wg_lead, {"3.1.1.2": {"progress": "Two."}})
    assert (line().status, line().progress) == ("on_track", "Two.")


def test_each_save_leaves_what_changed_in_the_trail(report, cast):
    report = save(report, cast.wg_lead, {"3.1.1.2": {"progress": "One."}})
    save(report, cast.deputy, {"3.1.1.2": {"progress": "Two."}})
    row = trail.rows_about(report).first()
    assert (row.verb, row.actor) == ("report_saved", cast.deputy.ref)
    assert (row.before, row.after) == (
        {"3.1.1.2-progress": "One."}, {"3.1.1.2-progress": "Two."},
    )  # fmt: skip


def test_a_stale_save_changes_nothing_and_carries_what_is_saved(report, cast):
    save(report, cast.wg_lead, {"3.1.1.2": {"progress": "One."}})
    with pytest.raises(Stale) as stale:
        save(report, cast.deputy, {"3.1.1.2": {"progress": "Two."}})
    assert stale.value.current.version == 1
    assert line().progress == "One."


def test_a_line_of_another_group_refuses_the_whole(report, cast):
    with pytest.raises(ValidationError, match=r"1\.1\.1\.2"):
        save(report, cast.wg_lead, {"3.1.1.2": {"progress": "One."}, "1.1.1.2": {}})
    report.refresh_from_db()
    assert (line().progress, report.version) == ("", 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "done"), ("status", "withdrawn"), ("status", None),
        ("progress", "a" * 5001), ("progress", "NUL \x00"), ("challenges", None),
        ("is_unchanged", "yes"), ("completed_on", "2026-09-01"),
        ("completed_on", datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)),
        ("wording", {}), ("report_id", 1),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_field_refuses_the_whole(report, cast, field, value):
    with pytest.raises(ValidationError) as refused:
        save(report, cast.wg_lead, {"3.1.1.2": {"next_steps": "Good.", field: value}})
    assert f"3.1.1.2-{field}" in refused.value.message_dict
    assert line().next_steps == ""


def test_a_summary_is_limited_like_every_answer(report, cast):
    with pytest.raises(ValidationError):
        save(report, cast.wg_lead, summary="a" * 5001)
    save(report, cast.wg_lead, summary="a" * 5000)


@pytest.mark.parametrize("who", ["wg_lead", "deputy", "wg_member", "stakeholder", "sag_training"])
def test_whoever_sits_in_the_group_drafts(report, cast, who):
    save(report, getattr(cast, who), {"3.1.1.2": {"progress": "One."}})


@pytest.mark.parametrize(
    "who", ["other_lead", "sag", "partner", "country_coord", "admin", "outsider"]
)
def test_nobody_else_drafts(report, cast, who):
    with pytest.raises(PermissionDenied):
        save(report, getattr(cast, who), {"3.1.1.2": {"progress": "One."}})


def test_a_seat_that_ended_and_a_dissolved_group_give_no_right(report, cast):
    cast.wg_lead.seats.update(ends_on="2026-10-05")
    with pytest.raises(PermissionDenied):
        save(report, cast.wg_lead)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-10-06")
    with pytest.raises(PermissionDenied):
        save(report, cast.deputy)


def test_glc_staff_draft_for_a_group_only_with_a_reason(report, cast):
    with pytest.raises(ValidationError):
        save(report, cast.glc_rome)
    save(report, cast.glc_rome, on_behalf_reason="The lead is ill.")
    row = trail.rows_about(report).first()
    assert (row.on_behalf_of, row.reason) == ("training", "The lead is ill.")


def test_glc_staff_draft_rome_s_report_as_their_own(report, cast):
    save(report_of("rome"), cast.glc_rome)
    assert trail.rows_about(report_of("rome")).first().on_behalf_of == ""


def test_sag_members_draft_the_sag_s(report, cast):
    save(report_of("sag"), cast.sag)
    with pytest.raises(PermissionDenied):
        save(report_of("sag"), cast.wg_lead)


@pytest.mark.long
def test_a_submitted_report_and_a_closed_quarter_take_no_draft(report, cast, quarter):
    submitted(report, cast.wg_lead)
    with pytest.raises(Refused, match="submitted already"):
        save(report, cast.wg_lead)
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    with pytest.raises(Refused, match="closed"):
        save(report_of("partnerships"), cast.other_lead)


# --- What is missing -----------------------------------------------------------------------------


def test_an_empty_report_lacks_every_status_and_the_summary(report):
    assert list(missing(report)) == ["3.1.1.2-status", "3.1.2.1-status", "summary"]


@pytest.mark.parametrize(
    ("answers", "lacking"),
    [
        ({"status": "on_track", "progress": "Good."}, []),
        ({"status": "on_track"}, ["progress"]),
        ({"status": "not_started"}, []),
        ({"status": "at_risk", "progress": "Late."}, ["reason", "way_forward"]),
        ({"status": "blocked", "progress": "Stuck."}, ["decision_needed"]),
        ({"status": "paused", "progress": "Later."}, ["reason"]),
        ({"status": "completed", "progress": "Done."}, ["evidence", "completed_on"]),
        (
            {"status": "completed", "progress": "Done.", "evidence": "note.pdf",
             "completed_on": datetime.date(2026, 10, 1)},
            ["completed_on"],
        ),
        ({"status": "", "is_unchanged": True}, ["is_unchanged"]),
    ],
)  # fmt: skip
def test_each_status_asks_its_questions(report, cast, answers, lacking):
    report = save(report, cast.wg_lead, {"3.1.1.2": answers}, summary="Good.")
    found = [name for name in missing(report) if name.startswith("3.1.1.2")]
    assert found == [f"3.1.1.2-{field}" for field in lacking]


def test_an_incomplete_report_cannot_be_submitted(report, cast):
    report = save(report, cast.wg_lead)
    with pytest.raises(ValidationError) as refused:
        actions.submit(report=report, by=cast.wg_lead, version=report.version)
    assert refused.value.message_dict.keys() == missing(report).keys()


# --- No change this quarter ----------------------------------------------------------------------


@pytest.fixture
def next_report(report, cast, october):
    """The Training group's report for the fourth quarter, the third accepted as at risk."""
    accepted(report, cast.wg_lead, cast.sag, status="at_risk", reason="Late.", way_forward="Hire.")
    october.move_to(datetime.datetime(2027, 1, 5, 9, tzinfo=datetime.UTC))
    actions.open_quarter(key="2026-Q4", by=None)
    return report_of("training", "2026-Q4")


@pytest.mark.long
def test_no_change_repeats_status_and_answers_as_a_new_row(next_report, cast):
    activity = Activity.objects.get(code="3.1.1.2")
    before = activity.current_row
    accepted(next_report, cast.wg_lead, cast.sag, status="", progress="", is_unchanged=True)
    activity.refresh_from_db()
    row = activity.current_row
    assert row.pk != before.pk
    assert (row.status, row.reason, row.way_forward) == ("at_risk", "Late.", "Hire.")
    assert row.effective_on == datetime.date(2026, 12, 31)


@pytest.mark.long
def test_no_change_and_another_status_contradict_each_other(next_report, cast):
    report = saved(next_report, cast.wg_lead, status="on_track", is_unchanged=True)
    assert "3.1.1.2-is_unchanged" in missing(report)


@pytest.mark.long
def test_no_change_says_what_the_glc_set_meanwhile(next_report, cast):
    from sip.actions import set_status

    activity = Activity.objects.get(code="3.1.1.2")
    set_status(
        activity=activity, status="on_track", by=cast.glc_rome, version=activity.version,
        motive="Mail of the lead.", effective_on=datetime.date(2026, 12, 1),
    )  # fmt: skip
    saved(next_report, cast.wg_lead, status="", progress="", is_unchanged=True)
    assert ReportLine.objects.get(report=next_report, activity=activity).status == "on_track"


# --- Submitting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["wg_member", "stakeholder", "sag_training", "other_lead", "sag"])
def test_only_lead_and_deputy_submit_a_group_s_report(report, cast, who):
    report = saved(report, cast.wg_lead)
    with pytest.raises(PermissionDenied):
        actions.submit(report=report, by=getattr(cast, who), version=report.version)
    actions.submit(report=report, by=cast.deputy, version=report.version)


def test_a_second_submission_is_refused_in_words(report, cast):
    report = submitted(report, cast.wg_lead)
    with pytest.raises(Refused, match="submitted already"):
        actions.submit(report=report, by=cast.wg_lead, version=report.version)
    assert report.transitions.count() == 1


def test_glc_staff_submit_on_behalf_with_a_reason_and_both_names(report, cast):
    report = saved(report, cast.wg_lead)
    with pytest.raises(ValidationError):
        actions.submit(report=report, by=cast.glc_rome, version=report.version)
    actions.submit(report=report, by=cast.glc_rome, version=report.version, on_behalf_reason="Ill.")
    row = trail.rows_about(report).first()
    assert (row.actor, row.on_behalf_of, row.reason) == (cast.glc_rome.ref, "training", "Ill.")
    assert row.after["lead"] == str(cast.wg_lead.ref)
    move = report.transitions.get()
    assert (move.by, move.on_behalf_of, move.comment) == (cast.glc_rome, "training", "Ill.")


@pytest.mark.long
def test_glc_staff_may_not_speak_for_rome_on_behalf(report, cast):
    report = submitted(report_of("rome"), cast.glc_rome)
    assert report.transitions.get().on_behalf_of == ""


def test_late_is_taken_and_marked(report, cast, october):
    october.move_to(datetime.datetime(2026, 10, 16, 9, tzinfo=datetime.UTC))
    assert submitted(report, cast.wg_lead).is_late()


def test_in_time_until_the_last_second_in_rome(report, cast, october):
    october.move_to(datetime.datetime(2026, 10, 15, 21, 59, 50, tzinfo=datetime.UTC))
    assert not submitted(report, cast.wg_lead).is_late()


def test_an_act_told_of_the_past_has_that_instant_everywhere(report, cast):
    at = datetime.datetime(2026, 10, 2, 8, tzinfo=datetime.UTC)
    report = actions.save_report(
        report=report, by=cast.wg_lead, version=0, summary="Good.", at=at,
        lines={code: {"status": "not_started"} for code in ("3.1.1.2", "3.1.2.1")},
    )  # fmt: skip
    report = actions.submit(report=report, by=cast.wg_lead, version=1, at=at)
    report = actions.accept(report=report, by=cast.sag, version=2, at=at)
    assert (report.saved_at, report.submitted_at, report.accepted_at) == (at, at, at)
    assert {move.at for move in report.transitions.all()} == {at}
    assert {row.told_at for row in trail.rows_about(report)} == {at}
    row = Activity.objects.get(code="3.1.1.2").current_row
    assert row.recorded_at == at
    assert trail.broken_at() is None


def test_rights_are_those_of_the_day_told(report, cast):
    at = datetime.datetime(2023, 12, 1, tzinfo=datetime.UTC)  # before anybody sat there
    with pytest.raises(PermissionDenied):
        save(report, cast.wg_lead, at=at)


def test_roles_add_up(report, cast):
    grant(cast.wg_lead, "glc_staff")
    seat(cast.glc_rome2, "training")
    save(report, cast.wg_lead)
    save(report_of("training"), cast.glc_rome2)  # as a member: no reason asked
    assert {row.on_behalf_of for row in trail.rows_about(report)} == {""}
