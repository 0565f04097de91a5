from django.urls import path, register_converter

from reporting.urlconverters import MeetingKey, QuarterKey
from reporting.views import exports, filing, home, meetings, reception, reports, search
from sip.urlconverters import Code

register_converter(QuarterKey, "quarter")
register_converter(MeetingKey, "meeting")
register_converter(Code, "activity")

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<quarter:quarter>/", reception.desk, name="reception"),
    path("reports/<quarter:quarter>/remind/", reception.remind, name="reception-remind"),
    path("reports/<quarter:quarter>/close/", reception.close, name="reception-close"),
    path("reports/<quarter:quarter>/errata/", reception.errata, name="errata"),
    path("reports/<quarter:quarter>/settle/<activity:code>/", reception.settle, name="settle"),
    path("reports/<quarter:quarter>/<slug:body>/", reports.report, name="report"),
    path("reports/<quarter:quarter>/<slug:body>/edit/", filing.edit, name="report-edit"),
    path("reports/<quarter:quarter>/<slug:body>/check/", reports.check, name="report-check"),
    path("reports/<quarter:quarter>/<slug:body>/done/", reports.done, name="report-done"),
    path("reports/<quarter:quarter>/<slug:body>/review/", reports.review, name="report-review"),
    path("plan/export/<slug:format>/", exports.plan, name="plan-export"),
    path("glm/", meetings.meetings, name="meetings"),
    path("glm/<meeting:key>/", meetings.meeting, name="meeting"),
    path("glm/<meeting:key>/export/<slug:format>/", exports.meeting, name="meeting-export"),
]
