from django.urls import path

from partners import views

urlpatterns = [
    path("", views.partners, name="partners"),
    path("<slug:slug>/", views.partner, name="partner"),
]
