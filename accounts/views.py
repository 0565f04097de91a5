"""One's own account, the language of the pages, and the trail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, outbox, policy, roles, trail
from accounts.conflicts import Refused
from accounts.forms import LanguageForm, MailsForm, TrailFilter
from accounts.mails import language_of
from accounts.models import OutboxMail, TrailRow
from accounts.presenting import tell

A_YEAR = 60 * 60 * 24 * 365
MY_LAST_ACTS = 10
ROWS_A_PAGE = 50
MAILS_SHOWN = 30


@require_safe
def account(request):
    """Who I am here, what I may do and why, what I did last."""
    acts = TrailRow.objects.filter(actor=request.user.ref)[:MY_LAST_ACTS]
    return render(
        request,
        "accounts/account.html",
        {
            "roles": roles.in_words(request.user),
            # Requests to join organisations belong to an app above; they are the person's own.
            "joinings": request.user.joinings.waiting().count(),
            "homes": [
                held.organisation
                for held in request.user.affiliations.on().select_related("organisation")
            ],
            "acts": tell(acts),
            "may_invite": policy.can_open_account(request.user),
            "may_enter_office": request.user.is_staff,
            "may_see_trail": policy.can_see_trail(request.user),
            "may_see_mails": policy.can_see_mails(request.user),
            "languages": settings.LANGUAGES,
            "mails_in": language_of(request.user),
        },
    )


@require_POST
def mail_choice(request):
    """Take or leave copies. What was not ticked is not sent, so every form is a choice."""
    form = MailsForm(request.POST)
    form.full_clean()
    actions.set_copies(
        person=request.user, wanted=form.cleaned_data["wants_copies"], by=request.user
    )
    messages.success(request, _("Your choice of mails is kept."))
    return redirect("account")


@require_safe
def outbox_page(request):
    """What the tracker mailed, what waits, and what was given up."""
    if not policy.can_see_mails(request.user):
        raise PermissionDenied
    mails = OutboxMail.objects.select_related("person")
    parts = {
        "given_up": mails.given_up().order_by("-given_up_at"),
        "waiting": mails.waiting(),
        "sent": mails.sent().order_by("-sent_at"),
    }
    context = {f"{name}_count": found.count() for name, found in parts.items()}
    context |= {name: list(found[:MAILS_SHOWN]) for name, found in parts.items()}
    context |= {"may_try": policy.can_send_mails_again(request.user), "shown": MAILS_SHOWN}
    return render(request, "accounts/outbox.html", context)


@require_POST
def mail_again(request, number):
    if not policy.can_see_mails(request.user):
        raise PermissionDenied
    mail = get_object_or_404(OutboxMail, pk=number)
    try:
        outbox.try_again(mail=mail, by=request.user)
    except Refused as refused:
        messages.info(request, refused.message)
    else:
        messages.success(request, _("The mail is tried again now."))
    return redirect("outbox")


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
    """The whole trail, newest first: who did what, when, before, after, why. `?check=1` walks its
    chain."""
    if not policy.can_see_trail(request.user):
        raise PermissionDenied
    is_checked = request.GET.get("check") == "1"
    form = TrailFilter(request.GET)
    rows = list(form.narrow(TrailRow.objects.all())[: ROWS_A_PAGE + 1])
    page = rows[:ROWS_A_PAGE]
    older = page[-1].number if len(rows) > ROWS_A_PAGE else None
    context = {"form": form, "acts": tell(page), "older": older, "is_checked": is_checked}
    if is_checked:
        context |= {"broken_at": trail.broken_at(), "rows_in_chain": trail.head()}
    return render(request, "accounts/trail.html", context)


def _safe_next(request):
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")
