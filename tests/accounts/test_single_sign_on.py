"""Single sign-on: who is let in is whom a link names by issuer and subject, and nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts import actions, invitations, linking, links, oidc
from accounts.models import TrailRow, User
from config.checks import reason_to_stay_shut
from tests.accounts.provider import CLIENT, ISSUER, SECRET, FakeProvider, new_key

pytestmark = pytest.mark.django_db
BACK = "/login/single/return/"


@pytest.fixture
def provider(settings, monkeypatch):
    settings.OIDC_ISSUER, settings.OIDC_NAME = ISSUER, "Example ID"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    made = FakeProvider()
    monkeypatch.setattr(linking.Adapter, "get_requests_session", made.session)
    return made


@pytest.fixture
def linked(provider, cast):
    """The group's lead, whom subject “person-1” of the provider signs in."""
    linking.link(
        person=cast.wg_lead, provider=oidc.key_of(ISSUER), subject="person-1", by=cast.wg_lead
    )
    return cast.wg_lead


def who(client):
    """Return the reference of whoever is signed in, or None."""
    return client.session.get("_auth_user_id")


def is_refused(answer, client):
    return answer.status_code == 403 and who(client) is None


# --- without settings there is none ---------------------------------------------------------------


def test_nothing_is_offered_where_no_provider_is_set(client, cast):
    assert client.post("/login/single/").status_code == 404
    assert client.get(BACK, {"code": "x", "state": "y"}).status_code == 404
    assert "/login/single/" not in client.get("/login/").content.decode()
    client.force_login(cast.partner)
    assert client.post("/account/security/link/").status_code == 404
    assert "single" not in client.get("/account/security/").content.decode()


def test_the_server_refuses_half_a_configuration(settings):
    settings.OIDC_ISSUER = ISSUER
    assert "OIDC_CLIENT_ID" in reason_to_stay_shut()
    settings.OIDC_CLIENT_ID, settings.SERVED_BY_TLS = CLIENT, True
    settings.OIDC_ISSUER = "http://login.example.org"
    assert "https" in reason_to_stay_shut()


# --- the ordinary way -----------------------------------------------------------------------------


def test_who_is_linked_signs_in_and_goes_on_where_they_wanted(provider, linked, client):
    assert "Example ID" in client.get("/login/").content.decode()
    answer = provider.walk(client, next="/reports/")
    assert answer.headers["Location"] == "/reports/"
    assert who(client) == str(linked.pk)
    assert linked.usersession_set.count() == 1


def test_no_claim_of_the_provider_but_the_subject_is_kept_or_asked_for(provider, linked, client):
    provider.walk(client)
    assert provider.sent["scope"] == "openid"
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == ("person-1", {})
    assert not linked.emailaddress_set.exists()


def test_the_way_goes_on_to_no_other_site(provider, linked, client):
    assert provider.walk(client, next="https://evil.example/").headers["Location"] == "/"


def test_a_second_factor_is_asked_for_all_the_same(provider, linked, client):
    TOTP.activate(linked, generate_totp_secret())
    assert provider.walk(client).headers["Location"] == "/login/code/"
    assert who(client) is None


def test_who_holds_a_right_sets_up_a_second_factor_first(provider, linked, client, settings, cast):
    settings.REQUIRE_SECOND_FACTOR = True
    actions.give_grant(person=linked, role="glc_staff", by=cast.admin)
    provider.walk(client)
    assert client.get("/plan/").headers["Location"] == "/account/security/"


# --- the first link -------------------------------------------------------------------------------


def test_somebody_signed_in_links_it_after_proving_who_they_are(provider, cast, client):
    password = "a-password-for-tests"
    client.post("/login/", {"login": cast.partner.email, "password": password})
    asked = client.post("/account/security/link/")
    assert asked.headers["Location"].startswith("/account/prove/")
    client.post("/account/prove/", {"password": password})
    answer = provider.walk(client, "/account/security/link/")
    assert answer.headers["Location"] == "/account/security/"
    assert SocialAccount.objects.get().user == cast.partner
    row = TrailRow.objects.get(verb="sign_in_linked")
    assert row.actor == cast.partner.ref and "person-1" not in str(row.after)
    other = Client()
    provider.walk(other)
    assert who(other) == str(cast.partner.pk)


def test_what_signs_somebody_else_in_is_not_linked_again(provider, linked, cast, client):
    client.force_login(cast.partner)
    prove(client)
    answer = provider.walk(client, "/account/security/link/")
    assert answer.status_code == 403 and "un autre compte" in page_of(answer)
    assert SocialAccount.objects.get().user == linked


def test_a_link_begun_by_one_person_is_never_finished_by_another(provider, cast, client):
    client.force_login(cast.partner)
    prove(client)
    query = provider.leave(client, "/account/security/link/")
    states = client.session["socialaccount_states"]
    client.force_login(cast.sag)
    session = client.session
    session["socialaccount_states"] = states
    session.save()
    assert client.get(BACK, query).status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_invitation_is_accepted_without_a_password_once(provider, cast, client):
    person = invitations.invite(
        email="new.lead@example.org", name="New Lead", language="en", by=cast.glc_rome
    )
    key = links.invitation(person).rstrip("/").rpartition("/")[2]
    assert "Example ID" in client.get(f"/invitation/{key}/").content.decode()
    provider.walk(client, invitation=key)
    assert who(client) == str(person.pk)
    assert client.get("/password/change/").headers["Location"] == "/password/reset/"
    provider.claims = {"sub": "person-2"}
    stranger = Client()
    assert is_refused(provider.walk(stranger, invitation=key), stranger)
    assert stranger.get(f"/invitation/{key}/").status_code == 410


