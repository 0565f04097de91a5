"""One's own account, the language of the pages, and the trail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, policy, roles
from accounts.forms import LanguageForm, TrailFilter
from accounts.models import TrailRow
from accounts.presenting import tell

A_YEAR = 60 * 60 * 24 * 365
MY_LAST_ACTS = 10
ROWS_A_PAGE = 50


@require_safe
def account(request):
    """Who I am here, what I may do and why, what I did last."""
    acts = TrailRow.objects.filter(actor=request.user.ref)[:MY_LAST_ACTS]
    return render(
        request,
        "accounts/account.html",
        {
            "roles": roles.in_words(request.user),
            "acts": tell(acts),
            "may_see_trail": policy.can_see_trail(request.user),
            "languages": settings.LANGUAGES,
        },
    )


@login_not_required
@require_POST
def language(request):
    """Change the language of the pages: kept in a cookie, and in the account of who has one."""
    response = redirect(_safe_next(request))
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return response
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        actions.set_language(person=request.user, language=chosen, by=request.user)
    keep_language(response, chosen)
    if request.POST.get("tell"):
        with translation.override(chosen):
            messages.success(request, _("The pages and mails for you are in English now."))
    return response


def keep_language(response, language):
    """Let the browser remember a language, for pages that know nobody."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, httponly=True,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE, secure=settings.LANGUAGE_COOKIE_SECURE,
    )  # fmt: skip


@require_safe
def trail_page(request):
    """The whole trail, newest first: who did what, when, before, after, why."""
    if not policy.can_see_trail(request.user):
        raise PermissionDenied
    form = TrailFilter(request.GET)
    rows = list(form.narrow(TrailRow.objects.all())[: ROWS_A_PAGE + 1])
    page = rows[:ROWS_A_PAGE]
    older = page[-1].number if len(rows) > ROWS_A_PAGE else None
    return render(
        request, "accounts/trail.html", {"form": form, "acts": tell(page), "older": older}
    )


def _safe_next(request):
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")
