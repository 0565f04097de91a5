"""Addresses: English words, stable codes, no language. Each one has its row in
tests/permissions/table.csv."""

from django.contrib import admin
from django.urls import include, path

from config import views

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"  # asked for by django-allauth
handler500 = "config.errors.failure"

urlpatterns = [
    path("", include("accounts.urls")),  # /login/ /logout/ /password/… /account/ /language/ /trail/
    path("", include("reporting.urls")),  # / /reports/… /glm/… /search/
    path("plan/", include("sip.urls")),
    path("", include("sip.registers.urls")),  # /decisions/… /lessons/…
    path("groups/", include("workinggroups.urls")),
    path("countries/", include("actionplans.urls")),
    path("", include("partners.urls")),  # /partners/… /commitments/ /resources/…
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
