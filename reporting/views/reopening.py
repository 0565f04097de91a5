"""GLC staff take an accepted report back to its body while the quarter is open."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from reporting import actions, policy
from reporting.forms import ReopenForm
from reporting.views.fetching import fetch, kept
from sip.forms import errors_of


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, quarter, body):
    """What reopening does, and why it is done: the reason heads the form of the body."""
    found = fetch(request, quarter, body)
    if not policy.can_reopen(request.user):
        raise PermissionDenied
    if request.method == "POST":
        form = ReopenForm(request.POST)
        if form.is_valid():
            return _reopen(request, found, form)
    elif not found.can_be_reopened:
        return redirect("report", quarter, body)
    else:
        form = ReopenForm(initial={"version": found.version})
    return _show(request, found, form)


def _reopen(request, found, form):
    data = form.cleaned_data
    try:
        actions.reopen(
            report=found, by=request.user, version=data["version"], reason=data["reason"]
        )
    except Stale as stale:
        note = _("The report has changed since you opened it. Nothing was done: read it again.")
        form = ReopenForm(initial={**data, "version": stale.current.version})
        return _show(request, stale.current, form, note=note, status=409)
    except Refused as refused:
        return kept(request, found, refused.message, [(form["reason"].label, data["reason"])])
    messages.success(request, _("The report is reopened: its body can correct it."))
    return redirect("report", found.quarter.key, found.body.key)


def _show(request, found, form, note="", status=200):
    context = {"report": found, "form": form, "note": note, "errors": errors_of(form)}
    return render(request, "reporting/report_reopen.html", context, status=status)
