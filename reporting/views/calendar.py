"""The Strategy's quarters: everybody signed in reads their days, GLC staff open and move them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import today
from accounts.conflicts import Refused
from reporting import actions, calendar, policy, scheduling
from reporting.calendarforms import QuarterDaysForm, saved_days
from reporting.models import Quarter
from sip.editing import Desk
from sip.templatetags.plan import quarter_label


@require_safe
def quarters(request):
    """All quarters with their state, their days, their GLM, and what to look at."""
    day = today()
    found = calendar.read(day)
    context = {
        "calendar": found,
        "day": day,
        "may_act": policy.can_open_quarter(request.user),
        "open": [entry for entry in found.entries if entry.quarter.is_open],
        "ready": [entry.quarter.key for entry in found.entries if _may_open(entry, day)],
    }
    return render(request, "reporting/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quarter(request, quarter):
    """One quarter: what changed in it to who reports on what, and the form that moves its days."""
    entry = _entry(request, quarter)

    def now():
        return calendar.read(today()).entry(quarter).quarter

    def act(data):
        scheduling.change_days(
            key=quarter, by=request.user, version=data["version"], opens_on=data["opens_on"],
            due_on=data["due_on"], meeting=data["meeting"], reason=data["reason"],
        )  # fmt: skip

    return Desk(
        "reporting/calendar_quarter.html", QuarterDaysForm, lambda: saved_days(now()), act,
        reverse("calendar-quarter", args=[quarter]),
        _("The days are changed; the reason stands in the trail."),
        version=lambda: now().version, context=_context(entry),
    ).answer(request)  # fmt: skip


@require_POST
def open_now(request, quarter):
    """Open a quarter whose day has come, or add to an open one what has become due since."""
    entry = _entry(request, quarter)
    if settings.DEMO and entry.quarter.state == Quarter.State.PLANNED:
        messages.error(request, _("In the demo only commands open quarters."))
        return redirect("calendar-quarter", quarter)
    before = entry.reports
    lines = calendar.line_count(entry.quarter)
    try:
        opened = actions.open_quarter(key=quarter, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("calendar-quarter", quarter)
    made, added = opened.reports.count() - before, calendar.line_count(opened) - lines
    if entry.quarter.is_open and not (made or added):
        messages.info(request, _("Nothing has become due: nothing was added."))
    elif entry.quarter.is_open:
        text = ngettext("%(count)d line was added.", "%(count)d lines were added.", added)
        messages.success(request, text % {"count": added})
    else:
        text = ngettext(
            "The quarter is open: %(count)d report is to be filed.",
            "The quarter is open: %(count)d reports are to be filed.",
            made,
        )
        messages.success(request, text % {"count": made})
    return redirect("calendar-quarter", quarter)


def _may_open(entry, day):
    """Whether the button is offered: the demo stays in the quarter that its story ends in."""
    return entry.may_open(day) and not settings.DEMO


def _entry(request, key):
    """Fetch one quarter of the Strategy for GLC staff; 404 for what is none."""
    if not policy.can_change_days(request.user):
        raise PermissionDenied
    if entry := calendar.read(today()).entry(key):
        return entry
    raise Http404


def _context(entry):
    day = today()
    return {
        "entry": entry, "quarter": entry.quarter, "name": quarter_label(entry.quarter.key),
        "changes": calendar.changes_in(entry.quarter, day),
        "may_open": _may_open(entry, day),
        "is_for_a_command": settings.DEMO and entry.may_open(day),
    }  # fmt: skip
