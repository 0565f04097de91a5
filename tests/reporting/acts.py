"""Shortcuts of the tests of reports: a full report, and each move done by the right person."""

import datetime
from functools import wraps

from django.utils.translation import get_language

from reporting import actions
from reporting.models import Report
from tests.again import again

OCTOBER = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)  # in time, the quarter ended
HERE = "/reports/2026-Q3/training/"
LINES = ("3.1.1.2", "3.1.2.1")


def report_of(body, quarter="2026-Q3"):
    return Report.objects.with_subject().get(quarter__key=quarter, body__key=body)


def full(report, **fields):
    """Every line of a report answered alike."""
    values = {"status": "on_track", "progress": "Two trainings held."} | fields
    return {line.activity.code: dict(values) for line in report.lines.select_related("activity")}


def once(act):
    """Do an act once for all tests that do it on the same ground: see tests/again.py."""

    @wraps(act)
    def done(report, *people, **fields):
        keys = [one.pk for one in (report, *people)]
        name = f"{act.__name__} {keys} {report.version} {fields} {get_language()}"
        return again(name, lambda: act(report, *people, **fields))

    return done


@once
def saved(report, by, **fields):
    return actions.save_report(
        report=report, by=by, version=report.version, summary="A good quarter.",
        lines=full(report, **fields),
    )  # fmt: skip


@once
def submitted(report, by, **fields):
    report = saved(report, by, **fields)
    return actions.submit(report=report, by=by, version=report.version)


@once
def accepted(report, by, reviewer, **fields):
    report = submitted(report, by, **fields)
    return actions.accept(report=report, by=reviewer, version=report.version)


def typed(version=0, **fields):
    """What the form sends when every question is answered alike."""
    answers = {"status": "on_track", "progress": "Two trainings held."} | fields
    data = {f"{code}-{name}": value for code in LINES for name, value in answers.items()}
    return data | {"summary": "A good quarter.", "version": version, "next": "draft"}
