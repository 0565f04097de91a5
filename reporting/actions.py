"""Everything that moves a quarter or a report. Each act is whole or nothing, is checked against
policy at the moment it is done, with the quarter held, and leaves its line in the trail.

`at` is the instant an act is told to have happened (commands that tell of the past); rights are
then those of that day.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused, Stale, claim
from accounts.days import date_format
from reporting import closing, drafting, moving, notices, opening, policy
from reporting.acceptance import make_official
from reporting.commenting import comment
from reporting.completeness import missing
from reporting.editing import keep_text
from reporting.freezing import freeze
from reporting.models import Quarter, Report, ReportText
from reporting.unreadable import keep as keep_unreadable
from reporting.workflow import State, refusal


@transaction.atomic
def open_quarter(*, key, by, on=None, at=None):
    """Open the quarter `2026-Q3` and make the reports owed: one for each body that reports and
    is at work on that day, with one line for each of its activities.

    Safe to run again: a second run adds the reports and lines that have become due since, and
    changes nothing else. Refused for a key that names no quarter of the Strategy, before the
    quarter's opening day, and for a closed quarter. `by` is None for the calendar's command.
    Returns the quarter.
    """
    at, told_at = at or timezone.now(), at
    day = on or timezone.localdate(at)
    if not policy.can_open_quarter(by, moving.day(told_at)):
        raise PermissionDenied
    quarter, is_new = opening.quarter_row(key)
    quarter = Quarter.objects.select_for_update().get(pk=quarter.pk)
    opening.refuse_untimely(quarter, day)
    added = opening.make_reports(quarter, day, at)
    before = None if is_new else {"state": quarter.state}
    if quarter.is_open and not added:
        return quarter
    if not quarter.is_open:
        quarter.state, quarter.opened_at = Quarter.State.OPEN, at
    quarter.save()
    trail.record(
        by=by, verb="quarter_opened", target=quarter, before=before, told_at=told_at,
        after={"state": quarter.state, "due_at": quarter.due_at, "lines_added": added},
    )  # fmt: skip
    return quarter


@transaction.atomic
def close_quarter(*, quarter, by, reason="", seen=None, at=None):
    """Close an open quarter: nothing in it changes after, and where each activity stood is frozen.
    Reports that are not accepted then stay as they are, and closing over an open point of
    `reporting.closing.checklist` needs a reason (ValidationError). `seen` is the mark of the
    checklist that a person read: `Stale` where it says otherwise by now. Returns the quarter."""
    at, told_at = at or timezone.now(), at
    if not policy.can_close_quarter(by, moving.day(told_at)):
        raise PermissionDenied
    quarter = moving.held(quarter)
    points = closing.checklist(quarter, at)
    if seen is not None and seen != closing.mark(points):
        raise Stale(quarter)
    open_points = closing.open_points(points)
    reason = moving.said(reason, "reason", None)
    if open_points and not reason:
        raise ValidationError({"reason": _("Points are open: say why the quarter is closed.")})
    pending = list(
        quarter.reports.exclude(state=State.ACCEPTED).values_list("body__key", flat=True)
    )
    quarter.state, quarter.closed_at = Quarter.State.CLOSED, at
    quarter.save(update_fields=["state", "closed_at"])
    frozen = freeze(quarter, at)
    if told_at is None:
        notices.closed_without(quarter, by=by)
    trail.record(
        by=by, verb="quarter_closed", target=quarter, before={"state": Quarter.State.OPEN},
        after={
            "state": quarter.state, "not_accepted": pending, "open_points": open_points,
            "rows_frozen": frozen,
        },
        reason=reason, told_at=told_at,
    )  # fmt: skip
    return quarter


@transaction.atomic
def save_report(
    *, report, by, version, summary, lines, papers=None, answers=None, unreadable=None,
    on_behalf_reason="", at=None,
):  # fmt: skip
    """Save a draft at any degree of completeness.

    `lines` is {activity code: {field: value}} with the fields of `reporting.lines.FIELDS`; a line
    or a field that is not given stays as it is. A code that this report has no line for refuses
    the whole. `papers` is {activity code: `attaching.Papers`}, `answers` [(comment, text)]: they
    are kept with the words or not at all. `unreadable` is {name of the question: text}, what was
    typed of these lines and cannot be read: it is kept as typed, and the report lacks it until it
    is mended (`reporting.unreadable`). Raises `PermissionDenied`, `Refused` (closed quarter,
    submitted report, resolved comment), `Stale` (a version other than the one saved now) or
    `ValidationError` keyed by "code-field". Returns the report.
    """
    at, told_at = at or timezone.now(), at
    moving.held(report.quarter)
    report = moving.current(report)
    behalf = moving.behalf(by, report.body, policy.can_draft, on_behalf_reason, moving.day(told_at))
    if not State(report.state).is_editable:
        raise Refused(refusal(report.state, State.SUBMITTED))
    report = claim(Report.objects.with_subject(), pk=report.pk, version=version)
    before, after = drafting.fill(report, summary, lines)
    keep_unreadable(report, unreadable or {}, lines)
    put_on, now_on = drafting.attach(report, papers or {}, by=by, at=at)
    before, after = before | put_on, after | now_on
    for question, text in answers or []:
        comment(report=report, by=by, text=text, answers=question, at=told_at)
    report.saved_at, report.saved_by = at, by
    report.save(update_fields=["summary", "unreadable", "saved_at", "saved_by"])
    trail.record(
        by=by, verb="report_saved", target=report, before=before, after=after,
        reason=on_behalf_reason.strip() if behalf else "", on_behalf_of=behalf, told_at=told_at,
    )  # fmt: skip
    return report


@transaction.atomic
def submit(*, report, by, version, on_behalf_reason="", was_shared=False, at=None):
    """Hand a complete report over for review. What is missing raises `ValidationError` with the
    list of `reporting.completeness`; a second submission is `Refused`. Returns the report.

    `was_shared`: the lead says that the members of the group have seen it; nobody else can.
    """
    at, told_at = at or timezone.now(), at
    day = moving.day(told_at)
    moving.held(report.quarter)
    report = moving.current(report)
    behalf = moving.behalf(by, report.body, policy.can_submit, on_behalf_reason, day)
    moving.refuse_move(report, State.SUBMITTED)
    lacks = missing(report)
    if lacks:
        raise ValidationError(lacks)
    unasked, left = drafting.leave_unasked(report)
    reason = on_behalf_reason.strip() if behalf else ""
    before = report.state
    was_shared = was_shared and policy.can_say_shared(report.body, behalf)
    report = moving.move(
        report, version, State.SUBMITTED, submitted_at=at, submitted_by=by, was_shared=was_shared,
        unreadable={},
    )  # fmt: skip
    moving.log(report, before, by=by, at=at, comment=reason, behalf=behalf)
    if told_at is None:  # what is told of the past is news to nobody
        notices.submitted(report, by=by)
    keep_text(report, kind=ReportText.Kind.SUBMITTED, by=by, at=at)
    told = {"state": report.state, "version": report.version}
    if was_shared:
        told["was_shared"] = True
    if behalf:
        told["lead"] = moving.lead_of(report.body, day)
    trail.record(
        by=by, verb="report_submitted", target=report, before={"state": before, **unasked},
        after={**told, **left},
        reason=reason, on_behalf_of=behalf, told_at=told_at,
    )  # fmt: skip
    return report


@transaction.atomic
def return_report(*, report, by, version, comment, at=None):
    """Send a submitted report back with a comment, which is kept for ever. Returns the report."""
    at, told_at = at or timezone.now(), at
    moving.held(report.quarter)
    report = moving.current(report)
    if not policy.can_return(by, report, moving.day(told_at)):
        raise PermissionDenied
    if report.state != State.SUBMITTED:
        raise Refused(refusal(report.state, State.RETURNED))
    comment = moving.said(
        comment, "comment", _("Say what is missing and where: the group reads it.")
    )
    report = moving.move(report, version, State.RETURNED)
    moving.log(report, State.SUBMITTED, by=by, at=at, comment=comment)
    if told_at is None:
        notices.returned(report, comment, by=by)
    trail.record(
        by=by, verb="report_returned", target=report, before={"state": State.SUBMITTED},
        after={"state": report.state, "version": report.version}, reason=comment, told_at=told_at,
    )  # fmt: skip
    return report


@transaction.atomic
def accept(*, report, by, version, comment="", at=None):
    """Accept a report as it was shown (`version`): each line becomes the official status of its
    activity on the quarter's last day, save where a body named earlier says otherwise.

    Refused before that day has come. A comment is kept with the move. Returns the report.
    """
    at, told_at = at or timezone.now(), at
    moving.held(report.quarter)
    report = moving.current(report)
    if not policy.can_accept(by, report, moving.day(told_at)):
        raise PermissionDenied
    moving.refuse_move(report, State.ACCEPTED)
    if timezone.localdate(at) < report.quarter.ends_on:
        raise Refused(
            _("A status at the end of the quarter cannot be official before %(day)s.")
            % {"day": date_format(report.quarter.ends_on)}
        )
    comment = moving.said(comment, "comment", None)
    report = moving.move(report, version, State.ACCEPTED, accepted_at=at, accepted_by=by)
    moving.log(report, State.SUBMITTED, by=by, at=at, comment=comment)
    if told_at is None:
        notices.accepted(report, comment, by=by)
    told = make_official(report, by=by, at=at)
    told.append({
        "verb": "report_accepted", "target": report, "before": {"state": State.SUBMITTED},
        "after": {"state": report.state, "version": report.version},
    })  # fmt: skip
    shared = {"by": by, "reason": "", "on_behalf_of": "", "told_at": told_at}
    trail.record_many([{**shared, **act} for act in told])
    return report


@transaction.atomic
def accept_several(*, shown, by, at=None):
    """Accept several reports in one act, each in the version that was shown: all or none.

    `shown` is [(report, version)]. Errors are those of `accept`, about the first report they hit.
    Returns the reports.
    """
    shown = sorted(shown, key=lambda each: (each[0].quarter_id, each[0].pk))  # one order of locks
    return [accept(report=report, by=by, version=version, at=at) for report, version in shown]


@transaction.atomic
def reopen(*, report, by, version, reason, at=None):
    """Take an accepted report back to its body while the quarter is open, with a reason. Status
    rows already written stay; the next acceptance writes new ones. Returns the report."""
    at, told_at = at or timezone.now(), at
    moving.held(report.quarter)
    report = moving.current(report)
    if not policy.can_reopen(by, moving.day(told_at)):
        raise PermissionDenied
    if report.state != State.ACCEPTED:
        raise Refused(_("Only an accepted report can be reopened."))
    reason = moving.said(reason, "reason", _("Say why the report is reopened."))
    report = moving.move(report, version, State.RETURNED, accepted_at=None, accepted_by=None)
    moving.log(report, State.ACCEPTED, by=by, at=at, comment=reason)
    if told_at is None:
        notices.reopened(report, reason, by=by)
    trail.record(
        by=by, verb="report_reopened", target=report, before={"state": State.ACCEPTED},
        after={"state": report.state, "version": report.version}, reason=reason, told_at=told_at,
    )  # fmt: skip
    return report
