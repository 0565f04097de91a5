"""Addresses: English words, stable codes, no language. Each one has its row in
tests/permissions/table.csv."""

from django.contrib import admin
from django.urls import include, path

from config import views

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.failure"

urlpatterns = [
    path("", include("accounts.urls")),  # /login/ /logout/ /password/… /account/ /language/ /trail/
    path("", include("reporting.urls")),  # / /reports/… /glm/… /search/
    path("plan/", include("sip.urls")),
    path("groups/", include("workinggroups.urls")),
    path("partners/", include("partners.urls")),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
