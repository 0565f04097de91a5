from django.urls import path, register_converter

from reporting.pack import views as packs
from reporting.urlconverters import MeetingKey, QuarterKey
from reporting.views import (
    discussion,
    evidence,
    exports,
    filing,
    home,
    meetings,
    queue,
    reports,
    review,
    search,
    words,
)

register_converter(QuarterKey, "quarter")
register_converter(MeetingKey, "meeting")

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/review/", queue.queue, name="report-queue"),
    path("reports/<quarter:quarter>/<slug:body>/", reports.report, name="report"),
    path("reports/<quarter:quarter>/<slug:body>/edit/", filing.edit, name="report-edit"),
    path("reports/<quarter:quarter>/<slug:body>/check/", reports.check, name="report-check"),
    path("reports/<quarter:quarter>/<slug:body>/done/", reports.done, name="report-done"),
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
    path("glm/<meeting:key>/prepare/", packs.prepare, name="pack-prepare"),
    path("glm/<meeting:key>/draft/<slug:format>/", packs.draft, name="pack-draft"),
    path("glm/<meeting:key>/packs/<int:number>/", packs.version, name="pack"),
    path("glm/<meeting:key>/packs/<int:number>/<slug:format>/", packs.file, name="pack-file"),
]
