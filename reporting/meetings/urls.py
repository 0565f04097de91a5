from django.urls import path

from reporting.meetings import views

urlpatterns = [
    path("new/", views.announce, name="meeting-new"),
    path("<meeting:key>/edit/", views.facts, name="meeting-edit"),
    path("<meeting:key>/cancel/", views.cancel, name="meeting-cancel"),
    path("<meeting:key>/sessions/new/", views.session_new, name="session-new"),
    path("<meeting:key>/sessions/<int:pk>/", views.session, name="session-edit"),
    path(
        "<meeting:key>/sessions/<int:pk>/attendance/",
        views.session_attendance,
        name="session-attendance",
    ),
    path("<meeting:key>/motions/take-over/", views.motions_take_over, name="motions-take-over"),
    path("<meeting:key>/motions/new/", views.motion_new, name="motion-new"),
    path("<meeting:key>/motions/<int:number>/", views.motion, name="motion-edit"),
    path("<meeting:key>/attendance/", views.attendance, name="meeting-attendance"),
    path("<meeting:key>/documents/new/", views.document_new, name="document-new"),
    path("<meeting:key>/documents/<int:pk>/", views.document, name="document"),
    path("<meeting:key>/documents/<int:pk>/remove/", views.document_remove, name="document-remove"),
    path("<meeting:key>/attendance/<slug:slug>/", views.attendance_numbers, name="attendance-edit"),
]
