"""Addresses of people and trail. Names that begin with `account_` are those django-allauth asks
for; of its pages, only those named here exist."""

from django.urls import path, re_path

from accounts import entrance, kept, views

urlpatterns = [
    path("login/", entrance.sign_in, name="account_login"),
    path("login/kept/", kept.kept, name="account_kept"),
    path("logout/", entrance.sign_out, name="account_logout"),
    path("password/change/", entrance.change_password, name="account_change_password"),
    path("password/reset/", entrance.ask_for_link, name="account_reset_password"),
    path("password/reset/sent/", entrance.link_sent, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9a-z]{1,12})-(?P<key>[0-9a-z-]{3,80})/\Z",
        entrance.new_password_from_link,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        entrance.new_password_set,
        name="account_reset_password_from_key_done",
    ),
    path("account/", views.account, name="account"),
    path("account/mails/", views.mail_choice, name="mail-choice"),
    path("outbox/", views.outbox_page, name="outbox"),
    path("outbox/<int:number>/again/", views.mail_again, name="mail-again"),
    path("language/", views.language, name="language"),
    path("trail/", views.trail_page, name="trail"),
]
