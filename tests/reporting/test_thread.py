"""The thin thread: a quarter opened, a report written, returned, submitted again, accepted."""

import datetime

import pytest
import time_machine

from accounts import trail
from reporting import actions
from reporting.models import Report
from sip.models import Activity

OCTOBER = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def in_october():

    with time_machine.travel(OCTOBER, tick=True):
        yield


@pytest.fixture
def report(cast, quarter):
    return Report.objects.with_subject().get(quarter=quarter, body__key="training")


def full(report, **fields):
    return {
        line.activity.code: {"status": "on_track", "progress": "Two trainings held.", **fields}
        for line in report.lines.select_related("activity")
    }


def test_the_whole_thread(cast, report):
    report = actions.save_report(
        report=report, by=cast.wg_lead, version=0, summary="A good quarter.", lines=full(report)
    )
    report = actions.submit(report=report, by=cast.wg_lead, version=report.version)
    report = actions.return_report(
        report=report, by=cast.sag, version=report.version, comment="Name the places."
    )
    report = actions.submit(report=report, by=cast.deputy, version=report.version)
    report = actions.accept(report=report, by=cast.sag, version=report.version)
    activity = Activity.objects.get(code="3.1.1.2")
    assert activity.status == "on_track"
    assert activity.current_row.body.key == "training"
    assert activity.current_row.effective_on == datetime.date(2026, 9, 30)
    assert trail.broken_at() is None
