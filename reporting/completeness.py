"""What a report still lacks before it can be submitted.

One list: it drives the form's parts and meter, the check page and its button, and the refusal.
"""

from django.utils.translation import gettext as _

from reporting.lines import said_before
from reporting.unreadable import errors_of
from sip.actions import missing_answers
from sip.models import Status


def missing(report, lines=None, before=None):
    """Return what is missing or wrong, in the order of the form: {"1.1.1.2-status": what to do}.

    `lines` are the report's lines with their activities, `before` what `said_before` gives;
    both are read where they are not given.
    """
    if lines is None:
        lines = list(report.lines.select_related("activity").prefetch_related("exhibits"))
    if before is None:
        before = said_before(report, lines)
    found = {}
    for line in lines:
        code, said = line.activity.code, before.get(line.activity_id)
        lacks = missing_in(line, said, report.quarter) | errors_of(report, code, line.status)
        if "links" in lacks:  # the evidence is there, and cannot be read
            lacks.pop("evidence", None)
        found |= {f"{code}-{field}": message for field, message in lacks.items()}
    if not report.summary:
        found["summary"] = _("Write the summary for the GLM.")
    return found | errors_of(report, "")


def missing_in(line, before, quarter):
    """Return what one line lacks: {field: what to do}."""
    if line.is_unchanged and before is None:
        return {"is_unchanged": _("Nothing was reported before: choose a status.")}
    if line.is_unchanged and line.status not in ("", before.status):
        return {
            "is_unchanged": _(
                "“No change” is ticked, which repeats “%(status)s”, and another status is chosen: "
                "choose that one, or untick."
            )
            % {"status": before.get_status_display()}
        }
    lacks = missing_answers(line.status, line.answers())
    tells = line.progress or line.is_unchanged or line.status in ("", Status.NOT_STARTED)
    if not tells:
        lacks["progress"] = _("Say what moved this quarter, or tick “no change”.")
    day = line.completed_on
    if line.status == Status.COMPLETED and day and day > quarter.ends_on:
        lacks["completed_on"] = _("The day of delivery cannot come after the quarter's last day.")
    return lacks
