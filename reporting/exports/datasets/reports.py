"""Quarterly reports, line by line (`progress_reports`): those that the person may read."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reporting.exports.columns import Column, plain
from reporting.exports.datasets.base import OWN, WHO, Dataset
from reporting.models import Report, ReportLine
from sip.models import Status
from sip.models.progress import PRP_NOT_REPORTED


def rows(reader):
    """The lines of the reports that this person may read, newest quarter first."""
    reports = Report.objects.visible_to(reader.user)
    found = ReportLine.objects.filter(report__in=reports).select_related(
        "report__quarter__meeting", "report__body", "activity"
    )
    return found.defer("wording", "activity__text").order_by(
        "-report__quarter__starts_on", "report__body__order", "order", "pk"
    )


def prp(line, reader):
    return Status(line.status).prp if line.status else PRP_NOT_REPORTED


def words(name):
    return lambda line, reader: plain(getattr(line, name))


PROGRESS = Dataset(
    "progress_reports",
    _("Quarterly progress reports, line by line"),
    _("One row for what a report says of one activity. You get the reports that you may read."),
    (
        Column("report_id", _("Report"), "#meta+id",
               lambda line, reader: f"{line.report.quarter.key}/{line.report.body.key}", 22,
               of=("ReportLine.report", "Report.quarter", "Report.body")),
        Column("period", _("Quarter"), "#meta+period", lambda line, reader: line.report.quarter.key,
               12, of=("Quarter.key",)),
        Column("period_start", _("Quarter begins"), "#date+start",
               lambda line, reader: line.report.quarter.starts_on, 12, of=("Quarter.starts_on",)),
        Column("period_end", _("Quarter ends"), "#date+end",
               lambda line, reader: line.report.quarter.ends_on, 12, of=("Quarter.ends_on",)),
        Column("reporting_body_code", _("Reported by (code)"), "#org+reporting+code",
               lambda line, reader: line.report.body.key, 16),
        Column("reporting_body", _("Reported by"), "#org+reporting+name+i_{language}",
               lambda line, reader: reader.text(line.report.body.name), 34),
        Column("presented_at_glm", _("Presented at the GLM"), "#activity+meeting+code",
               lambda line, reader: line.report.quarter.glm and line.report.quarter.glm.key,
               12, of=("Quarter.meeting",)),
        Column("report_status", _("State of the report"), "#status+report+code",
               lambda line, reader: line.report.state, of=("Report.state",)),
        Column("submitted_on", _("Submitted on"), "#date+submitted",
               lambda line, reader: line.report.submitted_at, 18, of=("Report.submitted_at",)),
        Column("reviewed_on", _("Accepted on"), "#date+approved",
               lambda line, reader: line.report.accepted_at, 18, of=("Report.accepted_at",)),
        Column("activity_code", _("Activity code"), "#activity+activity+code",
               lambda line, reader: line.activity.code, 12, of=("ReportLine.activity",)),
        Column("activity_status", _("Status (code)"), "#status+activity+code",
               lambda line, reader: line.status or None, of=("ReportLine.status",)),
        Column("rag", _("Status in the words of the PRP"), "#status+rag+code", prp, 16),
        Column("is_unchanged", _("No change this quarter"), "#meta+unchanged+bool",
               lambda line, reader: line.is_unchanged, 12, of=("ReportLine.is_unchanged",)),
        Column("summary", _("Summary for the GLM"), "#description+summary",
               lambda line, reader: plain(line.report.summary), 50, of=("Report.summary",)),
        Column("achievements", pgettext_lazy("of an activity", "Progress"),
               "#description+achievements+i_fr", words("progress"), 50,
               of=("ReportLine.progress",)),
        Column("challenges", _("Challenges"), "#description+challenges+i_fr", words("challenges"),
               50, of=("ReportLine.challenges",)),
        Column("next_steps", _("Next steps"), "#description+nextsteps+i_fr", words("next_steps"),
               50, of=("ReportLine.next_steps",)),
        Column("support_needed", _("Support needed"), "#description+support+i_fr",
               words("support_needed"), 50, of=("ReportLine.support_needed",)),
        Column("reason", _("Reason"), "#description+reason", words("reason"), 40,
               of=("ReportLine.reason",)),
        Column("way_forward", _("Way forward"), "#description+way_forward", words("way_forward"),
               40, of=("ReportLine.way_forward",)),
        Column("decision_needed", _("Decision needed from the SAG"), "#description+decision",
               words("decision_needed"), 40, of=("ReportLine.decision_needed",)),
        Column("evidence", _("Evidence"), "#description+evidence", words("evidence"), 40,
               of=("ReportLine.evidence",)),
        Column("completed_on", _("Completed on"), "#date+end+actual",
               lambda line, reader: line.completed_on, 12, of=("ReportLine.completed_on",)),
        Column("url", _("Address"), "#meta+url",
               lambda line, reader: reader.address(
                   "report", line.report.quarter.key, line.report.body.key), 40),
    ),
    rows,
    "reports",
    {
        "reporting.Quarter": {"opens_on": OWN, "due_at": "on the page of the reports",
                              "state": "on the page of the reports", "opened_at": OWN,
                              "closed_at": OWN, "version": OWN},
        "reporting.Report": {"version": OWN, "unreadable": OWN, "made_at": OWN, "saved_at": OWN,
                             "saved_by": WHO,
                             "was_shared": "on the page of the report",
                             "submitted_by": WHO, "accepted_by": WHO},
        "reporting.ReportLine": {"order": "the order of the rows", "wording": OWN,
                                 "status_row": "its status stands here"},
    },
    is_public=False,
)  # fmt: skip
