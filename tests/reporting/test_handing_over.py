"""What stands beside a report when it is handed over and decided on: whether its group has seen it,
whether it came in time, and the report before it."""

import datetime
import re

import pytest

from accounts.models import TrailRow
from reporting import actions
from reporting.models import Quarter, Report
from tests.reporting.acts import HERE, accepted, report_of, saved, submitted

TICK = 'name="was_shared"'


@pytest.fixture
def facts(signed_in):
    def read(who, address=HERE + "review/"):
        text = signed_in(who).get(address).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

    return read


@pytest.mark.long
def test_a_lead_says_that_the_members_have_seen_the_report(report, cast, signed_in, facts):
    report = saved(report, cast.wg_lead)
    lead = signed_in(cast.wg_lead)
    assert TICK in lead.get(HERE + "check/").content.decode()
    lead.post(HERE + "check/", {"version": report.version, "was_shared": "on"})
    assert report_of("training").was_shared
    assert TrailRow.objects.get(verb="report_submitted").after["was_shared"] is True
    assert "members of the group Yes, says who submitted it" in facts(cast.sag)


@pytest.mark.long
def test_the_tick_is_no_condition(report, cast, signed_in, facts):
    report = saved(report, cast.wg_lead)
    signed_in(cast.wg_lead).post(HERE + "check/", {"version": report.version})
    assert report_of("training").state == "submitted"
    assert "members of the group Not said" in facts(cast.sag)


@pytest.mark.long
def test_each_submission_says_it_anew(report, cast):
    report = saved(report, cast.wg_lead)
    report = actions.submit(report=report, by=cast.wg_lead, version=report.version, was_shared=True)
    report = actions.return_report(
        report=report, by=cast.sag, version=report.version, comment="Name the dates."
    )
    report = actions.submit(report=report, by=cast.wg_lead, version=report.version)
    assert not report.was_shared


@pytest.mark.long
def test_a_stale_check_keeps_the_tick(report, cast, signed_in):
    report = saved(report, cast.wg_lead)
    saved(report, cast.deputy, progress="Three trainings held.")
    answer = signed_in(cast.wg_lead).post(
        HERE + "check/", {"version": report.version, "was_shared": "on"}
    )
    assert answer.status_code == 409
    box = re.search(rf"<input[^>]*{TICK}[^>]*>", answer.content.decode())[0]
    assert "checked" in box


@pytest.mark.long
def test_nobody_else_can_say_it(report, cast, signed_in):
    """GLC staff who act on behalf do not know, and the SAG has no members to ask."""
    report = saved(report, cast.wg_lead)
    staff = signed_in(cast.glc_rome)
    assert TICK not in staff.get(HERE + "check/").content.decode()
    sent = {"version": report.version, "was_shared": "on", "on_behalf_reason": "The lead is away."}
    staff.post(HERE + "check/", sent)
    assert report_of("training").state == "submitted"
    assert not report_of("training").was_shared
    saved(report_of("sag"), cast.sag)
    page = signed_in(cast.sag).get("/reports/2026-Q3/sag/check/").content.decode()
    assert "Submit the report" in page and TICK not in page


@pytest.mark.long
def test_whoever_decides_reads_the_report_before_beside_this_one(report, cast, facts, signed_in):
    submitted(report, cast.wg_lead)
    assert "Previous report" not in facts(cast.sag)
    earlier = Quarter.objects.create(
        key="2026-Q2", starts_on="2026-04-01", ends_on="2026-06-30", opens_on="2026-06-16",
        due_at=datetime.datetime(2026, 7, 15, tzinfo=datetime.UTC),
    )  # fmt: skip
    before = Report.objects.create(
        quarter=earlier, body=report.body, state="accepted", summary="Spring went by slowly.",
        submitted_at=datetime.datetime(2026, 7, 10, tzinfo=datetime.UTC), submitted_by=cast.wg_lead,
        accepted_at=datetime.datetime(2026, 7, 17, tzinfo=datetime.UTC), accepted_by=cast.sag,
    )  # fmt: skip
    for line in report.lines.all():
        before.lines.create(activity=line.activity, order=line.order, status="on_track")
    text = facts(cast.sag)
    assert "Previous report Q2 2026 , accepted on 17 July 2026" in text
    assert "What the summary of Q2 2026 said Spring went by slowly." in text
    page = signed_in(cast.sag).get(HERE + "review/").content.decode()
    assert 'href="/reports/2026-Q2/training/"' in page


@pytest.mark.long
def test_a_report_says_whether_it_came_in_time(report, cast, facts, october):
    accepted(report, cast.wg_lead, cast.sag)
    assert "· in time" in facts(cast.partner, HERE)
    due = Report.objects.get(pk=report.pk).submitted_at - datetime.timedelta(hours=1)
    Quarter.objects.update(due_at=due)
    text = facts(cast.partner, HERE)
    assert "· 1 day late" in text and "in time" not in text
