"""Pages of single sign-on: the way to the provider, the way back, and one's own links."""

from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import linking, oidc
from accounts.conflicts import Refused


def where_offered(view):
    """Without a provider in the settings, these pages do not exist."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not oidc.is_offered():
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@login_not_required
@require_POST
@where_offered
def begin(request):
    """Go to the provider: to sign in, or to accept an invitation (`invitation`, its key)."""
    invitation = request.POST.get("invitation", "")[:500]
    return _go(request, next_url=get_next_redirect_url(request), invitation=invitation)


@require_POST
@where_offered
@reauthentication_required
def link(request):
    """Go to the provider, to come back with a sign-in that opens this account from now on."""
    return _go(request, link=str(request.user.ref))


@require_POST
@where_offered
@reauthentication_required
def unlink(request, pk):
    """Take one of one's own links away."""
    try:
        linking.unlink(
            link=get_object_or_404(request.user.socialaccount_set, pk=pk), by=request.user
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The link is gone: sign in in another way from now on."))
    return redirect("mfa_index")


@login_not_required
@never_cache
@require_safe
@where_offered
def come_back(request):
    """Take what the provider answers: each answer once, for the browser that asked."""
    view = _Return()
    view.request, view.adapter = request, oidc.Exchange(request, oidc.app().provider_id)
    try:
        return view.dispatch(request)
    except ImmediateHttpResponse as answer:
        return answer.response
    except oidc.FAILURES as error:
        return linking.failed(request, error)


class _Return(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state["nonce"]
            if request.GET.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
                raise ValueError("The answer comes from another issuer.")
        return state, response


def _go(request, next_url=None, **state):
    provider = get_adapter().get_provider(request, None)
    try:
        return provider.redirect(request, AuthProcess.LOGIN, next_url=next_url, **state)
    except oidc.FAILURES as error:
        linking.logger.warning("Single sign-on is out of reach: %s", error)
        what = _("It does not answer just now. Sign in with your password, or try again later.")
        return linking.told(request, _("The sign-in did not work"), what, 503)
