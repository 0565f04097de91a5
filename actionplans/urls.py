from django.urls import path

from actionplans.views import clusters, editing, plans

YEAR = "<slug:slug>/<int:year>/"

urlpatterns = [
    path("", clusters.countries, name="countries"),
    path("new/", clusters.add, name="country-add"),
    path("<slug:slug>/", clusters.country, name="country"),
    path("<slug:slug>/edit/", clusters.edit, name="country-edit"),
    path("<slug:slug>/start/", plans.start, name="country-start"),
    path(YEAR, plans.plan, name="country-plan"),
    path(f"{YEAR}move/", plans.move, name="country-move"),
    path(f"{YEAR}compare/", plans.compared, name="country-compare"),
    path(f"{YEAR}ticks/", editing.ticks, name="country-ticks"),
    path(f"{YEAR}add/", editing.add, name="country-action-add"),
    path(f"{YEAR}gaps/<int:pk>/", editing.gap, name="country-gap"),
    path(f"{YEAR}<int:pk>/", plans.action, name="country-action"),
    path(f"{YEAR}<int:pk>/edit/", editing.action, name="country-action-edit"),
]
