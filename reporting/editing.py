"""The text of a report as it was handed over, kept beside what the secretariat makes of it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused, claim
from reporting import moving, policy
from reporting.lines import TEXTS, WORDS, check_filled, text_error, tidy
from reporting.models import Report, ReportLine, ReportText
from reporting.workflow import State


def keep_text(report, *, kind, by, at, reason=""):
    """Write down the words of a report as they stand, with the statuses and days they belong to."""
    lines = report.lines.select_related("activity")
    return ReportText.objects.create(
        report=report, kind=kind, by=by, at=at, reason=reason, summary=report.summary,
        words={
            line.activity.code: {
                **{name: getattr(line, name) for name in TEXTS if getattr(line, name)},
                "status": line.status,
                "completed_on": line.completed_on.isoformat() if line.completed_on else "",
            }
            for line in lines
        },
    )  # fmt: skip


@transaction.atomic
def edit_words(*, report, by, version, summary, words, reason, at=None):
    """Edit the words of a submitted report as the secretariat: never a status, with a reason.

    `words` is {activity code: {field: text}} with the fields of `reporting.lines.WORDS`. The text
    as submitted stays beside it. Raises `PermissionDenied`, `Refused`, `Stale`, or
    `ValidationError` keyed by "code-field". Returns the report.
    """
    at, told_at = at or timezone.now(), at
    moving.held(report.quarter)
    report = moving.current(report)
    if not policy.can_edit_words(by, report.body, moving.day(told_at)):
        raise PermissionDenied
    if report.state != State.SUBMITTED:
        raise Refused(_("Only a report that waits for its decision is edited by the secretariat."))
    reason = moving.said(reason, "reason", _("Say why you edit the words of this body."))
    report = claim(Report.objects.with_subject(), pk=report.pk, version=version)
    submitted = report.texts.filter(kind=ReportText.Kind.SUBMITTED, at__gte=report.submitted_at)
    if not submitted.exists():  # handed over before texts were kept
        keep_text(
            report, kind=ReportText.Kind.SUBMITTED, by=report.submitted_by, at=report.submitted_at
        )
    before, after = _fill(report, summary, words)
    if not after:
        raise ValidationError(_("No word was changed: nothing was saved."))
    report.saved_at, report.saved_by = at, by
    report.save(update_fields=["summary", "saved_at", "saved_by"])
    keep_text(report, kind=ReportText.Kind.EDITED, by=by, at=at, reason=reason)
    trail.record(
        by=by, verb="report_edited", target=report, before=before, after=after, reason=reason,
        told_at=told_at,
    )  # fmt: skip
    return report


def _fill(report, summary, words):
    lines = {line.activity.code: line for line in report.lines.select_related("activity")}
    before, after, errors = {}, {}, {}
    for code in words.keys() & lines.keys():
        for name in WORDS:
            text = tidy(words[code].get(name, getattr(lines[code], name)))
            if error := text_error(text):
                errors.setdefault(code, {})[name] = error
            elif text != getattr(lines[code], name):
                before[f"{code}-{name}"], after[f"{code}-{name}"] = getattr(lines[code], name), text
                setattr(lines[code], name, text)
    check_filled(errors)
    if error := text_error(summary) if summary.strip() else _("Write the summary for the GLM."):
        raise ValidationError({"summary": error})
    if tidy(summary) != report.summary:
        before["summary"], after["summary"] = report.summary, tidy(summary)
        report.summary = tidy(summary)
    ReportLine.objects.bulk_update(lines.values(), WORDS, batch_size=50)
    return before, after
