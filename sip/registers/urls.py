from django.urls import path, re_path

from sip.registers import views

KEY = r"(?P<key>20\d\d-(?:0[1-9]|1[0-2])-[1-9]\d{0,3})"

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/new/", views.decision_new, name="decision-new"),
    re_path(rf"^decisions/{KEY}/\Z", views.decision, name="decision"),
    re_path(rf"^decisions/{KEY}/follow-up/\Z", views.decision_follow_up, name="decision-follow-up"),
    re_path(
        rf"^decisions/{KEY}/countersign/\Z", views.decision_countersign, name="decision-countersign"
    ),
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/new/", views.lesson_new, name="lesson-new"),
    path("lessons/<int:pk>/edit/", views.lesson_edit, name="lesson-edit"),
]
