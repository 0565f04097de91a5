from django.urls import path

from workinggroups import views

urlpatterns = [
    path("", views.groups, name="groups"),
    path("<slug:key>/", views.group, name="group"),
]
