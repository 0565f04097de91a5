from django.urls import include, path, re_path, register_converter

from reporting.calendars import views as calendars
from reporting.pack import views as packs
from reporting.urlconverters import MeetingKey, QuarterKey
from reporting.views import (
    calendar,
    consolidation,
    dashboard,
    datasets,
    discussion,
    evidence,
    exports,
    filing,
    home,
    localisation,
    meetings,
    queue,
    reception,
    reopening,
    reports,
    review,
    search,
    words,
)
from sip.urlconverters import Code

register_converter(QuarterKey, "quarter")
register_converter(MeetingKey, "meeting")
register_converter(Code, "activity")

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.board, name="dashboard"),
    path("dashboard/matrix/", dashboard.matrix, name="dashboard-matrix"),
    path("dashboard/responsibilities/", dashboard.responsibilities, name="responsibilities"),
    path("dashboard/compare/", dashboard.compare, name="dashboard-compare"),
    path("dashboard/countries/", dashboard.countries, name="dashboard-countries"),
    path("search/", search.search, name="search"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<quarter:quarter>/", reception.desk, name="reception"),
    path("reports/<quarter:quarter>/remind/", reception.remind, name="reception-remind"),
    path("reports/<quarter:quarter>/close/", reception.close, name="reception-close"),
    path("reports/<quarter:quarter>/errata/", reception.errata, name="errata"),
    path("reports/<quarter:quarter>/settle/<activity:code>/", reception.settle, name="settle"),
    path("reports/review/", queue.queue, name="report-queue"),
    path("reports/calendar/", calendar.quarters, name="calendar"),
    path("reports/calendar/<quarter:quarter>/", calendar.quarter, name="calendar-quarter"),
    path("reports/calendar/<quarter:quarter>/open/", calendar.open_now, name="quarter-open"),
    path("reports/<quarter:quarter>/<slug:body>/", reports.report, name="report"),
    path("reports/<quarter:quarter>/<slug:body>/edit/", filing.edit, name="report-edit"),
    path("reports/<quarter:quarter>/<slug:body>/check/", reports.check, name="report-check"),
    path("reports/<quarter:quarter>/<slug:body>/done/", reports.done, name="report-done"),
    path(
        "reports/<quarter:quarter>/<slug:body>/groups/", consolidation.groups, name="report-groups"
    ),
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
    path("exports/", datasets.index, name="datasets"),
    path("exports/<slug:name>/metadata.json", datasets.metadata, name="dataset-metadata"),
    path("exports/<slug:name>/<slug:format>/", datasets.take, name="dataset"),
    path("plan/export/<slug:format>/", exports.plan, name="plan-export"),
    path("calendar/", calendars.about, name="calendar-about"),
    path("calendar.ics", calendars.public, name="calendar-public"),
    re_path(
        r"^calendar/(?P<token>[0-9a-f]{72})\.ics\Z", calendars.personal, name="calendar-personal"
    ),
    path("account/calendar/", calendars.own, name="calendar-own"),
    path("glm/", meetings.meetings, name="meetings"),
    path("glm/<meeting:key>/", meetings.meeting, name="meeting"),
    path("glm/", include("reporting.meetings.urls")),
    path("glm/<meeting:key>/export/<slug:format>/", exports.meeting, name="meeting-export"),
    path("glm/<meeting:key>/prepare/", packs.prepare, name="pack-prepare"),
    path("glm/<meeting:key>/draft/<slug:format>/", packs.draft, name="pack-draft"),
    path("glm/<meeting:key>/packs/<int:number>/", packs.version, name="pack"),
    path("glm/<meeting:key>/packs/<int:number>/<slug:format>/", packs.file, name="pack-file"),
    path("localisation/", localisation.localisation_page, name="localisation"),
    path(
        "localisation/definitions.pdf",
        localisation.localisation_definitions,
        name="localisation-definitions",
    ),
    path("localisation/<slug:code>/", localisation.localisation_rows, name="localisation-rows"),
]
