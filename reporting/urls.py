from django.urls import path, register_converter

from reporting.urlconverters import MeetingKey, QuarterKey
from reporting.views import (
    dashboard,
    discussion,
    evidence,
    exports,
    filing,
    home,
    localisation,
    meetings,
    queue,
    reopening,
    reports,
    review,
    search,
    words,
)

register_converter(QuarterKey, "quarter")
register_converter(MeetingKey, "meeting")

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.board, name="dashboard"),
    path("dashboard/matrix/", dashboard.matrix, name="dashboard-matrix"),
    path("dashboard/responsibilities/", dashboard.responsibilities, name="responsibilities"),
    path("dashboard/compare/", dashboard.compare, name="dashboard-compare"),
    path("search/", search.search, name="search"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/review/", queue.queue, name="report-queue"),
    path("reports/<quarter:quarter>/<slug:body>/", reports.report, name="report"),
    path("reports/<quarter:quarter>/<slug:body>/edit/", filing.edit, name="report-edit"),
    path("reports/<quarter:quarter>/<slug:body>/check/", reports.check, name="report-check"),
    path("reports/<quarter:quarter>/<slug:body>/done/", reports.done, name="report-done"),
    path("reports/<quarter:quarter>/<slug:body>/reopen/", reopening.reopen, name="report-reopen"),
    path("reports/<quarter:quarter>/<slug:body>/review/", review.review, name="report-review"),
    path(
        "reports/<quarter:quarter>/<slug:body>/evidence/<int:pk>/",
        evidence.download,
        name="report-evidence",
    ),
    path(
        "reports/<quarter:quarter>/<slug:body>/comments/",
        discussion.comments,
        name="report-comments",
    ),
    path("reports/<quarter:quarter>/<slug:body>/words/", words.edit, name="report-words"),
    path("plan/export/<slug:format>/", exports.plan, name="plan-export"),
    path("glm/", meetings.meetings, name="meetings"),
    path("glm/<meeting:key>/", meetings.meeting, name="meeting"),
    path("glm/<meeting:key>/export/<slug:format>/", exports.meeting, name="meeting-export"),
    path("localisation/", localisation.localisation_page, name="localisation"),
    path("localisation/<slug:code>/", localisation.localisation_rows, name="localisation-rows"),
]
