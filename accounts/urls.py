from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("account/", views.account, name="account"),
    path("language/", views.language, name="language"),
    path("trail/", views.trail_page, name="trail"),
]
