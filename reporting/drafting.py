"""Writing what was given into a report and its lines, and telling what changed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reporting import attaching
from reporting import lines as lines_of
from reporting.models import ReportLine
from sip.models.progress import ANSWER_FIELDS


def fill(report, summary, values):
    """Write summary and lines; return what changed, before and after."""
    error = lines_of.text_error(summary)
    if error:
        raise ValidationError({"summary": error})
    lines = {line.activity.code: line for line in report.lines.select_related("activity")}
    strangers = sorted(set(values) - set(lines))
    if strangers:
        raise ValidationError(
            _("This report has no line for %(codes)s: nothing was saved.")
            % {"codes": ", ".join(code[:20] for code in strangers[:5])}
        )
    before = told(report, lines)
    said = lines_of.said_before(report, lines.values())
    lines_of.check_filled(
        {code: lines_of.fill(lines[code], fields) for code, fields in values.items()}
    )
    for code in values:
        lines_of.take_over(lines[code], said.get(lines[code].activity_id))
    ReportLine.objects.bulk_update([lines[code] for code in values], lines_of.FIELDS, batch_size=50)
    report.summary = lines_of.tidy(summary)
    after = told(report, lines)
    changed = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def leave_unasked(report):
    """Take out of a complete report the answers that no chosen status asks for: typed under a
    status chosen before, they would be published as said. Returns what they were, and what is left.
    """
    lines = list(report.lines.select_related("activity"))
    before, after = {}, {}
    for line in lines:
        for field, answer in line.unasked_answers.items():
            before[f"{line.activity.code}-{field}"] = answer
            setattr(line, field, ReportLine._meta.get_field(field).get_default())
            after[f"{line.activity.code}-{field}"] = getattr(line, field)
    if before:
        ReportLine.objects.bulk_update(lines, ANSWER_FIELDS, batch_size=50)
    return before, after


def told(report, lines):
    told = {"summary": report.summary}
    for code, line in lines.items():
        told |= {f"{code}-{field}": getattr(line, field) for field in lines_of.FIELDS}
    return told


def attach(report, papers, *, by, at):
    """Put evidence on the report's lines; return what changed, before and after."""
    if not papers:
        return {}, {}
    lines = report.lines.select_related("activity").prefetch_related("exhibits")
    return attaching.attach(
        {line.activity.code: line for line in lines if line.activity.code in papers},
        papers, by=by, at=at,
    )  # fmt: skip
