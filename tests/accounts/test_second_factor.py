"""Second factors: who must have one, how it is added, asked for and taken away."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import actions, secondfactor
from accounts.models import Grant, TrailRow

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(person, client=None):
    client = client or Client()
    answer = client.post("/login/", {"login": person.email, "password": PASSWORD})
    return client, answer


def prove(client):
    client.post("/account/prove/", {"password": PASSWORD})


@pytest.fixture
def strict(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def secret(cast):
    """The GLC person has an app already; its secret."""
    made = generate_totp_secret()
    TOTP.activate(cast.glc_rome, made)
    return made


def test_whoever_holds_a_grant_sets_one_up_before_anything_else(strict, cast):
    client, _ = sign_in(cast.glc_rome)
    assert client.get("/plan/").headers["Location"] == "/account/security/"
    assert client.post("/language/", {"language": "en"}).status_code == 302
    assert client.post("/plan/1.1.1.1/edit/", {"status": "on_track"}).status_code == 403
    page = client.get("/account/security/").content.decode()
    assert "Set up a second factor to go on." in page


def test_others_choose_for_themselves(strict, cast):
    client, _ = sign_in(cast.wg_lead)
    assert client.get("/plan/").status_code == 200


def test_an_app_is_added_with_its_first_code_and_opens_the_way(strict, cast):
    client, _ = sign_in(cast.glc_rome)
    prove(client)
    page = client.get("/account/security/app/")
    assert "<svg" in page.content.decode()
    secret = page.context["form"].secret
    wrong = client.post("/account/security/app/", {"code": "000000"})
    assert wrong.status_code == 200 and wrong.context["form"].errors
    added = client.post("/account/security/app/", {"code": code_of(secret)})
    assert added.headers["Location"] == "/account/security/codes/"
    assert client.get("/plan/").status_code == 200
    kept = Authenticator.objects.get(user=cast.glc_rome, type="totp")
    assert secret not in str(kept.data)
    assert TrailRow.objects.filter(verb="second_factor_added", actor=cast.glc_rome.ref).exists()


def test_signing_in_asks_for_the_code_after_the_password(cast, secret):
    client, answer = sign_in(cast.glc_rome)
    assert answer.headers["Location"] == "/login/code/"
    assert client.get("/account/").status_code == 302
    assert client.post("/login/code/", {"code": "000000"}).context["form"].errors
    assert client.post("/login/code/", {"code": code_of(secret)}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_a_recovery_code_works_once(cast, secret):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(cast.glc_rome).get_unused_codes()[0]
    client, _ = sign_in(cast.glc_rome)
    assert client.post("/login/code/", {"code": code}).status_code == 302
    again, _ = sign_in(cast.glc_rome)
    assert again.post("/login/code/", {"code": code}).context["form"].errors


def test_the_last_factor_stays_while_rights_ask_for_one(strict, cast, secret):
    client, _ = sign_in(cast.glc_rome)
    client.post("/login/code/", {"code": code_of(secret)})
    prove(client)
    kept = client.post("/account/security/app/remove/")
    assert kept.status_code == 200
    assert Authenticator.objects.filter(user=cast.glc_rome, type="totp").exists()


def test_others_take_theirs_away(cast):
    TOTP.activate(cast.wg_lead, made := generate_totp_secret())
    client, _ = sign_in(cast.wg_lead)
    client.post("/login/code/", {"code": code_of(made)})
    prove(client)
    assert client.post("/account/security/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=cast.wg_lead).exists()


def test_changing_factors_asks_for_the_password_again(cast):
    client, _ = sign_in(cast.wg_lead)
    asked = client.get("/account/security/app/")
    assert asked.headers["Location"].startswith("/account/prove/?next=")
    proved = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert proved.headers["Location"] == "/account/security/app/"


def test_a_new_right_ends_open_sessions_so_that_the_factor_is_asked_for(strict, cast):
    client, _ = sign_in(cast.wg_lead)
    actions.give_grant(person=cast.wg_lead, role=Grant.Role.GLC_STAFF, by=cast.admin)
    assert client.get("/account/").status_code == 302
    again, _ = sign_in(cast.wg_lead)
    assert again.get("/plan/").headers["Location"] == "/account/security/"


def test_one_signs_out_everywhere_else(cast):
    (here, _), (there, _), (left, _), (expired, _) = (sign_in(cast.sag) for _ in range(4))
    left.post("/logout/")
    Session.objects.filter(pk=expired.session.session_key).update(expire_date=timezone.now())
    page = here.get("/account/security/", headers={"accept-language": "en"}).content.decode()
    assert page.count("Another device") == 1, "whoever left, or was away too long, is not there"
    done = here.post("/account/security/sessions/", headers={"accept-language": "en"}, follow=True)
    assert "1 other session has ended." in done.content.decode()
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert TrailRow.objects.get(verb="sessions_ended", actor=cast.sag.ref).after == {"count": 1}


def test_a_device_with_the_old_password_is_no_longer_shown(cast):
    (here, _), (there, _) = sign_in(cast.sag), sign_in(cast.sag)
    fresh = "another-password-for-tests"
    typed = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    here.post("/password/change/", typed)
    assert there.get("/account/").status_code == 302
    page = here.get("/account/security/", headers={"accept-language": "en"}).content.decode()
    assert "This device" in page and "Another device" not in page


def test_somebody_who_lost_everything_is_helped_from_the_server(cast, secret, capsys):
    from django.core.management import call_command

    call_command("remove_second_factor", cast.glc_rome.email, reason="Phone lost, known by voice.")
    _, answer = sign_in(cast.glc_rome)
    assert answer.headers["Location"] == "/"
    assert TrailRow.objects.get(verb="second_factor_removed").reason


def test_a_closed_account_is_not_opened_by_a_key(cast):
    """allauth hands a known but closed account to the adapter, which says no more than sign-in."""
    from accounts.signin import Adapter

    answer = Adapter().respond_user_inactive(None, cast.sag)
    assert answer.headers["Location"] == "/login/"


def test_the_requirement_reads_grants_of_today(strict, cast):
    assert secondfactor.is_required(cast.admin)
    assert not secondfactor.is_required(cast.sag)
