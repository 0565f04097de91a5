"""Handing a decision on: who may not decide on a report asks somebody who may."""

from collections import Counter
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from accounts.models import User
from reporting import moving, notices, policy
from reporting.models import Report
from reporting.workflow import State

VERB = "decision_asked"


class Asked(NamedTuple):
    """Somebody was asked to decide on the version that waits."""

    person: User
    by: str
    at: object


class Candidate(NamedTuple):
    """Somebody who may decide, and how many reports wait for them."""

    person: User
    waiting: int


@transaction.atomic
def ask(*, report, by, person):
    """Ask one of those who may decide on a submitted report to do so: they get a mail.

    Raises `PermissionDenied` for whoever has no part in decisions, `Refused` where nothing waits or
    the person was asked about this version already, `ValidationError` keyed by "person" for
    somebody who may not decide. Returns the report.
    """
    moving.held(report.quarter)
    report = moving.current(report)
    if not policy.may_decide_at_all(by, report.body):
        raise PermissionDenied
    if report.state != State.SUBMITTED:
        raise Refused(_("This report is not waiting for a decision."))
    if person not in askable(report):
        raise ValidationError({"person": _("Choose somebody who may decide on this report.")})
    report = Report.objects.select_for_update(of=("self",)).with_subject().get(pk=report.pk)
    if str(person.ref) in {row.after["asked"] for row in _rows(report)}:
        raise Refused(_("%(name)s was asked already.") % {"name": person})
    notices.asked(report, person, by=by)
    trail.record(
        by=by, verb=VERB, target=report, after={"asked": str(person.ref), "version": report.version}
    )
    return report


def askable(report, deciders=None):
    """Return those of the people who may decide on a report who may also sign in."""
    deciders = policy.deciders(report) if deciders is None else deciders
    return [person for person in deciders if person.is_active]


def _rows(report):
    """Return the requests about the version that waits, the first one first."""
    rows = trail.rows_about(report).filter(verb=VERB).order_by("number")
    return [row for row in rows if row.after["version"] == report.version]


def asked_about(report):
    """Return who was asked to decide on the version that waits, in two queries at most."""
    rows = _rows(report)
    refs = {row.after["asked"] for row in rows} | {str(row.actor) for row in rows}
    people = {str(one.ref): one for one in User.objects.filter(ref__in=refs)} if rows else {}
    return [
        Asked(people[row.after["asked"]], str(people.get(str(row.actor), "")), row.at)
        for row in rows
        if row.after["asked"] in people
    ]


def candidates(people):
    """Return the people with the number of reports that wait for each, whoever has least first."""
    reports = list(Report.objects.with_subject().awaiting_decision())
    waiting = Counter(
        person.pk
        for found in policy.deciders_of(reports, people).values()
        for person in found
    )  # fmt: skip
    found = [Candidate(person, waiting[person.pk]) for person in people]
    return sorted(found, key=lambda each: (each.waiting, each.person.name))
