from django.urls import path, register_converter

from sip import severalviews, statusviews, views
from sip.urlconverters import Code

register_converter(Code, "code")

urlpatterns = [
    path("", views.plan, name="plan"),
    path("statuses/", severalviews.several, name="several-statuses"),
    path("<code:code>/", views.element, name="activity"),
    path("<code:code>/edit/", statusviews.edit, name="status-edit"),
]
