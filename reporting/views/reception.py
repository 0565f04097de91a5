"""The reception desk of a quarter, and what GLC staff do there: remind, settle, close, correct."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.conflicts import Refused, Stale
from reporting import actions, correcting, disagreements, policy, reminding, settling
from reporting.forms import CloseForm, ErratumForm, SettleForm
from reporting.models import Quarter
from reporting.reading import ReportError
from reporting.reception import Reception
from sip.forms import add_errors, errors_of
from sip.models import Activity


@require_safe
def desk(request, quarter):
    return _show(request, _fetch(request, quarter), CloseForm())


@require_POST
def remind(request, quarter):
    """Remind the body that was named, or all those whose report is awaited where none was."""
    found = _fetch(request, quarter)
    body = request.POST.get("body", "")
    reports = found.reports.filter(body__key=body) if body else None
    if reports is None:
        reports = reminding.awaited_in(found)
    try:
        outcome = reminding.remind(quarter=found, reports=reports, by=request.user)
    except Refused as refused:
        messages.info(request, refused.message)
    else:
        messages.success(request, _said_of(outcome))
    return redirect("reception", quarter)


def _said_of(outcome):
    """Say which bodies were reminded, and how many people were written to."""
    bodies = ", ".join(str(each.report.body.short_name) for each in outcome.owed)
    people = len(outcome.digests)
    first = _("Reminded: %(bodies)s.") % {"bodies": bodies}
    second = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", people) % {
        "n": people
    }
    return f"{first} {second}"


@require_POST
def close(request, quarter):
    """Close the quarter as its checklist was shown; anything that has changed since is shown
    first, with the reason kept."""
    found = _fetch(request, quarter)
    if not policy.can_close_quarter(request.user):
        raise PermissionDenied
    form = CloseForm(request.POST)
    if not form.is_valid():
        if "seen" in form.errors:
            raise BadRequest("A quarter is closed from its checklist.")
        return _show(request, found, form)
    data = form.cleaned_data
    is_meant = data.pop("is_meant")
    if not is_meant and timezone.now() <= found.due_at and found.is_open:
        form.add_error("is_meant", _("The deadline is still to come: tick to confirm."))
        if not data["reason"].strip():  # the deadline is an open point: one refusal names both
            form.add_error("reason", _("Points are open: say why the quarter is closed."))
        return _show(request, found, form)
    try:
        actions.close_quarter(quarter=found, by=request.user, **data)
    except Stale:
        form = CloseForm(initial={"reason": data["reason"], "is_meant": is_meant})
        note = _("The checklist has changed since you opened it: read it again, then close.")
        return _show(request, found, form, note=note, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, found, form)
    except Refused as refused:
        messages.info(request, refused.message)
    else:
        messages.success(request, _("The quarter is closed: its figures do not change any more."))
    return redirect("reception", quarter)


def _show(request, found, form, note="", status=200):
    context = {
        "quarter": found, "desk": Reception(found, timezone.now()), "form": form, "note": note,
        "may_act": policy.can_remind(request.user),
        "errors": [ReportError("", *each) for each in errors_of(form)] if form.is_bound else [],
    }  # fmt: skip
    return render(request, "reporting/reception.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request, quarter, code):
    """Say whose word on an activity counts, with the reason."""
    found = _fetch(request, quarter)
    if not policy.can_settle(request.user):
        raise PermissionDenied
    activity = get_object_or_404(Activity.objects.select_related("current_row__body"), code=code)
    lines = disagreements.said_of(activity, found)
    if request.method != "POST":
        contested = disagreements.to_settle().filter(activity=activity, report__quarter=found)
        if not contested.exists():
            messages.info(request, settling.NOTHING_TO_SETTLE)
            return redirect("reception", quarter)
        form = SettleForm(lines, initial={"version": activity.version})
        return _show_settle(request, found, activity, lines, form)
    form = SettleForm(lines, request.POST)
    if not form.is_valid():
        if "version" in form.errors:
            raise BadRequest("A form carries the version it was made from.")
        return _show_settle(request, found, activity, lines, form)
    try:
        settling.settle(quarter=found, activity=activity, by=request.user, **form.cleaned_data)
    except Stale as stale:
        note = _("The activity has moved since you opened this page: read it again, then settle.")
        form = SettleForm(lines, initial={**form.cleaned_data, "version": stale.current.version})
        return _show_settle(request, found, stale.current, lines, form, note=note, status=409)
    except Refused as refused:
        messages.info(request, refused.message)
    else:
        messages.success(request, _("The disagreement is settled: one more row in the history."))
    return redirect("reception", quarter)


def _show_settle(request, found, activity, lines, form, note="", status=200):
    context = {
        "quarter": found, "activity": activity, "lines": lines, "form": form, "note": note,
        "errors": [ReportError("", *each) for each in errors_of(form)] if form.is_bound else [],
    }  # fmt: skip
    return render(request, "reporting/settle.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def errata(request, quarter):
    """The errata of a closed quarter; GLC staff add one."""
    found = _fetch(request, quarter)
    if not policy.can_correct(request.user):
        raise PermissionDenied
    if request.method != "POST" and found.state != Quarter.State.CLOSED:
        return redirect("reception", quarter)
    form = ErratumForm(request.POST or None, initial={"activity": request.GET.get("activity", "")})
    if form.is_bound and form.is_valid():
        try:
            correcting.add_erratum(quarter=found, by=request.user, **form.cleaned_data)
        except (ValidationError, Refused) as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The erratum is added: it stands beside the figure."))
            return redirect("reception", quarter)
    context = {
        "quarter": found, "form": form, "errata": found.errata.select_related("activity", "by"),
        "errors": [ReportError("", *each) for each in errors_of(form)] if form.is_bound else [],
    }  # fmt: skip
    return render(request, "reporting/erratum.html", context)


def _fetch(request, quarter):
    """Return the quarter of an address where this person may see its desk."""
    found = get_object_or_404(Quarter.objects.select_related("meeting"), key=quarter)
    if not policy.can_see_reception(request.user):
        raise PermissionDenied
    return found
