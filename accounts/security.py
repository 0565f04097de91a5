"""The pages about keeping one's account safe: second factors, and where one is signed in.

django-allauth's views under our own addresses and in our own look.
"""

import json

from allauth.account import views as account
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, oidc, secondfactor
from accounts.secondfactor import DUE

only_get_and_post = method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")


@require_http_methods(["GET", "HEAD"])
def security(request):
    """What keeps this account safe, and where it is signed in."""
    factors = list(request.user.authenticator_set.order_by("created_at"))
    return render(
        request,
        "accounts/security.html",
        {
            "app": next((row for row in factors if row.type == row.Type.TOTP), None),
            "keys": [row.wrap() for row in factors if row.type == row.Type.WEBAUTHN],
            "codes": next(
                (row.wrap() for row in factors if row.type == row.Type.RECOVERY_CODES), None
            ),
            "is_due": bool(request.session.get(DUE)),
            "is_required": secondfactor.is_required(request.user),
            "links": oidc.is_offered()
            and request.user.socialaccount_set.filter(provider=oidc.app().provider_id),
            "provider": oidc.is_offered() and settings.OIDC_NAME,
            "sessions": secondfactor.sessions_of(request.user),
            "here": request.session.session_key,
        },
    )


@require_POST
def end_other_sessions(request):
    """Sign out everywhere but here."""
    ended = actions.end_sessions(
        person=request.user, by=request.user, besides=request.session.session_key
    )
    messages.success(
        request,
        ngettext(
            "%(count)d other session has ended.", "%(count)d other sessions have ended.", ended
        )
        % {"count": ended},
    )
    return redirect("mfa_index")


class Told:
    """A write that is whole or nothing, its line in the trail included: `verb` and `kind` say
    what it is. allauth's own signals come after the commit, too late for that."""

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        secondfactor.tell(self.request, self.verb, self.kind)
        return response


class KeyOptions:
    """The page's script reads what the browser is asked from an attribute: no script stands in
    the page itself."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        options = context.pop("js_data", None)
        return context | {"key_options": json.dumps(options, cls=DjangoJSONEncoder)}


@only_get_and_post
class AddApp(Told, totp.ActivateTOTPView):
    template_name = "accounts/second_factor_app.html"
    verb, kind = "second_factor_added", "totp"


@only_get_and_post
class RemoveApp(Told, totp.DeactivateTOTPView):
    template_name = "accounts/second_factor_app_off.html"
    verb, kind = "second_factor_removed", "totp"


@only_get_and_post
class AddKey(Told, KeyOptions, keys.AddWebAuthnView):
    template_name = "accounts/second_factor_key.html"
    verb, kind = "second_factor_added", "webauthn"


@only_get_and_post
class RemoveKey(Told, keys.RemoveWebAuthnView):
    template_name = "accounts/second_factor_key_off.html"
    verb, kind = "second_factor_removed", "webauthn"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        key = self.get_object()
        if not secondfactor.Adapter().can_delete_authenticator(key):
            form.add_error(None, secondfactor.Adapter.error_messages["cannot_delete_authenticator"])
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)


class Codes(codes.ViewRecoveryCodesView):
    template_name = "accounts/second_factor_codes.html"
    http_method_names = ["get", "head"]


class CodesFile(codes.DownloadRecoveryCodesView):
    template_name = "accounts/second_factor_codes.txt"
    http_method_names = ["get", "head"]


@only_get_and_post
class NewCodes(Told, codes.GenerateRecoveryCodesView):
    template_name = "accounts/second_factor_codes_new.html"
    verb, kind = "recovery_codes_made", "recovery_codes"


@method_decorator(login_not_required, name="dispatch")
@only_get_and_post
class SecondStep(KeyOptions, base.AuthenticateView):
    """After the password: a code, or a key."""

    template_name = "accounts/second_step.html"


@method_decorator(login_not_required, name="dispatch")
@only_get_and_post
class SignInByKey(KeyOptions, keys.LoginWebAuthnView):
    """Sign in with a passkey alone, from a page of its own: the sign-in page needs no script."""

    template_name = "accounts/key_sign_in.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        options = {"request_options": auth.begin_authentication(user=None)}
        return super().get_context_data(**kwargs, js_data=options)


@only_get_and_post
class ProveByPassword(account.ReauthenticateView):
    template_name = "accounts/prove.html"


@only_get_and_post
class ProveByCode(base.ReauthenticateView):
    template_name = "accounts/prove.html"


@only_get_and_post
class ProveByKey(KeyOptions, keys.ReauthenticateWebAuthnView):
    template_name = "accounts/prove_key.html"


add_app = AddApp.as_view()
remove_app = RemoveApp.as_view()
add_key = AddKey.as_view()
remove_key = RemoveKey.as_view()
recovery_codes = Codes.as_view()
recovery_codes_file = CodesFile.as_view()
new_recovery_codes = NewCodes.as_view()
second_step = SecondStep.as_view()
sign_in_by_key = SignInByKey.as_view()
prove_by_password = ProveByPassword.as_view()
prove_by_code = ProveByCode.as_view()
prove_by_key = ProveByKey.as_view()
