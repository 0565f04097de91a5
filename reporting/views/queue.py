"""The reviewer's queue: what waits for this person's decision, and several accepted in one act."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from reporting import actions, policy
from reporting.models import Report
from reporting.queue import waiting

CHOICE = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")  # a report and the version that was shown


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request):
    if not policy.decides_on_any(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _accept(request)
    return _show(request)


def _accept(request):
    """Accept what was chosen, all or none, each in the version that was shown."""
    sent = request.POST.getlist("accept")
    versions = {int(found[1]): int(found[2]) for each in sent if (found := CHOICE.fullmatch(each))}
    reports = Report.objects.with_subject().visible_to(request.user).filter(pk__in=versions)
    shown = [(report, versions[report.pk]) for report in reports]
    if not shown or len(shown) < len(sent):
        return _show(request, _("Choose at least one report to accept."), chosen=versions)
    try:
        accepted = actions.accept_several(shown=shown, by=request.user)
    except Stale as stale:
        note = _(
            "The report of %(body)s has changed since you opened this page. Nothing was accepted: "
            "read it again."
        ) % {"body": stale.current.body.short_name}
        others = {pk: version for pk, version in versions.items() if pk != stale.current.pk}
        return _show(request, note, chosen=others, status=409)
    except Refused as refused:
        note = _("Nothing was accepted. %(why)s") % {"why": refused.message}
        return _show(request, note, chosen=versions, status=409)
    messages.success(
        request,
        ngettext(
            "%(count)s report is accepted and published.",
            "%(count)s reports are accepted and published.",
            len(accepted),
        )
        % {"count": len(accepted)},
    )
    return redirect("report-queue")


def _show(request, note="", chosen=(), status=200):
    rows = waiting(request.user, timezone.localdate())
    context = {"rows": rows, "note": note, "chosen": chosen}
    return render(request, "reporting/report_queue.html", context, status=status)
