"""Addresses of people and trail. Names that begin with `account_` are those django-allauth asks
for; of its pages, only those named here exist."""

from django.urls import path, re_path

from accounts import entrance, inviting, kept, security, singlesignon, views

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
    path("login/code/", security.second_step, name="mfa_authenticate"),
    path("login/single/", singlesignon.begin, name="single-sign-on"),
    path("login/single/return/", singlesignon.come_back, name="single-sign-on-return"),
    path("login/key/", security.sign_in_by_key, name="mfa_login_webauthn"),
    path("account/", views.account, name="account"),
    path("account/prove/", security.prove_by_password, name="account_reauthenticate"),
    path("account/prove/code/", security.prove_by_code, name="mfa_reauthenticate"),
    path("account/prove/key/", security.prove_by_key, name="mfa_reauthenticate_webauthn"),
    path("account/security/", security.security, name="mfa_index"),
    path("account/security/sessions/", security.end_other_sessions, name="sessions-end"),
    path("account/security/link/", singlesignon.link, name="single-sign-on-link"),
    path(
        "account/security/link/<int:pk>/remove/",
        singlesignon.unlink,
        name="single-sign-on-unlink",
    ),
    path("account/security/app/", security.add_app, name="mfa_activate_totp"),
    path("account/security/app/remove/", security.remove_app, name="mfa_deactivate_totp"),
    path("account/security/key/", security.add_key, name="mfa_add_webauthn"),
    path("account/security/key/<int:pk>/remove/", security.remove_key, name="mfa_remove_webauthn"),
    path("account/security/codes/", security.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/security/codes/new/",
        security.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/security/codes/file/",
        security.recovery_codes_file,
        name="mfa_download_recovery_codes",
    ),
    path("account/mails/", views.mail_choice, name="mail-choice"),
    path("outbox/", views.outbox_page, name="outbox"),
    path("outbox/<int:number>/again/", views.mail_again, name="mail-again"),
    path("account/invite/", inviting.invite, name="invite"),
    path("account/invite/<uuid:ref>/", inviting.invite_again, name="invite-again"),
    path("invitation/<str:key>/", inviting.come, name="invitation"),
    path("language/", views.language, name="language"),
    path("trail/", views.trail_page, name="trail"),
]
