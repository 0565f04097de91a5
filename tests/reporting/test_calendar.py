"""The calendar of the Strategy's quarters: what it shows, how a quarter is opened and moved."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import trail
from accounts.conflicts import Refused, Stale
from reporting import actions, calendar, scheduling
from reporting.models import Quarter
from sip.models import Activity, Assignment, Meeting, Owner
from sip.translated import Translated
from tests.cast import of_rome, person
from tests.reporting.acts import OCTOBER, accepted, report_of, saved, submitted
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.usefixtures("english")
PAGE = "/reports/calendar/2026-Q3/"
TODAY = OCTOBER.date()
WHY = "A strike of the posts."


@pytest.fixture
def staff(october, cast, client):
    client.force_login(cast.glc_rome)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def glm(db):
    first = datetime.date(2026, 11, 24)
    return Meeting.objects.create(key="2026-11", starts_on=first, ends_on=first)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def move(by, **fields):
    given = {
        "key": "2026-Q3", "by": by, "version": 0, "opens_on": datetime.date(2026, 9, 16),
        "due_on": datetime.date(2026, 10, 20), "meeting": None, "reason": WHY,
    }  # fmt: skip
    return scheduling.change_days(**{**given, **fields})


def assign(code, key, day="2026-08-01", **fields):
    return Assignment.objects.create(
        activity=Activity.objects.get(code=code), owner=Owner.objects.get(key=key),
        starts_on=day, **fields,
    )  # fmt: skip


# --- What it shows ---------------------------------------------------------------------------


def test_every_quarter_of_the_strategy_stands_in_it(quarter, glm):
    found = calendar.read(TODAY)
    assert [entry.quarter.key for entry in found.entries][:2] == ["2022-Q1", "2022-Q2"]
    assert len(found.entries) == 20
    ours, planned = found.entry("2026-Q3"), found.entry("2026-Q4")
    assert (ours.quarter.state, ours.reports, ours.accepted) == ("open", 7, 0)
    assert planned.quarter.opens_on == datetime.date(2026, 12, 17)
    assert not found.entry("2026-Q2").is_tracked


def test_the_days_of_a_quarter_to_come_are_those_that_opening_gives_it(october, db):
    Meeting.objects.create(key="2026-10", starts_on="2026-10-20", ends_on="2026-10-21")
    shown = calendar.read(TODAY).entry("2026-Q3").quarter
    opened = actions.open_quarter(key="2026-Q3", by=None)
    assert (shown.opens_on, shown.due_at, shown.meeting) == (
        opened.opens_on, opened.due_at, opened.meeting,
    )  # fmt: skip


def test_two_running_quarters_with_or_without_a_glm_are_warned_of(quarter, glm):
    Meeting.objects.create(key="2027-02", starts_on="2027-02-03", ends_on="2027-02-04")
    Quarter.objects.update(meeting=glm)
    assert calendar.read(TODAY).warnings == ["2026-Q3 and 2026-Q4 are both taken up by a GLM."]
    Meeting.objects.update(cancelled_on="2026-10-01", cancelled_why="No quorum.")
    Quarter.objects.update(meeting=None)
    warnings = calendar.read(TODAY).warnings
    assert warnings == ["Neither 2026-Q3 nor 2026-Q4 is taken up by a GLM."]


def test_a_year_with_other_than_two_glms_is_warned_of_once_its_quarters_are_all_here(db, glm):
    with time_machine.travel("2026-01-20"):
        actions.open_quarter(key="2025-Q4", by=None)
    for key in ("2026-04", "2026-06"):
        assert "2026 has 1 GLM instead of two." in calendar.read(TODAY).warnings or key != "2026-04"
        Meeting.objects.create(key=key, starts_on=f"{key}-10", ends_on=f"{key}-11")
    assert "2026 has 3 GLM instead of two." in calendar.read(TODAY).warnings


@pytest.mark.long
def test_the_page_costs_the_same_with_one_quarter_and_with_eight(staff, quarter, queries):
    staff.get("/reports/calendar/")
    few = queries(lambda: staff.get("/reports/calendar/"))
    for month, key in enumerate(("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"), start=1):
        actions.open_quarter(key=key, by=None)
        Meeting.objects.create(
            key=f"2025-0{month}", starts_on=f"2025-0{month}-10", ends_on=f"2025-0{month}-11"
        )
    staff.get("/reports/calendar/")
    assert queries(lambda: staff.get("/reports/calendar/")) == few


# --- Opening by button -----------------------------------------------------------------------


@pytest.mark.long
def test_the_button_opens_as_the_command_does_and_only_once(staff, cast):
    assert "Open the quarter" in words(staff.get(PAGE))
    answer = staff.post(f"{PAGE}open/", follow=True)
    assert "The quarter is open: 7 reports are to be filed." in words(answer)
    assert trail.rows_about(Quarter.objects.get()).get().actor == cast.glc_rome.ref
    again = staff.post(f"{PAGE}open/", follow=True)
    assert "Nothing has become due: nothing was added." in words(again)
    assert trail.rows_about(Quarter.objects.get()).count() == 1


def test_too_early_is_said_with_the_day(staff, quarter):
    answer = staff.post("/reports/calendar/2026-Q4/open/", follow=True)
    assert "opens on 17 December 2026, not before" in words(answer)
    assert not Quarter.objects.filter(key="2026-Q4").exists()


# --- Changes in mid-quarter ------------------------------------------------------------------


@pytest.mark.long
def test_a_group_opened_and_a_line_given_since_are_told_and_added_by_the_button(staff, quarter):
    owner = Owner.objects.create(
        key="cash", kind="working_group", reports=True, order=99,
        name=Translated.of(fr="GT Espèces"), short_name=Translated.of(fr="GT Espèces"),
    )  # fmt: skip
    WorkingGroup.objects.create(
        owner=owner,
        opened_on=TODAY,
        mandate_ends_on="2026-12-31",
        mandate=Translated.of(fr="Le mandat."),
        source="A page that lists it.",
    )
    assign("1.3.1.3", "training", day="2026-09-20")
    page = words(staff.get(PAGE))
    assert "Opened on 6 October 2026" in page
    assert "1.3.1.3" in page and "from 20 September 2026" in page
    assert "has no report yet" in page
    answer = staff.post(f"{PAGE}open/", follow=True)
    assert "1 line was added." in words(answer)
    assert report_of("cash").lines.count() == 0
    assert "Add what has become due" not in words(answer)


@pytest.mark.long
def test_a_group_dissolved_with_a_draft_open_keeps_it_and_glc_staff_finish_it(staff, cast, quarter):
    saved(report_of("training"), cast.wg_lead)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on=TODAY)
    page = words(staff.get(PAGE))
    assert "Dissolved on 6 October 2026: its people have no right in it any more." in page
    assert "GLC staff finish and submit it on its behalf" in page
    report = report_of("training")
    with pytest.raises(PermissionDenied):
        actions.submit(report=report, by=cast.wg_lead, version=report.version)
    sent = actions.submit(
        report=report, by=cast.glc_rome, version=report.version, on_behalf_reason="Dissolved."
    )
    assert sent.state == "submitted"
    page = words(staff.get(PAGE))
    assert "Dissolved on 6 October 2026" in page and "GLC staff finish" not in page


def test_a_closed_quarter_is_told_to_the_day_of_rome_on_which_it_was_closed(october, cast, quarter):
    assign("1.3.1.3", "training", day="2026-10-07")
    assign("1.3.1.2", "training", day="2026-10-08")
    with time_machine.travel("2026-10-06T22:30Z"):
        closed = actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    found = calendar.changes_in(closed, datetime.date(2026, 10, 20))
    assert [row.activity.code for row in found.begun] == ["1.3.1.3"]


def test_of_a_quarter_to_come_a_dissolved_group_will_be_gone(staff, quarter):
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on=TODAY)
    page = words(staff.get("/reports/calendar/2026-Q4/"))
    assert "It will be gone when the quarter opens: it will owe no report." in page
    assert "It was gone" not in page


@pytest.mark.long
def test_a_line_that_changed_hands_stays_where_it_was_and_waits_where_the_report_is_handed_over(
    staff, cast, quarter
):
    accepted(report_of("training"), cast.wg_lead, cast.sag)
    assign("1.3.1.3", "training", day="2026-09-20")
    Assignment.objects.filter(owner__key="services").update(ends_on="2026-09-25")
    lines = report_of("services").lines.count()
    page = words(staff.get(PAGE))
    assert "its report is handed over" in page
    assert "after 25 September 2026: a line it has already stays" in page
    assert "Add what has become due" not in page
    staff.post(f"{PAGE}open/")
    assert report_of("training").lines.count() == 2
    assert report_of("services").lines.count() == lines


def test_a_lead_who_takes_over_in_mid_quarter_finds_the_draft_and_the_one_before_does_not(
    october, cast, quarter
):
    """Four eyes stay: who led the group in the quarter decides nothing about it."""
    saved(report_of("training"), cast.wg_lead)
    Seat.objects.filter(person=cast.wg_lead).update(ends_on="2026-10-05")
    new = person("new_lead")
    of_rome(new)
    Seat.objects.create(
        person=new, body=Owner.objects.get(key="training"), role=Seat.Role.LEAD,
        starts_on="2026-10-06",
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        saved(report_of("training"), cast.wg_lead)
    assert submitted(report_of("training"), new).submitted_by == new


# --- Moving the days -------------------------------------------------------------------------


@pytest.mark.long
def test_the_days_are_changed_with_a_reason_and_the_trail_tells(staff, cast, quarter, glm):
    answer = staff.post(PAGE, {
        "opens_on": "16/09/2026", "due_on": "20/10/2026", "meeting": glm.pk, "version": 0,
        "reason": WHY,
    }, follow=True)  # fmt: skip
    assert "The days are changed" in words(answer)
    quarter.refresh_from_db()
    assert timezone.localtime(quarter.due_at).strftime("%d %H:%M:%S") == "20 23:59:59"
    assert (quarter.meeting, quarter.version) == (glm, 1)
    row = trail.rows_about(quarter).first()
    assert (row.verb, row.reason, row.before["meeting"], row.after["meeting"]) == (
        "quarter_changed", WHY, None, "2026-11",
    )  # fmt: skip


def test_days_changed_before_opening_are_those_it_opens_with(october, cast):
    move(cast.glc_rome, opens_on=datetime.date(2026, 9, 1))
    with time_machine.travel("2026-09-02"):
        opened = actions.open_quarter(key="2026-Q3", by=cast.glc_rome)
    assert timezone.localdate(opened.due_at) == datetime.date(2026, 10, 20)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"opens_on": datetime.date(2026, 9, 17)}, "opens_on"),
        ({"due_on": datetime.date(2026, 9, 29)}, "due_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_days_that_go_against_the_rules_are_refused_by_field(october, cast, quarter, fields, field):
    with pytest.raises(ValidationError) as error:
        move(cast.glc_rome, **fields)
    assert set(error.value.message_dict) == {field}
    quarter.refresh_from_db()
    assert quarter.version == 0


def test_a_glm_limits_the_deadline_and_takes_up_only_what_ended_before_it(
    october, cast, quarter, glm
):
    late = datetime.date(2026, 11, 18)
    with pytest.raises(ValidationError, match="17 November 2026 at the latest"):
        move(cast.glc_rome, meeting=glm, due_on=late)
    june = Meeting.objects.create(
        key="2026-06", starts_on=datetime.date(2026, 6, 16), ends_on=datetime.date(2026, 6, 18)
    )
    with pytest.raises(ValidationError, match="ended before it"):
        move(cast.glc_rome, meeting=june)
    assert move(cast.glc_rome, due_on=late).due_at.date() == late


@pytest.mark.long
def test_a_stale_change_shows_what_is_saved_beside_what_was_typed(staff, cast, quarter):
    move(cast.glc_rome2, due_on=datetime.date(2026, 10, 22))
    with pytest.raises(Stale):
        move(cast.glc_rome)
    answer = staff.post(PAGE, {
        "opens_on": "16/09/2026", "due_on": "25/10/2026", "meeting": "", "version": 0,
        "reason": WHY,
    })  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "25/10/2026" in page and "22/10/2026" in page and WHY in page
    assert 'name="version" value="1"' in page


@pytest.mark.parametrize("who", ["wg_lead", "sag", "admin"])
def test_only_glc_staff_move_them_and_a_closed_quarter_keeps_them(october, cast, quarter, who):
    with pytest.raises(PermissionDenied):
        move(getattr(cast, who))
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    with pytest.raises(Refused):
        move(cast.glc_rome)


@pytest.mark.long
def test_in_the_demo_only_commands_open_quarters(cast, october, signed_in, settings):
    settings.DEMO = True
    staff = signed_in(cast.glc_rome)
    page = staff.get("/reports/calendar/2026-Q3/").content.decode()
    assert "In the demo only commands open quarters" in page
    assert "Open the quarter" not in page
    answer = staff.post("/reports/calendar/2026-Q3/open/", follow=True)
    assert "In the demo only commands open quarters" in answer.content.decode()
    assert not Quarter.objects.filter(state="open").exists()


def test_a_cancelled_meeting_takes_up_no_quarter():
    held = Meeting(key="2026-11")
    assert Quarter(meeting=held).glm == held
    assert (
        Quarter(meeting=Meeting(key="2026-11", cancelled_on=datetime.date(2026, 10, 1))).glm is None
    )
