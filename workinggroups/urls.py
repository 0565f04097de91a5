from django.urls import path

from workinggroups import lifeviews, meetingviews, ownerviews, seatviews, views

urlpatterns = [
    path("", views.groups, name="groups"),
    path("open/", lifeviews.open_group, name="group-open"),
    path("<slug:key>/lead/", lifeviews.lead, name="group-lead"),
    path("<slug:key>/review/", lifeviews.review, name="group-review"),
    path("<slug:key>/dissolve/", lifeviews.dissolve, name="group-dissolve"),
    path("<slug:key>/join/", lifeviews.join, name="group-join"),
    path("<slug:key>/join/back/", lifeviews.take_back, name="group-join-back"),
    path("<slug:key>/requests/", lifeviews.requests, name="group-requests"),
    path("<slug:key>/requests/<int:pk>/", lifeviews.answer, name="group-answer"),
    path("<slug:key>/activities/<str:code>/", ownerviews.owners, name="group-owners"),
    path("<slug:key>/owners/<int:pk>/end/", ownerviews.owner_end, name="group-owner-end"),
    path("<slug:key>/seats/", seatviews.seats, name="group-seats"),
    path("<slug:key>/seats/<int:pk>/end/", seatviews.end, name="seat-end"),
    path("<slug:key>/seats/<int:pk>/renew/", seatviews.renew, name="seat-renew"),
    path("<slug:key>/seats/<int:pk>/leave/", seatviews.leave, name="seat-leave"),
    path("<slug:key>/meetings/", meetingviews.meeting_list, name="group-meetings"),
    path("<slug:key>/meetings/new/", meetingviews.meeting_new, name="group-meeting-new"),
    path("<slug:key>/meetings/<int:pk>/", meetingviews.meeting_edit, name="group-meeting"),
    path("<slug:key>/meetings/<int:pk>/came/", meetingviews.meeting_came, name="group-came"),
    path("<slug:key>/", views.group, name="group"),
]
