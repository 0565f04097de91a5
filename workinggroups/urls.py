from django.urls import path

from workinggroups import lifeviews, seatviews, views

urlpatterns = [
    path("", views.groups, name="groups"),
    path("open/", lifeviews.open_group, name="group-open"),
    path("<slug:key>/lead/", lifeviews.lead, name="group-lead"),
    path("<slug:key>/review/", lifeviews.review, name="group-review"),
    path("<slug:key>/dissolve/", lifeviews.dissolve, name="group-dissolve"),
    path("<slug:key>/join/", lifeviews.join, name="group-join"),
    path("<slug:key>/requests/", lifeviews.requests, name="group-requests"),
    path("<slug:key>/requests/<int:pk>/", lifeviews.answer, name="group-answer"),
    path("<slug:key>/seats/", seatviews.seats, name="group-seats"),
    path("<slug:key>/seats/<int:pk>/end/", seatviews.end, name="seat-end"),
    path("<slug:key>/seats/<int:pk>/renew/", seatviews.renew, name="seat-renew"),
    path("<slug:key>/", views.group, name="group"),
]
