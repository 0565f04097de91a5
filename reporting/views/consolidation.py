"""Beside the SAG's report: what the groups reported, what is asked of it, what it decided."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting import policy
from reporting.consolidation import consolidate
from reporting.views.fetching import fetch
from sip.models import Owner
from sip.policy import can_keep_registers


@require_safe
def groups(request, quarter, body):
    """For whoever may read the SAG's report; no other body consolidates."""
    own = fetch(request, quarter, body)
    if own.body.kind != Owner.Kind.ADVISORY_GROUP:
        raise Http404
    context = {
        "report": own,
        "found": consolidate(own),
        "can_write": own.is_editable and policy.can_edit(request.user, own.body),
        "may_record": can_keep_registers(request.user),
        "sees_states": policy.sees_unpublished(request.user),
    }
    return render(request, "reporting/report_groups.html", context)
