"""The pages of invitations: whom we invite, and the door for those who come."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import invitations, links, oidc, policy
from accounts.conflicts import Refused
from accounts.forms import FirstPasswordForm, InvitationForm
from accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """Invite somebody, and see who was invited and has not come."""
    if not policy.can_open_account(request.user):
        raise PermissionDenied
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = invitations.invite(by=request.user, **form.cleaned_data)
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": person.email}
        )
        return redirect("invite")
    context = {"form": form, "pending": invitations.pending()}
    return render(request, "accounts/invite.html", context)


@require_POST
def invite_again(request, ref):
    """Send an invitation anew."""
    if not policy.can_open_account(request.user):
        raise PermissionDenied
    person = get_object_or_404(User, ref=ref)
    try:
        invitations.invite_again(person=person, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": person.email}
        )
    return redirect("invite")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def come(request, key):
    """Choose the first password; a link that works no more says how to get another."""
    person = links.invited_by(key)
    if person is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = FirstPasswordForm(user=person, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(key=key, password=form.cleaned_data["password1"])
        except Refused:
            return render(request, "accounts/invitation_over.html", status=410)
        messages.success(request, _("Your password is set: sign in with it."))
        return redirect(f"{reverse('account_login')}?{urlencode({'email': person.email})}")
    context = {"form": form, "person": person, "key": key}
    context["single_sign_on"] = oidc.is_offered() and settings.OIDC_NAME
    return render(request, "accounts/invitation.html", context)