def test_the_last_way_in_is_not_taken_away(provider, linked, client):
    client.force_login(linked)
    prove(client)
    where = f"/account/security/link/{SocialAccount.objects.get().pk}/remove/"
    User.objects.filter(pk=linked.pk).update(password="!")
    client.force_login(User.objects.get(pk=linked.pk))
    client.post(where)
    assert SocialAccount.objects.exists()
    linked.save()  # with the password again
    client.force_login(linked)
    prove(client)
    client.post(where)
    assert not SocialAccount.objects.exists()
    assert TrailRow.objects.filter(verb="sign_in_unlinked", actor=linked.ref).exists()


def test_a_passkey_is_a_way_in_too(linked):
    Authenticator.objects.create(
        user=linked, type=Authenticator.Type.WEBAUTHN,
        data={"credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )  # fmt: skip
    User.objects.filter(pk=linked.pk).update(password="!")
    linking.unlink(link=SocialAccount.objects.get(), by=linked)
    assert not SocialAccount.objects.exists()


def test_nobody_takes_the_link_of_somebody_else_away(provider, linked, cast, client):
    client.force_login(cast.partner)
    prove(client)
    where = f"/account/security/link/{SocialAccount.objects.get().pk}/remove/"
    assert client.post(where).status_code == 404


# --- those who are not let in ---------------------------------------------------------------------


def test_a_stranger_gets_no_account(provider, cast, client):
    people = User.objects.count()
    assert is_refused(provider.walk(client), client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_the_same_address_under_another_subject_opens_nothing(provider, linked, client):
    for subject in ("person-2", "PERSON-1"):
        provider.claims = {"email": linked.email, "email_verified": True, "sub": subject}
        assert is_refused(provider.walk(client), client), subject


def test_the_same_subject_of_another_issuer_opens_nothing(provider, linked, client, settings):
    SocialAccount.objects.update(provider=oidc.key_of("https://other.example"))
    provider.claims = {"email": linked.email}
    assert is_refused(provider.walk(client), client)


@pytest.mark.parametrize("closed", ["is_active", "is_demo"])
def test_a_closed_account_is_told_what_strangers_are(provider, linked, client, closed):
    User.objects.filter(pk=linked.pk).update(**{closed: closed == "is_demo"})
    answer = provider.walk(client)
    assert is_refused(answer, client)
    SocialAccount.objects.all().delete()
    assert page_of(provider.walk(client)) == page_of(answer)


def test_an_erased_person_is_linked_to_nothing(provider, linked, cast):
    actions.close_account(person=linked, by=cast.admin)
    actions.erase_person(person=linked, by=cast.admin, reason="Asked for it.")
    assert not SocialAccount.objects.exists()


# --- answers that are not the provider's, or not for us -------------------------------------------

WRONG = {
    "another site’s": {"aud": "another-client"},
    "for several sites, made for another": {"aud": [CLIENT, "another"], "azp": "another"},
    "another issuer’s": {"iss": "https://other.example"},
    "of another sign-in": {"nonce": "replayed"},
    "without a nonce": {"nonce": None},
    "too old": {"iat": 1_600_000_000, "exp": 1_600_000_300},
    "without an end": {"exp": None},
    "without a subject": {"sub": None},
}


def test_an_id_token_that_does_not_fit_signs_nobody_in(provider, linked, client):
    for what, provider.claims in WRONG.items():
        assert is_refused(provider.walk(client), client), what


def test_a_token_signed_with_another_key_signs_nobody_in(provider, linked, client):
    provider.shown = new_key()
    assert is_refused(provider.walk(client), client)


def test_a_token_that_anybody_could_have_signed_signs_nobody_in(provider, linked, client):
    for provider.algorithm in ("none", "HS256"):
        assert is_refused(provider.walk(client), client), provider.algorithm


def test_an_answer_is_taken_once(provider, linked, client):
    query = provider.leave(client)
    assert client.get(BACK, query).status_code == 302
    client.post("/logout/")
    assert is_refused(client.get(BACK, query), client)


def test_an_answer_is_taken_only_from_the_browser_that_asked(provider, linked, client):
    query = provider.leave(client)
    other = Client()
    assert is_refused(other.get(BACK, query), other)


def test_an_answer_to_nothing_asked_is_refused(provider, linked, client):
    invented = {"state": "invented", "code": "x"}
    for query in ({}, invented, {"code": "x"}, {"error": "access_denied"}):
        assert is_refused(client.get(BACK, query), client), query


def test_an_answer_that_names_another_issuer_is_refused(provider, linked, client):
    query = provider.leave(client)
    assert is_refused(client.get(BACK, {**query, "iss": "https://other.example"}), client)


def test_a_person_who_gave_up_at_the_provider_is_told_so(provider, linked, client):
    query = provider.leave(client)
    answer = client.get(BACK, {"state": query["state"], "error": "access_denied"})
    assert is_refused(answer, client)


def test_a_provider_out_of_reach_breaks_nothing(provider, linked, client):
    query = provider.leave(client)
    provider.is_down = True
    assert is_refused(client.get(BACK, query), client)
    assert client.post("/login/single/").status_code == 503


def test_a_provider_that_calls_itself_otherwise_is_not_believed(provider, client):
    provider.issuer = "https://other.example"
    assert client.post("/login/single/").status_code == 503


def prove(client):
    """What proving one’s password a moment ago leaves in the session."""
    client.post("/account/prove/", {"password": "a-password-for-tests"})


def page_of(answer):
    """Return what the page says between its headline and its button."""
    page = answer.content.decode()
    return page[page.index("<h1") : page.index('class="btns', page.index("<h1"))]
