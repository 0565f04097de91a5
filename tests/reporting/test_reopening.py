"""The page by which GLC staff take an accepted report back to its body."""

import pytest

from accounts import trail
from reporting import actions
from tests.reporting.acts import accepted, report_of

HERE = "/reports/2026-Q3/training/"
PAGE = f"{HERE}reopen/"
WHY = "Two figures are wrong."


@pytest.fixture
def done(report, cast):
    """Training's report, accepted."""
    return accepted(report, cast.wg_lead, cast.sag)


@pytest.fixture
def staff(cast, client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast.glc_rome)
    return client


@pytest.mark.long
def test_the_report_leads_there_and_the_body_reads_why(done, cast, staff):
    assert PAGE in staff.get(HERE).content.decode()
    answer = staff.post(PAGE, {"reason": WHY, "version": done.version}, follow=True)
    assert "can correct it" in answer.content.decode()
    assert report_of("training").state == "returned"
    assert trail.rows_about(done).first().reason == WHY
    staff.force_login(cast.wg_lead)
    assert WHY in staff.get(f"{HERE}edit/").content.decode()


def test_without_a_reason_nothing_happens_and_the_page_says_so(done, staff):
    answer = staff.post(PAGE, {"reason": " ", "version": done.version})
    assert "Say why the report is reopened." in answer.content.decode()
    assert report_of("training").state == "accepted"


@pytest.mark.long
def test_what_moved_meanwhile_is_not_reopened_again_and_the_reason_is_kept(done, cast, staff):
    actions.reopen(report=done, by=cast.glc_rome2, version=done.version, reason="First.")
    answer = staff.post(PAGE, {"reason": WHY, "version": done.version})
    assert (answer.status_code, WHY in answer.content.decode()) == (409, True)
    assert trail.rows_about(done).first().reason == "First."


def test_an_older_version_is_refused_with_the_reason_still_in_its_box(done, staff):
    answer = staff.post(PAGE, {"reason": WHY, "version": done.version - 1})
    assert (answer.status_code, WHY in answer.content.decode()) == (409, True)
    assert report_of("training").state == "accepted"


@pytest.mark.long
def test_in_a_closed_quarter_the_page_is_not_offered(done, quarter, staff):
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    assert PAGE not in staff.get(HERE).content.decode()
    assert staff.get(PAGE).url == HERE
