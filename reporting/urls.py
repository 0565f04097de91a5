from django.urls import path, register_converter

from reporting.pack import views as packs
from reporting.urlconverters import MeetingKey, QuarterKey
from reporting.views import exports, filing, home, meetings, reports, search

register_converter(QuarterKey, "quarter")
register_converter(MeetingKey, "meeting")

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<quarter:quarter>/<slug:body>/", reports.report, name="report"),
    path("reports/<quarter:quarter>/<slug:body>/edit/", filing.edit, name="report-edit"),
    path("reports/<quarter:quarter>/<slug:body>/check/", reports.check, name="report-check"),
    path("reports/<quarter:quarter>/<slug:body>/done/", reports.done, name="report-done"),
    path("reports/<quarter:quarter>/<slug:body>/review/", reports.review, name="report-review"),
    path("plan/export/<slug:format>/", exports.plan, name="plan-export"),
    path("glm/", meetings.meetings, name="meetings"),
    path("glm/<meeting:key>/", meetings.meeting, name="meeting"),
    path("glm/<meeting:key>/export/<slug:format>/", exports.meeting, name="meeting-export"),
    path("glm/<meeting:key>/prepare/", packs.prepare, name="pack-prepare"),
    path("glm/<meeting:key>/draft/<slug:format>/", packs.draft, name="pack-draft"),
    path("glm/<meeting:key>/packs/<int:number>/", packs.version, name="pack"),
    path("glm/<meeting:key>/packs/<int:number>/<slug:format>/", packs.file, name="pack-file"),
]
