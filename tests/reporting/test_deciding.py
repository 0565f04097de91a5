"""Return, accept, reopen: four eyes, the version shown, and what acceptance writes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import trail
from accounts.conflicts import Refused, Stale
from reporting import actions, policy
from reporting.models import Report, ReportLine
from sip.actions import set_status
from sip.models import Activity, Assignment, Owner
from tests.cast import grant, person, seat
from tests.reporting.acts import HERE, accepted, full, report_of, saved, submitted
from workinggroups.models import Seat, WorkingGroup


def accept(report, by, **fields):
    return actions.accept(**{"report": report, "by": by, "version": report.version} | fields)


def give_back(report, by, comment="Name the places."):
    return actions.return_report(report=report, by=by, version=report.version, comment=comment)


def activity(code):
    return Activity.objects.select_related("current_row__body").get(code=code)


# --- What acceptance writes ------------------------------------------------------------------


def test_accepted_lines_become_the_official_status_at_the_end_of_the_quarter(report, cast):
    report = accepted(report, cast.wg_lead, cast.sag)
    for line in report.lines.all():
        row = line.status_row
        assert (row.status, row.origin, row.body) == ("on_track", "report", report.body)
        assert row.effective_on == datetime.date(2026, 9, 30)
        assert row.recorded_by == cast.sag
    assert activity("3.1.1.2").status == "on_track"


@pytest.mark.long
def test_accepting_freezes_the_wording(report, cast):
    accepted(report, cast.wg_lead, cast.sag)
    wording = ReportLine.objects.get(report=report, activity__code="3.1.1.2").wording
    assert wording["code"] == "3.1.1.2"
    assert wording["text"] == activity("3.1.1.2").text.data


def test_the_trail_tells_the_whole_story(report, cast):
    accepted(report, cast.wg_lead, cast.sag)
    verbs = [row.verb for row in trail.rows_about(report)]
    assert verbs == ["report_accepted", "report_submitted", "report_saved"]
    row = trail.rows_about(activity("3.1.1.2")).first()
    assert (row.verb, row.before, row.after["status"]) == ("status_reported", None, "on_track")
    assert trail.broken_at() is None


def test_a_page_that_read_the_old_status_goes_stale(report, cast):
    before = activity("3.1.1.2").version
    accepted(report, cast.wg_lead, cast.sag)
    assert activity("3.1.1.2").version == before + 1


@pytest.mark.long
def test_answers_to_questions_that_the_status_does_not_ask_stay_out_of_the_row(report, cast):
    accepted(report, cast.wg_lead, cast.sag, reason="Typed, then the status changed.")
    assert activity("3.1.1.2").current_row.reason == ""


def test_nothing_is_official_before_the_quarter_s_last_day(report, cast, october):
    october.move_to(datetime.datetime(2026, 9, 29, 20, tzinfo=datetime.UTC))
    report = submitted(report, cast.wg_lead)
    with pytest.raises(Refused, match="before"):
        accept(report, cast.sag)
    october.move_to(datetime.datetime(2026, 9, 29, 22, 30, tzinfo=datetime.UTC))  # the 30th in Rome
    assert accept(report, cast.sag).state == "accepted"


# --- Which version, once ---------------------------------------------------------------------


@pytest.mark.long
def test_the_version_accepted_is_the_version_shown(report, cast):
    report = submitted(report, cast.wg_lead)
    shown = report.version
    report = give_back(report, cast.sag)
    report = submitted(report, cast.wg_lead, progress="Something else.")
    with pytest.raises(Stale):
        accept(report, cast.sag, version=shown)
    with pytest.raises(Stale):
        actions.return_report(report=report, by=cast.sag, version=shown, comment="Old.")
    assert activity("3.1.1.2").status is None


def test_a_decision_falls_once(report, cast):
    report = accepted(report, cast.wg_lead, cast.sag)
    with pytest.raises(Refused):
        accept(report, cast.sag_training)
    with pytest.raises(Refused):
        give_back(report, cast.sag)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_was_not_submitted_is_not_decided(report, cast, state):
    if state == "returned":
        report = give_back(submitted(report, cast.wg_lead), cast.sag)
    with pytest.raises(Refused):
        accept(report, cast.sag)
    with pytest.raises(Refused):
        give_back(report, cast.sag)


@pytest.mark.long
def test_a_closed_quarter_takes_no_decision(report, cast, quarter):
    report = submitted(report, cast.wg_lead)
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    with pytest.raises(Refused, match="closed"):
        accept(report, cast.sag)
    with pytest.raises(Refused, match="closed"):
        give_back(report, cast.sag)


# --- Who decides -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    ["wg_lead", "deputy", "wg_member", "stakeholder", "other_lead", "glc_rome", "admin",
     "partner", "country_coord", "outsider"],
)  # fmt: skip
def test_only_a_sag_member_accepts_a_group_s_report(report, cast, who):
    report = submitted(report, cast.wg_lead)
    with pytest.raises(PermissionDenied):
        accept(report, getattr(cast, who))


@pytest.mark.parametrize("who", ["glc_rome", "sag", "sag_training"])
def test_the_sag_and_glc_staff_return_a_group_s_report(report, cast, who):
    report = give_back(submitted(report, cast.wg_lead), getattr(cast, who))
    assert report.state == "returned"
    assert report.transitions.last().comment == "Name the places."


@pytest.mark.parametrize("comment", ["", "  \n ", "NUL \x00", "a" * 5001])
def test_a_report_is_not_returned_without_a_comment_that_can_be_kept(report, cast, comment):
    report = submitted(report, cast.wg_lead)
    with pytest.raises(ValidationError):
        give_back(report, cast.sag, comment)


@pytest.mark.long
def test_the_sag_s_report_is_accepted_by_glc_staff(report, cast):
    report = submitted(report_of("sag"), cast.sag)
    with pytest.raises(PermissionDenied):
        accept(report, cast.sag_training)
    assert accept(report, cast.glc_rome).state == "accepted"


def test_rome_s_report_is_accepted_by_the_sag(report, cast):
    report = submitted(report_of("rome"), cast.glc_rome)
    for staff in (cast.glc_rome, cast.glc_rome2):
        with pytest.raises(PermissionDenied):
            accept(report, staff)
        with pytest.raises(PermissionDenied):
            give_back(report, staff)
    assert accept(report, cast.sag).state == "accepted"


# --- Four eyes -------------------------------------------------------------------------------


@pytest.mark.long
def test_who_wrote_a_line_once_never_decides(report, cast):
    saved(report, cast.sag_training)  # as the group's focal point
    report = submitted(report_of("training"), cast.wg_lead, progress="All written anew.")
    assert policy.part_in(cast.sag_training, report) == ["wrote"]
    with pytest.raises(PermissionDenied):
        accept(report, cast.sag_training)
    with pytest.raises(PermissionDenied):
        give_back(report, cast.sag_training)
    accept(report, cast.sag)


def test_who_submitted_on_behalf_never_returns(report, cast):
    report = saved(report, cast.wg_lead)
    report = actions.submit(
        report=report, by=cast.glc_rome, version=report.version, on_behalf_reason="Ill."
    )
    with pytest.raises(PermissionDenied):
        give_back(report, cast.glc_rome)
    give_back(report, cast.glc_rome2)


def test_a_lead_who_sits_in_the_sag_does_not_decide_on_their_own_group(report, cast):
    seat(cast.wg_lead, "sag")
    report = submitted(report, cast.deputy)
    with pytest.raises(PermissionDenied):
        accept(report, cast.wg_lead)


def test_giving_up_the_lead_does_not_make_it_somebody_else_s_work(report, cast):
    report = submitted(report, cast.deputy)
    cast.wg_lead.seats.update(ends_on="2026-10-05")
    seat(cast.wg_lead, "sag")
    assert policy.part_in(cast.wg_lead, report) == ["leads"]
    with pytest.raises(PermissionDenied):
        accept(report, cast.wg_lead)


def test_who_led_before_the_quarter_began_may_decide(report, cast):
    report = submitted(report, cast.deputy)
    cast.wg_lead.seats.update(ends_on="2026-06-30")
    seat(cast.wg_lead, "sag")
    assert accept(report, cast.wg_lead).state == "accepted"


def test_a_grant_more_gives_no_way_round(report, cast):
    """A SAG member who is GLC staff too accepts neither the SAG's report nor Rome's."""
    both = person("both")
    seat(both, "sag")
    grant(both, "glc_staff")
    for body, author in (("sag", cast.sag), ("rome", cast.glc_rome)):
        report = submitted(report_of(body), author)
        with pytest.raises(PermissionDenied):
            accept(report, both)
        with pytest.raises(PermissionDenied):
            give_back(report, both)


def test_a_sag_seat_that_ended_decides_nothing(report, cast):
    report = submitted(report, cast.wg_lead)
    cast.sag.seats.update(ends_on="2026-10-05")
    with pytest.raises(PermissionDenied):
        accept(report, cast.sag)


def test_a_group_dissolved_meanwhile_is_still_decided(report, cast):
    report = submitted(report, cast.wg_lead)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-10-06")
    assert accept(report, cast.sag).state == "accepted"


def test_what_waits_for_a_person_is_what_they_may_decide(report, cast):
    submitted(report, cast.wg_lead)
    submitted(report_of("rome"), cast.glc_rome)
    saved(report_of("partnerships"), cast.other_lead)
    waiting = Report.objects.with_subject().order_by("body__order")
    assert [each.body.key for each in policy.awaiting(cast.sag, waiting)] == ["rome", "training"]
    assert policy.awaiting(cast.wg_lead, waiting) == []
    assert policy.awaiting(cast.glc_rome2, waiting) == []


def test_the_page_can_say_who_may_decide(report, cast):
    saved(report, cast.sag_training)
    report = submitted(report_of("training"), cast.wg_lead)
    assert policy.deciders(report) == [cast.sag]
    assert policy.deciders(report_of("sag")) == [cast.glc_rome, cast.glc_rome2]


# --- Reopening -------------------------------------------------------------------------------


@pytest.mark.long
def test_glc_staff_reopen_with_a_reason_and_nothing_is_overwritten(report, cast):
    report = accepted(report, cast.wg_lead, cast.sag)
    first = activity("3.1.1.2").current_row
    with pytest.raises(PermissionDenied):
        actions.reopen(report=report, by=cast.sag, version=report.version, reason="No.")
    with pytest.raises(ValidationError):
        actions.reopen(report=report, by=cast.glc_rome, version=report.version, reason=" ")
    report = actions.reopen(
        report=report, by=cast.glc_rome, version=report.version, reason="A figure was wrong."
    )
    assert (report.state, report.accepted_at) == ("returned", None)
    assert activity("3.1.1.2").current_row == first
    accepted(report, cast.wg_lead, cast.sag, status="paused", reason="Budget.")
    assert activity("3.1.1.2").status == "paused"
    assert activity("3.1.1.2").status_rows.count() == 2


def test_a_report_is_not_reopened_in_a_closed_quarter_nor_before_acceptance(report, cast, quarter):
    with pytest.raises(Refused):
        actions.reopen(report=report, by=cast.glc_rome, version=0, reason="Why not.")
    report = accepted(report, cast.wg_lead, cast.sag)
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    with pytest.raises(Refused):
        actions.reopen(report=report, by=cast.glc_rome, version=report.version, reason="Too late.")


# --- Two bodies, one activity ----------------------------------------------------------------
# 3.1.2.1: the cluster worldwide (which Rome reports for) is named first, Training second.


@pytest.mark.long
def test_the_body_named_first_counts_when_it_came_first(report, cast):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report, cast.wg_lead, cast.sag, status="not_started")
    assert activity("3.1.2.1").status == "on_track"
    assert activity("3.1.1.2").status == "not_started"
    assert ReportLine.objects.get(report=report, activity__code="3.1.2.1").status_row is None
    row = trail.rows_about(activity("3.1.2.1")).first()
    assert row.verb == "status_outweighed"
    assert row.after["outweighed_by"] == "2026-Q3/rome"


@pytest.mark.long
def test_the_body_named_first_counts_when_it_comes_second(report, cast):
    accepted(report, cast.wg_lead, cast.sag, status="not_started")
    assert activity("3.1.2.1").status == "not_started"
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    assert activity("3.1.2.1").status == "on_track"


@pytest.mark.long
def test_bodies_that_agree_both_confirm(report, cast):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report, cast.wg_lead, cast.sag)
    assert activity("3.1.2.1").status_rows.count() == 2


@pytest.mark.long
def test_a_body_to_which_a_line_is_assigned_comes_after_those_named(report, cast):
    # 2.2.1.2 is Rome's; our reading assigns it to Preparedness.
    lead = person("lead_preparedness")
    seat(lead, "preparedness", Seat.Role.LEAD)
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report_of("preparedness"), lead, cast.sag, status="not_started")
    assert activity("2.2.1.2").status == "on_track"
    assert activity("2.2.1.4").status == "not_started"  # nobody is named there


@pytest.mark.long
def test_a_draft_of_the_body_named_first_outweighs_nothing(report, cast):
    submitted(report_of("rome"), cast.glc_rome)
    accepted(report, cast.wg_lead, cast.sag, status="not_started")
    assert activity("3.1.2.1").status == "not_started"


@pytest.mark.long
def test_among_bodies_with_an_assignment_the_order_of_bodies_decides(report, cast):
    target = activity("2.2.1.4")
    training = Owner.objects.get(key="training")
    Assignment.objects.create(activity=target, owner=training, starts_on="2026-01-01")
    actions.open_quarter(key="2026-Q3", by=None)
    lead = person("lead_preparedness")
    seat(lead, "preparedness", Seat.Role.LEAD)
    accepted(report_of("preparedness"), lead, cast.sag)
    accepted(report_of("training"), cast.wg_lead, cast.sag, status="not_started")
    assert activity("2.2.1.4").status == "on_track"


@pytest.mark.long
def test_the_dashboard_says_on_which_day_a_report_was_accepted(report, cast, october, signed_in):
    sent = submitted(report, cast.wg_lead)
    october.shift(datetime.timedelta(days=3))
    seen = signed_in(cast.sag)
    filed = seen.get("/dashboard/").content.decode()
    assert "<small>6 October 2026</small>" in filed
    actions.accept(report=sent, by=cast.sag_training, version=sent.version)
    decided = seen.get("/dashboard/").content.decode()
    assert "<small>9 October 2026</small>" in decided
    assert "<small>6 October 2026</small>" not in decided


@pytest.mark.long
def test_a_reviewer_with_a_seat_is_warned_before_writing_in_the_report(report, cast, signed_in):
    """The focal point may draft, and may then not decide."""
    warning = "as long as you write nothing in it"
    report = submitted(report, cast.wg_lead)
    actions.return_report(
        report=report, by=cast.sag_training, version=report.version, comment="Name the places."
    )
    focal, lead = signed_in(cast.sag_training), signed_in(cast.wg_lead)
    english = {"accept-language": "en"}
    for page in (HERE, f"{HERE}edit/"):
        assert warning in focal.get(page, headers=english).content.decode()
        assert warning not in lead.get(page, headers=english).content.decode()
    saved(report_of("training"), cast.sag_training)
    assert warning not in focal.get(f"{HERE}edit/", headers=english).content.decode()


@pytest.mark.long
def test_the_review_says_that_acceptance_leaves_a_later_status(report, cast, signed_in):
    submitted(report, cast.wg_lead)
    activity = Activity.objects.get(code="3.1.2.1")
    set_status(
        activity=activity, status="at_risk", by=cast.glc_rome, version=activity.version,
        motive="Said by telephone.", answers={"reason": "Late.", "way_forward": "Lorries."},
    )  # fmt: skip
    page = signed_in(cast.sag_training).get(f"{HERE}review/").content.decode()
    said = "The GLC set the status “At risk” on 6 October 2026, after this quarter"
    assert page.count(said) == 1
    assert "accepting the report does not change it" in page


@pytest.mark.long
def test_the_review_says_before_the_decision_who_filed_on_behalf_and_why(report, cast, signed_in):
    saved_by_rome = actions.save_report(
        report=report, by=cast.glc_rome, version=report.version, summary="A good quarter.",
        lines=full(report), on_behalf_reason="The lead is in the field.",
    )  # fmt: skip
    check = signed_in(cast.glc_rome).get(f"{HERE}check/").content.decode()
    assert "The lead is in the field." in check.split('name="on_behalf_reason"')[1]
    actions.submit(
        report=saved_by_rome, by=cast.glc_rome, version=saved_by_rome.version,
        on_behalf_reason="The lead is in the field.",
    )  # fmt: skip
    page = signed_in(cast.sag_training).get(f"{HERE}review/").content.decode()
    assert f"Handed over on behalf of the body by {cast.glc_rome.name}" in page
    assert "The lead is in the field." in page
