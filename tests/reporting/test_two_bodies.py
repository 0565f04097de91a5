"""Two bodies report on one activity and do not say the same: nobody is left to believe the word
that does not count. In 3.1.2.1 the cluster worldwide, for which Rome reports, is named first and
Training second."""

import datetime

import pytest
from django.utils import timezone

from accounts import trail
from reporting import actions
from reporting.doubts import doubts
from reporting.models import ReportLine
from reporting.pack.cells import Cells
from reporting.pack.freezing import snapshot
from reporting.pack.frozen import Frozen
from reporting.pack.parts import decisions
from reporting.reading import read
from reporting.settling import settle
from sip.models import Activity, Meeting
from tests.reporting.acts import HERE, LINES, accepted, report_of, submitted

CODE = "3.1.2.1"
NOT_OFFICIAL = "The official status on 30 September 2026 is “On track”, not this one."


@pytest.fixture
def look(signed_in):
    """What somebody reads at an address."""
    return lambda who, address: signed_in(who).get(address).content.decode()


def both_accepted(cast, rome_is_first):
    """Rome says “on track”, Training “not started”; the one or the other is accepted first."""
    steps = [
        lambda: accepted(report_of("rome"), cast.glc_rome, cast.sag),
        lambda: accepted(report_of("training"), cast.wg_lead, cast.sag, status="not_started"),
    ]
    for step in steps if rome_is_first else steps[::-1]:
        step()


@pytest.mark.long
@pytest.mark.parametrize("rome_is_first", [True, False])
def test_an_accepted_report_says_which_of_its_statuses_is_not_official(
    report, cast, look, rome_is_first
):
    both_accepted(cast, rome_is_first)
    html = look(cast.wg_lead, HERE)
    assert html.count(NOT_OFFICIAL) == 1
    assert "The report of GLC Support Team (Rome) says so" in html
    assert "The official status" not in look(cast.wg_lead, "/reports/2026-Q3/rome/")


@pytest.mark.long
def test_a_report_that_alone_speaks_of_its_activities_is_official(report, cast, look):
    accepted(report, cast.wg_lead, cast.sag)
    assert "The official status" not in look(cast.wg_lead, HERE)


@pytest.mark.long
def test_before_it_is_submitted_the_check_says_whose_word_will_count(report, cast, look):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    told = [each.text for each in doubts(read(submitted(report, cast.wg_lead, status="paused",
                                                        reason="No room.")))]  # fmt: skip
    assert len(told) == 1
    assert "The SIP names that body first" in told[0] and "“On track”" in told[0]
    assert "The SIP names that body first" in look(cast.sag_training, f"{HERE}review/")


@pytest.mark.long
def test_the_body_named_first_reads_whom_it_contradicts(report, cast):
    accepted(report, cast.wg_lead, cast.sag, status="not_started")
    told = [each.text for each in doubts(read(submitted(report_of("rome"), cast.glc_rome)))]
    assert len(told) == 1
    assert "The SIP names that body later" in told[0] and "“Not started”" in told[0]


def test_bodies_that_agree_are_warned_of_nothing(report, cast):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    assert doubts(read(submitted(report, cast.wg_lead))) == []


@pytest.mark.long
@pytest.mark.parametrize("rome_is_first", [True, False])
def test_the_history_of_an_activity_tells_both_and_says_which_counts(
    report, cast, look, rome_is_first
):
    both_accepted(cast, rome_is_first)
    html = look(cast.wg_lead, f"/plan/{CODE}/?history=all")
    log = html[html.index('<ol class="log">') :]
    assert log.index("On track") < log.index("Not started")
    assert log.count("not the official status of that day") == 1
    assert log.index("Not started") < log.index("not the official status of that day")
    strip = html[html.index('<ol class="quarters"') :].partition("</ol>")[0]
    assert "Not started" not in strip


def test_words_that_never_became_official_are_for_people_signed_in(report, cast, look):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report, cast.wg_lead, cast.sag, status="not_started")
    html = look(None, f"/plan/{CODE}/?history=all")
    assert "Not started" not in html[html.index('<ol class="log">') :]


