"""The desk: who owes what, disagreements settled, a quarter closed, errata beside its figures."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.conflicts import Refused, Stale
from accounts.models import TrailRow
from reporting import actions, closing, disagreements
from reporting.correcting import add_erratum
from reporting.models import Erratum, Quarter, Report
from reporting.reception import Reception
from reporting.reminding import remind
from reporting.settling import settle
from sip.actions import set_status
from sip.models import Activity, Meeting, StatusRow
from tests.again import again
from tests.reporting.acts import accepted, report_of, saved, submitted

pytestmark = pytest.mark.django_db
CODE = "3.1.2.1"  # Rome is named first, the Training group after it
LATE = datetime.datetime(2026, 10, 18, 9, tzinfo=datetime.UTC)


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def glc(client, cast):
    client.force_login(cast.glc_rome)
    return client


def both_accepted(report, cast):
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    accepted(report, cast.wg_lead, cast.sag_training, status="not_started")


@pytest.fixture
def contested(report, cast):
    """Rome says on track and counts; the Training group says not started."""
    again("contested", lambda: both_accepted(report, cast))
    return Activity.objects.get(code=CODE)


def settled(activity, by, quarter, **fields):
    data = {"body": "training", "motive": "Heard both.", "version": activity.version, **fields}
    return settle(quarter=quarter, activity=activity, by=by, **data)


def settle_directly(activity, by):
    """Move the status of today, later."""
    version = Activity.objects.get(pk=activity.pk).version
    set_status(
        activity=activity, status="paused", answers={"reason": "Later."}, version=version,
        motive="Later.", by=by.glc_rome,
    )  # fmt: skip


def figures(page):
    """Return the number and the status key of each figure of the plan."""
    return re.findall(r"status=([a-z_]+)\"><strong>(\d+)</strong>", page)


def text(client, path="/reports/2026-Q3/"):
    return client.get(path).content.decode()


@pytest.mark.long
def test_the_desk_changes_at_each_step(report, cast, glc):
    assert "Fill in" in text(glc) and "0 of 7 reports" in text(glc)
    report = saved(report, cast.wg_lead)
    assert "3 of 3" in text(glc)
    report = actions.submit(report=report, by=cast.wg_lead, version=report.version)
    assert "1 of 7 reports" in text(glc)
    report = actions.return_report(
        report=report, by=cast.sag, version=report.version, comment="Where?"
    )
    assert "1 is back with its body" in text(glc)


@pytest.mark.long
def test_lateness_is_told_in_days_since_the_deadline(report, cast, glc):
    with time_machine.travel(LATE, tick=True):
        glc.force_login(cast.glc_rome)
        page = text(glc)
    assert "3 days late" in page
    assert "7 are late" in page
    assert page.count("nobody sits there") == 3


@pytest.mark.long
def test_the_desk_says_what_is_known_of_a_body_that_is_awaited(report, cast, quarter, glc):
    meeting = Meeting.objects.create(key="2026-11", starts_on="2026-11-17", ends_on="2026-11-19")
    Quarter.objects.filter(pk=quarter.pk).update(meeting=meeting)
    earlier = Quarter.objects.create(
        key="2026-Q2", starts_on="2026-04-01", ends_on="2026-06-30", opens_on="2026-06-16",
        due_at=LATE,
    )  # fmt: skip
    Report.objects.create(
        quarter=earlier, body=report.body, state="accepted", submitted_at=LATE, accepted_at=LATE,
        submitted_by=cast.wg_lead, accepted_by=cast.sag,
    )  # fmt: skip
    page = glc.get("/reports/2026-Q3/").content.decode()
    assert page.count("last report accepted: Q2 2026") == 1
    assert "Last day for the GLM</dt><dd>10 November 2026" in page
    saved(report, cast.wg_lead)
    page = glc.get("/reports/2026-Q3/").content.decode()
    assert "saved on 6 October 2026" in page and "last report accepted" not in page


def test_a_disagreement_is_settled_by_one_more_row(contested, cast, quarter, glc):
    assert "Settle" in text(glc)
    before = list(StatusRow.objects.filter(activity=contested))
    page = glc.get(f"/reports/2026-Q3/settle/{CODE}/").content.decode()
    assert "Training WG" in page and "Rome support team" in page
    data = {"body": "training", "motive": "Heard both.", "version": contested.version}
    assert glc.post(f"/reports/2026-Q3/settle/{CODE}/", data).status_code == 302
    rows = list(StatusRow.objects.filter(activity=contested).order_by("pk"))
    assert rows[: len(before)] == sorted(before, key=lambda row: row.pk)
    assert (rows[-1].origin, rows[-1].status, rows[-1].motive) == (
        "settlement", "not_started", "Heard both.",
    )  # fmt: skip
    assert Activity.objects.get(code=CODE).status == "not_started"
    told = TrailRow.objects.get(verb="disagreement_settled")
    assert (told.actor, told.reason) == (cast.glc_rome.ref, "Heard both.")
    assert "Settled on" in text(glc)
    assert not disagreements.standing().filter(activity=contested).exists()


def test_what_is_missing_to_settle_is_said(contested, cast, quarter):
    lacking = [
        ({"body": "services"}, "body"), ({"body": ""}, "body"), ({"motive": "  "}, "motive"),
        ({"motive": "NUL \0"}, "motive"), ({"motive": "x" * 5001}, "motive"),
    ]  # fmt: skip
    for sent, field in lacking:
        with pytest.raises(ValidationError) as refusal:
            settled(contested, cast.glc_rome, quarter, **sent)
        assert list(refusal.value.message_dict) == [field]
    assert not StatusRow.objects.filter(origin="settlement").exists()


@pytest.mark.long
def test_a_settlement_made_on_an_older_page_is_shown_what_is_there_now(
    contested, cast, quarter, glc
):
    settled(contested, cast.glc_rome2, quarter)
    data = {"body": "rome", "motive": "I know better.", "version": contested.version}
    answer = glc.post(f"/reports/2026-Q3/settle/{CODE}/", data)
    assert answer.status_code == 409
    assert "I know better." in answer.content.decode()
    with pytest.raises(Refused, match="Nothing is to be settled"):
        settled(Activity.objects.get(code=CODE), cast.glc_rome, quarter)
    assert glc.post(f"/reports/2026-Q3/settle/{CODE}/", {"body": "rome"}).status_code == 400


def test_the_sag_reads_the_desk_and_moves_nothing(contested, cast, quarter, client):
    client.force_login(cast.sag)
    page = text(client)
    assert "Remind" not in page.replace("Reminded", "") and "Close the quarter" not in page
    with pytest.raises(PermissionDenied):
        settled(contested, cast.sag, quarter)


@pytest.mark.long
def test_before_the_deadline_closing_says_who_loses_days_and_asks_to_confirm(
    contested, cast, quarter, glc
):
    quarter.refresh_from_db()
    assert timezone.now() <= quarter.due_at
    page = text(glc)
    assert "Closing now takes these days from:" in page and "Partnerships WG" in page
    mark = closing.mark(closing.checklist(quarter))
    sent = {"seen": mark, "reason": "The GLM is near."}
    refused = glc.post("/reports/2026-Q3/close/", sent).content.decode()
    assert "The deadline is still to come: tick to confirm." in refused
    assert "The GLM is near." in refused
    empty = glc.post("/reports/2026-Q3/close/", {"seen": mark}).content.decode()
    assert "The deadline is still to come: tick to confirm." in empty
    assert "Points are open: say why the quarter is closed." in empty
    quarter.refresh_from_db()
    assert quarter.is_open
    glc.post("/reports/2026-Q3/close/", sent | {"is_meant": "on"})
    quarter.refresh_from_db()
    assert not quarter.is_open


def test_the_button_that_reminds_all_says_how_many(contested, cast, quarter, glc):
    desk = Reception(quarter, timezone.now())
    bodies, people = len(desk.to_remind), desk.readers
    assert bodies > 1 and people > 1
    assert f"Remind {bodies} bodies (people written to: {people})" in text(glc)


@pytest.mark.long
def test_closing_over_open_points_needs_a_reason_and_takes_the_list_that_was_read(
    contested, cast, quarter, glc
):
    mark = closing.mark(closing.checklist(quarter))
    missing = glc.post("/reports/2026-Q3/close/", {"seen": mark, "reason": " ", "is_meant": "on"})
    assert "say why the quarter is closed" in missing.content.decode()
    submitted(report_of("partnerships"), cast.other_lead)
    stale = glc.post(
        "/reports/2026-Q3/close/", {"seen": mark, "reason": "The GLM is near.", "is_meant": "on"}
    )
    assert stale.status_code == 409
    assert "The GLM is near." in stale.content.decode()
    assert glc.post("/reports/2026-Q3/close/", {"reason": "x"}).status_code == 400
    mark = closing.mark(closing.checklist(quarter))
    glc.post(
        "/reports/2026-Q3/close/", {"seen": mark, "reason": "The GLM is near.", "is_meant": "on"}
    )
    quarter.refresh_from_db()
    assert quarter.state == "closed"
    told = TrailRow.objects.get(verb="quarter_closed")
    assert told.after["open_points"] == ["deadline", "awaited", "undecided", "disagreements"]
    page = text(glc)
    assert "Not received" in page and "Add an erratum" in page
    again = glc.post("/reports/2026-Q3/close/", {"seen": mark, "reason": "Again."}, follow=True)
    assert "nothing in it changes any more" in again.content.decode()
    with pytest.raises(Refused):
        settled(contested, cast.glc_rome, quarter)


@pytest.mark.long
def test_the_page_of_the_activity_leads_to_the_settlement(contested, cast, quarter, glc, client):
    page = text(glc, f"/plan/{CODE}/")
    assert "Two accepted reports of Q3 2026 disagree; the word of Rome support team counts." in page
    assert f'href="/reports/2026-Q3/settle/{CODE}/"' in page
    settled(contested, cast.glc_rome, quarter)
    assert "disagree;" not in text(glc, f"/plan/{CODE}/")


@pytest.mark.long
def test_no_settlement_is_offered_to_the_sag_or_once_the_quarter_is_closed(
    contested, cast, quarter, glc
):
    actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="The GLM is near.")
    assert "disagree;" not in text(glc, f"/plan/{CODE}/")
    glc.force_login(cast.sag)
    assert "disagree;" not in text(glc, f"/plan/{CODE}/")


@pytest.mark.long
def test_what_a_quarter_closed_over_is_settled_no_more_and_the_way_on_is_told(
    contested, cast, quarter, glc
):
    assert "to be settled" in text(glc, "/")
    actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="The GLM is near.")
    home, desk = text(glc, "/"), text(glc)
    assert "to be settled" not in home and "/settle/" not in home
    assert "the word of Rome support team counts in its figures" in desk
    assert "/settle/" not in desk and f'href="/plan/{CODE}/edit/"' in desk
    assert f'href="/reports/2026-Q3/errata/?activity={CODE}"' in desk


def test_a_quarter_with_nothing_open_closes_without_a_reason(quarter, cast, october):
    quarter.reports.all().update(
        state="accepted", submitted_at=LATE, submitted_by=cast.wg_lead, accepted_at=LATE,
        accepted_by=cast.sag,
    )  # fmt: skip
    with time_machine.travel(LATE):
        assert closing.open_points(closing.checklist(quarter)) == []
        assert actions.close_quarter(quarter=quarter, by=cast.glc_rome).state == "closed"


@pytest.mark.long
def test_an_erratum_stands_beside_the_figure_and_changes_none(contested, cast, quarter, glc):
    with pytest.raises(Refused, match="open"):
        add_erratum(quarter=quarter, activity=contested, text="Wrong.", by=cast.glc_rome)
    actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="Over.")
    frozen = list(quarter.frozen_rows.values())
    rows = StatusRow.objects.count()
    data = {"activity": CODE, "status": "at_risk", "text": "One session had not been held."}
    assert glc.post("/reports/2026-Q3/errata/", data).status_code == 302
    erratum = Erratum.objects.get()
    assert (erratum.said, erratum.status, erratum.by) == ("on_track", "at_risk", cast.glc_rome)
    assert list(quarter.frozen_rows.values()) == frozen
    assert StatusRow.objects.count() == rows
    for path in ("/reports/2026-Q3/", f"/plan/{CODE}/", "/reports/2026-Q3/training/"):
        page = text(glc, path)
        assert "One session had not been held." in page and cast.glc_rome.name in page, path
    strip = text(glc, f"/plan/{CODE}/").split('<ol class="quarters"')[1].split("</ol>")[0]
    assert strip.count("erratum: At risk") == 1
    closed = figures(text(glc))
    assert ("on_track", "41") in closed
    settle_directly(contested, cast)
    assert figures(text(glc)) == closed  # a closed quarter is read from its frozen rows
    told = TrailRow.objects.get(verb="erratum_added")
    assert (told.actor, told.reason) == (cast.glc_rome.ref, data["text"])
    twice = glc.post("/reports/2026-Q3/errata/", data)
    assert "stands already" in twice.content.decode()
    assert Erratum.objects.count() == 1


@pytest.mark.long
def test_visitors_see_that_a_figure_was_corrected_and_no_words(contested, cast, quarter, client):
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    add_erratum(
        quarter=quarter, activity=contested, text="Hushed.", status="at_risk", by=cast.glc_rome
    )
    page = text(client, f"/plan/{CODE}/")
    assert "Erratum to Q3 2026" in page
    assert "Hushed." not in page and cast.glc_rome.name not in page


@pytest.mark.long
def test_what_an_erratum_lacks_is_said_and_what_was_typed_is_kept(contested, quarter, glc):
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    lacking = {
        "no activity with this code": {"activity": "9.9.9.9"},
        "Type the code": {"activity": ""},
        "Say what is wrong": {"text": ""},
        "Choose one of the six": {"status": "green"},
        "says this already": {"status": "on_track"},
        "NUL": {"text": "NUL \0"},
    }
    for message, sent in lacking.items():
        data = {"activity": CODE, "status": "at_risk", "text": "Kept words.", **sent}
        page = glc.post("/reports/2026-Q3/errata/", data).content.decode()
        assert message in page
        assert "text" in sent or "Kept words." in page
    assert not Erratum.objects.exists()


@pytest.mark.long
def test_a_report_still_out_when_its_group_is_dissolved_is_shown_and_frozen_as_not_received(
    report, cast, quarter, glc
):
    saved(report, cast.wg_lead)
    group = report.body.working_group
    group.dissolved_on = datetime.date(2026, 10, 5)
    group.save()
    page = text(glc)
    said = "The group was dissolved on 5 October 2026; its report can be filled in on its behalf."
    assert said in page and '<tbody id="left-behind">' in page
    assert "1 report left by a dissolved group" in page
    with pytest.raises(Refused, match="The group was dissolved on 5 October 2026"):
        remind(quarter=quarter, reports=[report], by=cast.glc_rome)
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    frozen = quarter.frozen_rows.get(code=CODE)
    assert "training" in frozen.not_received


def test_stale_marks_are_stale_for_commands_too(quarter, cast):
    with pytest.raises(Stale):
        actions.close_quarter(quarter=quarter, by=None, reason="Over.", seen="another")
