"""The reviewer's queue, several accepted at once, and what a careful reader would ask."""

import datetime

import pytest
import time_machine

from reporting import actions
from reporting.commenting import comment
from reporting.doubts import doubts
from reporting.models import Evidence, Report
from reporting.reading import read
from sip.models import Activity
from tests.reporting.acts import LINES, accepted, report_of, saved, submitted

QUEUE = "/reports/review/"


@pytest.fixture
def three(report, cast):
    """Three reports that wait for the SAG."""
    return [
        submitted(report, cast.wg_lead),
        submitted(report_of("partnerships"), cast.other_lead),
        submitted(report_of("rome"), cast.glc_rome),
    ]


def choice(*reports):
    return {"accept": [f"{report.pk}-{report.version}" for report in reports]}


def states(reports):
    return [report.state for report in Report.objects.filter(pk__in=[r.pk for r in reports])]


def test_several_are_accepted_in_one_act(three, cast, signed_in, queries):
    sag = signed_in(cast.sag)
    page = sag.get(QUEUE)
    assert len(page.context["rows"]) == 3
    assert all(row.changing and row.can_accept for row in page.context["rows"])
    assert sag.post(QUEUE, choice(*three)).url == QUEUE
    assert states(three) == ["accepted"] * 3
    assert Activity.objects.get(code="3.1.1.2").status == "on_track"


@pytest.mark.long
def test_the_queue_costs_the_same_with_more_reports(report, cast, signed_in, queries):
    submitted(report, cast.wg_lead)
    sag = signed_in(cast.sag)
    sag.get(QUEUE)
    one = queries(lambda: sag.get(QUEUE))
    submitted(report_of("rome"), cast.glc_rome)
    submitted(report_of("partnerships"), cast.other_lead)
    sag.get(QUEUE)
    assert queries(lambda: sag.get(QUEUE)) == one <= 12


@pytest.mark.long
def test_the_review_costs_the_same_however_many_activities(report, cast, signed_in, queries):
    """Two activities and forty, with comments and evidence on them."""
    sag = signed_in(cast.sag)
    costs = []
    for body, by in (("training", cast.wg_lead), ("rome", cast.glc_rome)):
        report = submitted(report_of(body), by)
        for line in report.lines.all():
            comment(report=report, by=cast.sag, line=line, text="How many?")
            Evidence.objects.create(line=line, url="https://example.org", by=by, at=report.made_at)
        address = f"/reports/2026-Q3/{body}/review/"
        sag.get(address)
        costs.append(queries(lambda address=address: sag.get(address)))
    assert abs(costs[0] - costs[1]) <= 2 and max(costs) <= 30


@pytest.mark.long
def test_one_that_changed_stops_all(three, cast, signed_in):
    training = three[0]
    actions.return_report(
        report=training, by=cast.glc_rome, version=training.version, comment="Where?"
    )
    back = report_of("training")
    actions.submit(report=back, by=cast.wg_lead, version=back.version)
    answer = signed_in(cast.sag).post(QUEUE, choice(*three))
    assert answer.status_code == 409 and "Nothing was accepted" in answer.content.decode()
    assert set(states(three)) == {"submitted"}


@pytest.mark.parametrize(
    "sent",
    [{}, {"accept": "x"}, {"accept": "1"}, {"accept": ["999999-1"]}, {"accept": "9" * 30 + "-1"}],
)
def test_a_choice_that_names_nothing_is_said_so(report, cast, signed_in, sent):
    answer = signed_in(cast.sag).post(QUEUE, sent)
    assert answer.status_code == 200 and "Choose at least one report" in answer.content.decode()


def test_four_eyes_hold_in_the_queue_too(three, cast, signed_in):
    """Who wrote one of several accepts none of them, and is not offered it."""
    training = three[0]
    actions.return_report(
        report=training, by=cast.glc_rome, version=training.version, comment="Where?"
    )
    back = saved(report_of("training"), cast.sag_training)  # the focal point writes a line
    back = actions.submit(report=back, by=cast.wg_lead, version=back.version)
    focal = signed_in(cast.sag_training)
    shown = {row.report.body.key for row in focal.get(QUEUE).context["rows"]}
    assert shown == {"partnerships", "rome"}
    assert focal.post(QUEUE, choice(back, *three[1:])).status_code == 403
    assert set(states(three)) == {"submitted"}


@pytest.mark.long
def test_before_the_quarter_s_last_day_nothing_is_offered(db, cast, signed_in, english):
    early = datetime.datetime(2026, 9, 20, 9, tzinfo=datetime.UTC)
    with time_machine.travel(early):
        actions.open_quarter(key="2026-Q3", by=None)
        report = submitted(report_of("training"), cast.wg_lead)
        sag = signed_in(cast.sag)
        assert not sag.get(QUEUE).context["rows"][0].can_accept
        answer = sag.post(QUEUE, choice(report))
        assert answer.status_code == 409 and "30 September" in answer.content.decode()


# --- Warnings that stop nobody ---------------------------------------------------------------


def asked(report):
    return [(doubt.part.code, doubt.text.split(":")[0]) for doubt in doubts(read(report))]


@pytest.mark.long
def test_what_stands_still_is_asked_about(report, cast):
    """Two quarters before, and this one by “no change”, without a word."""
    past = []
    for key in ("2026-Q1", "2026-Q2"):
        actions.open_quarter(key=key, by=None)
        past.append(accepted(report_of("training", key), cast.wg_lead, cast.sag))
    report = saved(report, cast.wg_lead, progress="", is_unchanged=True)
    assert asked(report) == []  # last quarter had words
    for each in past:
        each.lines.update(progress="", is_unchanged=True)
    still = "Nothing has changed for three quarters"
    assert asked(report) == [(code, still) for code in LINES]
    past[0].lines.update(status="at_risk")
    silent = "Not a word on this activity for two quarters"
    assert asked(report) == [(code, silent) for code in LINES]


def test_completed_with_upkeep_and_dates_are_asked_about(report, cast):
    Activity.objects.filter(code="3.1.1.2").update(is_upkeep=True)
    Activity.objects.filter(code="3.1.2.1").update(schedule="dated", due_on="2026-06-30")
    report = saved(report, cast.wg_lead)
    report.lines.filter(activity__code="3.1.1.2").update(
        status="completed", evidence="x", completed_on="2026-01-01"
    )
    assert asked(report) == [
        ("3.1.1.2", "Completed, yet its text asks for upkeep"),
        ("3.1.2.1", "Its date has passed"),
    ]
    report.lines.filter(activity__code="3.1.1.2").update(next_steps="The GLC sees to it.")
    report.lines.filter(activity__code="3.1.2.1").update(status="at_risk")
    assert asked(report) == []


@pytest.mark.long
def test_warnings_stand_on_the_page_and_stop_nobody(report, cast, signed_in):
    Activity.objects.filter(code="3.1.1.2").update(schedule="dated", due_on="2026-06-30")
    report = saved(report, cast.wg_lead)
    lead = signed_in(cast.wg_lead)
    page = lead.get("/reports/2026-Q3/training/check/").content.decode()
    assert "Its date has passed" in page and "Submit the report" in page
    assert lead.post("/reports/2026-Q3/training/check/", {"version": 1}).url.endswith("/done/")
