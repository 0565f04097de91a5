"""Reports from the list to the receipt. Each page fetches what the person may see, calls an
action, and answers."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.conflicts import Refused, Stale
from reporting import actions, policy, standing
from reporting.doubts import doubts
from reporting.forms import SubmitForm
from reporting.listing import shown_to
from reporting.reading import (
    ReportError,
    errata_about,
    last_comment,
    read,
    reason_of_draft,
    show_edits,
    show_official,
)
from reporting.views.fetching import fetch
from reporting.workflow import State
from sip.forms import errors_of


@require_safe
def report_list(request):
    """What the person is to file, what waits for their decision, what their bodies filed before;
    then every report they may see, the earlier quarters folded."""
    user = request.user
    may_see_desk = policy.can_see_reception(user)
    shown = shown_to(user, sees_all=may_see_desk)
    due = sorted((each for each in shown if each.is_due), key=lambda each: each.quarter.due_at)
    quarters = [
        (quarter, list(group)) for quarter, group in groupby(shown, lambda each: each.quarter)
    ]
    recent = sum(quarter.is_open for quarter, group in quarters) + 1
    context = {
        "due": [read(each) for each in due],
        "to_decide": policy.awaiting(user, shown),
        "past": [each for each in shown if each.is_own and not each.is_due],
        "recent": quarters[:recent],
        "earlier": quarters[recent:],
        "may_see_desk": may_see_desk,
    }
    return render(request, "reporting/report_list.html", context)


@require_safe
def report(request, quarter, body):
    found = fetch(request, quarter, body)
    filing = read(found)
    show_official(filing)
    edits, summary_edits = show_edits(filing)
    discussed = policy.sees_comments(request.user, found)
    context = {
        "report": found,
        "filing": filing,
        "edits": edits,
        "summary_edits": summary_edits,
        "discussed": discussed,
        "open_comments": found.comments.filter(resolved_at=None, parent=None).count()
        if discussed
        else 0,
        "can_edit_words": found.awaits_decision and policy.can_edit_words(request.user, found.body),
        "moves": found.transitions.select_related("by"),
        "errata": errata_about(found),
        "comment": last_comment(found),
        "contact": settings.CONTACT_EMAIL,
        "can_edit": found.is_editable and policy.can_edit(request.user, found.body),
        "gives_up_deciding": policy.gives_up_deciding(request.user, found),
        "can_decide": found.awaits_decision and policy.may_decide_at_all(request.user, found.body),
        "can_reopen": found.can_be_reopened and policy.can_reopen(request.user),
        "sees_trail": standing.of(request).reads_all,  # the same people read the trail
    }
    return render(request, "reporting/report_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, quarter, body):
    """The report as it will be handed over, what is missing, and the button that submits it."""
    found = fetch(request, quarter, body)
    if not policy.can_edit(request.user, found.body):
        raise PermissionDenied
    is_on_behalf = not policy.can_submit(request.user, found.body)
    said = {"on_behalf_reason": reason_of_draft(found, request.user)} if is_on_behalf else {}
    form = _submit_form(found, is_on_behalf, request.POST or None, **said)
    if request.method == "POST":
        if not policy.can_file(request.user, found.body):
            raise PermissionDenied
        if form.is_valid():
            return _submit(request, found, form.cleaned_data, is_on_behalf)
    elif not found.is_editable:
        return redirect("report", quarter, body)
    return _show_check(request, found, form)


def _submit_form(report, is_on_behalf, data=None, **initial):
    return SubmitForm(
        data, initial={"version": report.version, **initial}, is_on_behalf=is_on_behalf,
        asks_sharing=policy.can_say_shared(report.body, is_on_behalf),
    )  # fmt: skip


def _submit(request, found, data, is_on_behalf):
    key = (found.quarter.key, found.body.key)
    try:
        actions.submit(
            report=found, by=request.user, version=data["version"],
            on_behalf_reason=data.get("on_behalf_reason", ""),
            was_shared=data.get("was_shared", False),
        )  # fmt: skip
    except Stale as stale:
        note = _("Somebody saved this report meanwhile: check it as it is now, then submit.")
        said = {**data, "version": stale.current.version}
        form = _submit_form(stale.current, is_on_behalf, **said)
        return _show_check(request, stale.current, form, note=note, status=409)
    except Refused as refused:
        messages.info(request, refused.message)
        return redirect("report", *key)
    except ValidationError:  # the list of what is missing is on the page
        return _show_check(request, found, _submit_form(found, is_on_behalf))
    return redirect("report-done", *key)


def _show_check(request, found, form, note="", status=200):
    filing = read(found)
    context = {
        "report": found, "filing": filing, "form": form, "note": note,
        "doubts": doubts(filing),
        "errors": [*filing.errors(), *(ReportError("", *each) for each in errors_of(form))],
        "can_submit": policy.can_file(request.user, found.body),
    }  # fmt: skip
    return render(request, "reporting/report_check.html", context, status=status)


@require_safe
def done(request, quarter, body):
    """The receipt of a submission, for everybody who may read the report: it holds less than it.
    It says what happens next: nothing does once the report is back, or will not count."""
    found = fetch(request, quarter, body)
    if found.submitted_at is None or found.state == State.RETURNED or found.is_uncounted:
        return redirect("report", quarter, body)
    return render(request, "reporting/report_done.html", {"report": found})
