from django.urls import path

from actionplans.views import ccpm, clusters, correcting, editing, exchange, plans, ticking

YEAR = "<slug:slug>/<int:year>/"

urlpatterns = [
    path("", clusters.countries, name="countries"),
    path("new/", clusters.add, name="country-add"),
    path("<slug:slug>/", clusters.country, name="country"),
    path("<slug:slug>/edit/", clusters.edit, name="country-edit"),
    path("<slug:slug>/bodies/", clusters.bodies, name="country-bodies"),
    path("<slug:slug>/start/", plans.start, name="country-start"),
    path("<slug:slug>/ccpm/", ccpm.add, name="country-survey-add"),
    path("<slug:slug>/ccpm/<int:pk>/", ccpm.survey, name="country-survey"),
    path("<slug:slug>/ccpm/<int:pk>/correct/", correcting.correct, name="country-survey-correct"),
    path(
        "<slug:slug>/ccpm/<int:pk>/withdraw/", correcting.withdraw, name="country-survey-withdraw"
    ),
    path(YEAR, plans.plan, name="country-plan"),
    path(f"{YEAR}begin/", ccpm.begin, name="country-begin"),
    path(f"{YEAR}follow-up/<int:quarter>/", ccpm.follow, name="country-follow"),
    path(
        f"{YEAR}follow-up/<int:quarter>/<slug:format>/",
        ccpm.follow_file,
        name="country-follow-file",
    ),
    path(f"{YEAR}move/", plans.move, name="country-move"),
    path(f"{YEAR}compare/", plans.compared, name="country-compare"),
    path(f"{YEAR}compare/carry/", plans.carry, name="country-carry"),
    path(f"{YEAR}ticks/", ticking.ticks, name="country-ticks"),
    path(f"{YEAR}file/<slug:format>/", exchange.export, name="country-export"),
    path(f"{YEAR}import/", exchange.upload, name="country-upload"),
    path(f"{YEAR}import/<uuid:pk>/", exchange.preview, name="country-preview"),
    path(f"{YEAR}import/<uuid:pk>/errors/", exchange.give_back, name="country-errors"),
    path(f"{YEAR}add/", editing.add, name="country-action-add"),
    path(f"{YEAR}gaps/<int:pk>/", editing.gap, name="country-gap"),
    path(f"{YEAR}<int:pk>/", plans.action, name="country-action"),
    path(f"{YEAR}<int:pk>/evidence/<int:paper>/", plans.paper, name="country-evidence"),
    path(f"{YEAR}<int:pk>/edit/", editing.action, name="country-action-edit"),
]