@pytest.mark.long
def test_answers_typed_under_another_status_are_not_published(report, cast, look):
    """The day and the evidence of a delivery that was chosen, then taken back."""
    report = submitted(report, cast.wg_lead, evidence="A note", completed_on=None, reason="Rain.")
    line = ReportLine.objects.get(report=report, activity__code=CODE)
    assert (line.evidence, line.reason) == ("", "")
    assert "Rain." not in look(cast.sag_training, f"{HERE}review/")
    # Nothing typed is lost: the trail has it.
    row = trail.rows_about(report).first()
    assert row.before[f"{CODE}-evidence"] == "A note" and row.after[f"{CODE}-evidence"] == ""


@pytest.mark.long
def test_bodies_that_agree_stand_in_the_history_without_a_warning(report, cast, look):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report, cast.wg_lead, cast.sag)
    assert "not the official status" not in look(cast.wg_lead, f"/plan/{CODE}/?history=all")


def pack_words(meeting):
    """What a pack frozen now says is asked."""
    frozen = Frozen(snapshot(meeting, now=timezone.now()))
    return str(decisions(Cells(frozen, "en")))


@pytest.mark.long
@pytest.mark.parametrize("rome_is_first", [True, False])
def test_a_decision_asked_for_stays_asked_until_the_glc_has_settled(
    report, cast, look, rome_is_first
):
    meeting = Meeting.objects.create(key="2026-11", starts_on="2026-11-17", ends_on="2026-11-19")
    meeting.refresh_from_db()
    asking = {"status": "blocked", "decision_needed": "Who trains the staff?"}
    steps = [
        lambda: accepted(report_of("rome"), cast.glc_rome, cast.sag),
        lambda: accepted(report, cast.wg_lead, cast.sag, **asking),
    ]
    for step in steps if rome_is_first else steps[::-1]:
        step()
    for address in ("/", "/dashboard/"):
        html = look(cast.sag, address)
        assert html.count("Who trains the staff?") == len(LINES), address
        assert "contested: the report of Rome support team says otherwise" in html, address
        assert "What became of earlier requests" not in html, address
        assert f"<b>{CODE}</b></a>: a decision is asked for, and contested" in html, address
    html = look(cast.sag, "/glm/2026-11/")
    assert "Contested: Training WG asks for a decision on" in html
    contested = "Contested: Training WG asks for a decision on 3.1.2.1 (Who trains the staff?)"
    assert contested in pack_words(meeting)
    activity = Activity.objects.get(code=CODE)
    settle(quarter=report.quarter, activity=activity, body="rome", version=activity.version,
           motive="The staff is named.", by=cast.glc_rome)  # fmt: skip
    html = look(cast.sag, "/dashboard/")
    assert "contested" not in html
    assert "Contested" not in look(cast.sag, "/glm/2026-11/") + pack_words(meeting)
    # Settled as of the day it was said: whoever reported first, it never counted at its end.
    assert "What became of earlier requests" not in html


@pytest.mark.long
def test_no_change_repeats_the_body_s_own_word_and_the_review_shows_both(
    report, cast, look, october
):
    """Training said “not started”; “on track” counts, since Rome is named first."""
    both_accepted(cast, rome_is_first=True)
    october.move_to(datetime.datetime(2027, 1, 5, 9, tzinfo=datetime.UTC))
    actions.open_quarter(key="2026-Q4", by=None)
    html = look(cast.wg_lead, "/reports/2026-Q4/training/edit/")
    asked = html.split(f'id="a-{CODE}"')[1]
    assert "the same status (“Not started”) and the same answers hold" in asked
    assert "The official status is “On track”" in asked
    later = report_of("training", "2026-Q4")
    later = submitted(later, cast.wg_lead, status="", progress="", is_unchanged=True)
    assert ReportLine.objects.get(report=later, activity__code=CODE).status == "not_started"
    html = look(cast.sag_training, "/reports/2026-Q4/training/review/")
    assert "For Q3 2026 this body said “Not started”. The official status was “On track”" in html
    assert "except where a body that the SIP names first says otherwise" in html
