"""Sign-ins of an outside provider and the accounts they open: matched by issuer and subject alone.

An address proves nothing here: whoever runs a provider can write any. So the first link is made by
somebody who is signed in, or who was invited and holds the link of the mail. Nobody gets an account
by coming from a provider.
"""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import links, oidc, trail
from accounts.conflicts import Refused
from accounts.models import User
from accounts.signin import Backend

logger = logging.getLogger("accounts")


@transaction.atomic
def link(*, person, provider, subject, by):
    """Let a subject of a provider open a person's account. Returns the link.

    `Refused` where it opens somebody else's. The trail names no subject.
    """
    found, is_new = SocialAccount.objects.get_or_create(
        provider=provider, uid=subject, defaults={"user": person}
    )
    if found.user_id != person.pk:
        raise Refused(_("This sign-in opens another account already."))
    if is_new:
        trail.record(by=by, verb="sign_in_linked", target=person)
    return found


@transaction.atomic
def accept_invitation(*, key, provider, subject):
    """Link somebody who was invited and chose the provider over a password. Returns the person.

    `Refused` for an invitation that is used, too old or not ours.
    """
    person = links.held_for(key)
    link(person=person, provider=provider, subject=subject, by=person)
    return person


@transaction.atomic
def unlink(*, link, by):
    """Take a link of one's own away. `Refused` where nothing else would let the person in."""
    person = User.objects.select_for_update().get(pk=by.pk)
    person.socialaccount_set.filter(pk=link.pk).delete()
    if not User.objects.filter(links.can_sign_in(), pk=person.pk).exists():
        raise Refused(_("Set a password first: nothing else would let you in."))
    trail.record(by=by, verb="sign_in_unlinked", target=person)


def told(request, title, what, status):
    """Return the page that says why a sign-in by the provider did not work."""
    context = {"title": title, "what": what, "name": oidc.app().name}
    return render(request, "accounts/single_sign_on_failed.html", context, status=status)


def failed(request, reason):
    """Say that the provider's answer could not be used. What was wrong is for the log alone."""
    logger.warning("Single sign-on failed: %s", reason)
    what = _("Its answer was missing, too old or not meant for this sign-in. Try again.")
    return told(request, _("The sign-in did not work"), what, 403)


class Adapter(DefaultSocialAccountAdapter):
    """Our answers to django-allauth's questions about outside providers."""

    def get_app(self, request, provider, client_id=None):
        return oidc.app()

    def get_provider(self, request, provider, client_id=None):
        return oidc.Provider(request, app=oidc.app())

    def is_open_for_signup(self, request, sociallogin):
        return False

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        raise ImmediateHttpResponse(failed(request, exception or error))

    def pre_social_login(self, request, sociallogin):
        """Let in whoever is linked; link whoever began with that; refuse everybody else alike."""
        account, state = sociallogin.account, sociallogin.state
        proven = {"provider": account.provider, "subject": account.uid}
        try:
            if state.get("link"):
                self._link(request, state["link"], proven)
            if state.get("invitation") and not sociallogin.is_existing:
                sociallogin.user = accept_invitation(key=state["invitation"], **proven)
        except Refused as refused:
            page = told(request, _("Nothing was linked"), refused.message, 403)
            raise ImmediateHttpResponse(page) from None
        if not sociallogin.is_existing or not Backend().user_can_authenticate(sociallogin.user):
            logger.warning("Single sign-on refused: nobody here is linked")
            what = _(
                "No account here is linked to it. If you have one, sign in with your password "
                "and link it under “My account”."
            )
            raise ImmediateHttpResponse(told(request, _("You are not signed in"), what, 403))

    def _link(self, request, ref, proven):
        if not request.user.is_authenticated or str(request.user.ref) != ref:
            raise Refused(_("You signed out meanwhile: sign in, then link again."))
        link(person=request.user, by=request.user, **proven)
        raise ImmediateHttpResponse(redirect("mfa_index"))
