"""Quarters and reports in the back office: read there, moved on their own pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import OfficeAdmin
from reporting.meetings import admin as meetings  # noqa: F401 (registers its models)
from reporting.models import (
    Comment,
    Erratum,
    Evidence,
    FrozenRow,
    Quarter,
    Reminder,
    Report,
    ReportLine,
    ReportText,
    Transition,
)
from reporting.pack.admin import PackAdmin  # noqa: F401 (registered there)


@admin.register(Quarter)
class QuarterAdmin(OfficeAdmin):
    list_display = ["key", "state", "opens_on", "due_at", "meeting"]
    list_filter = ["state"]
    list_select_related = ["meeting"]
    search_fields = ["key"]
    date_hierarchy = "starts_on"
    note = gettext_lazy(
        "Quarters are opened and closed on their own pages, or by the commands open_quarter and "
        "close_quarter: that makes the reports and freezes the figures."
    )

    def elsewhere(self, obj):
        return reverse("reception", args=[obj.key]), _("Go to the desk")


class OfReport(OfficeAdmin):
    """A report and what it is made of: read here, written on its own pages."""

    def report_of(self, obj):
        return obj.report

    def elsewhere(self, obj):
        report = self.report_of(obj)
        address = reverse("report", args=[report.quarter.key, report.body.key])
        return address, _("Go to the report")


@admin.register(Report)
class ReportAdmin(OfReport):
    list_display = ["body", "quarter", "state", "submitted_at", "submitted_by", "accepted_at"]
    list_filter = ["state", "quarter", "body"]
    list_select_related = ["body", "quarter", "submitted_by"]
    search_fields = ["quarter__key", "body__key"]
    date_hierarchy = "submitted_at"
    note = gettext_lazy(
        "A report is written, submitted, returned and accepted on its own pages, by whoever may."
    )

    def report_of(self, obj):
        return obj


@admin.register(ReportLine)
class ReportLineAdmin(OfReport):
    list_display = ["activity", "report", "status", "is_unchanged"]
    list_filter = ["status", "report__quarter", "report__body"]
    list_select_related = ["activity", "report__quarter", "report__body"]
    search_fields = ["activity__code", "activity__search_text", "report__quarter__key"]
    note = gettext_lazy("A line is written in its report.")


@admin.register(FrozenRow)
class FrozenRowAdmin(OfficeAdmin):
    list_display = ["quarter", "code", "status", "effective_on", "body"]
    list_filter = ["quarter", "status", "body"]
    list_select_related = ["quarter", "body"]
    search_fields = ["code", "activity__search_text", "quarter__key"]
    note = gettext_lazy("A closed quarter stays as it was closed.")


@admin.register(Transition)
class TransitionAdmin(OfReport):
    list_display = ["report", "before", "after", "at", "by", "on_behalf_of"]
    list_filter = ["after", "report__quarter", "report__body"]
    list_select_related = ["report__quarter", "report__body", "by"]
    search_fields = ["report__quarter__key", "report__body__key", "by__name"]
    date_hierarchy = "at"
    note = gettext_lazy("Each row is one move of a report, kept for ever.")


@admin.register(Reminder)
class ReminderAdmin(OfficeAdmin):
    list_display = ["report", "kind", "due_on", "at", "by"]
    list_filter = ["kind", "report__quarter", "report__body"]
    list_select_related = ["report__quarter", "report__body", "by"]
    search_fields = ["report__quarter__key", "report__body__key"]
    date_hierarchy = "at"
    note = gettext_lazy("Reminders are sent by the command send_reminders and at the desk.")

    def elsewhere(self, obj):
        return reverse("reception", args=[obj.report.quarter.key]), _("Go to the desk")


@admin.register(Erratum)
class ErratumAdmin(OfficeAdmin):
    list_display = ["quarter", "activity", "said", "status", "at", "by"]
    list_filter = ["quarter"]
    list_select_related = ["quarter", "activity", "by"]
    search_fields = ["quarter__key", "activity__code", "text"]
    date_hierarchy = "at"
    note = gettext_lazy("Errata are added at the desk of a closed quarter, and stand for ever.")

    def elsewhere(self, obj):
        return reverse("errata", args=[obj.quarter.key]), _("See the errata of the quarter")


@admin.register(Evidence)
class EvidenceAdmin(OfReport):
    list_display = ["line", "url", "name", "format", "size", "at", "by", "removed_at"]
    list_filter = ["format", "line__report__quarter", "line__report__body"]
    list_select_related = [
        "line__activity", "line__report__quarter", "line__report__body", "by",
    ]  # fmt: skip
    search_fields = ["name", "url", "line__activity__code"]
    date_hierarchy = "at"
    note = gettext_lazy("Evidence is put on a line and taken off in the form of its report.")

    def report_of(self, obj):
        return obj.line.report


@admin.register(Comment)
class CommentAdmin(OfReport):
    list_display = ["report", "text", "at", "by", "resolved_at", "resolved_by"]
    list_filter = ["report__quarter", "report__body"]
    list_select_related = ["report__quarter", "report__body", "by", "resolved_by"]
    search_fields = ["text", "report__quarter__key", "report__body__key", "by__name"]
    date_hierarchy = "at"
    note = gettext_lazy("Comments are made, answered and resolved beside their report.")


@admin.register(ReportText)
class ReportTextAdmin(OfReport):
    list_display = ["report", "kind", "at", "by"]
    list_filter = ["kind", "report__quarter", "report__body"]
    list_select_related = ["report__quarter", "report__body", "by"]
    search_fields = ["report__quarter__key", "report__body__key", "by__name"]
    date_hierarchy = "at"
    note = gettext_lazy("Each row is the text of a report at one moment, kept for ever.")
