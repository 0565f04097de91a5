"""The door: sign-in, sign-out, new passwords. django-allauth's views under our own addresses."""

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from accounts import demo, kept, oidc


class SignIn(allauth.LoginView):
    """In the demo, the page lists its people; an address fills the field."""

    template_name = "account/login.html"

    def get_initial(self):
        return {"login": self.request.GET.get("email", "")[:254]}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["contact"] = settings.CONTACT_EMAIL
        context["single_sign_on"] = oidc.is_offered() and settings.OIDC_NAME
        context["kept"] = kept.carried(self.request.POST)
        if settings.DEMO:
            context |= {"demo_people": demo.PEOPLE, "demo_password": demo.PASSWORD}
        return context

    def form_valid(self, form):
        kept.keep(self.request)
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
class SignOut(allauth.LogoutView):
    """By POST; a GET only asks. What pages kept on the device goes with the person: copies of words
    that were not saved."""

    template_name = "account/logout.html"

    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


class NewPasswordFromLink(allauth.PasswordResetFromKeyView):
    """Opened from the mail. The link's key moves into the session, so that no address shows it."""

    template_name = "account/password_reset_from_key.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        get_adapter(self.request).forget_failures(self.request, self.reset_user)
        return response


class ChangePassword(allauth.PasswordChangeView):
    """Whoever signs in by an outside provider has none yet: a mail brings the link to the first."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
new_password_from_link = NewPasswordFromLink.as_view()
ask_for_link = allauth.password_reset
link_sent = allauth.password_reset_done
new_password_set = allauth.password_reset_from_key_done
change_password = ChangePassword.as_view()
