"""A submitted report under review: what changed, comments, the decision on the version shown."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from reporting import actions, asking, policy
from reporting.discussion import Threads
from reporting.doubts import doubts
from reporting.forms import AskForm, DecisionForm
from reporting.reading import (
    ReportError,
    handed_over_on_behalf,
    read,
    returned_since,
    show_edits,
)
from reporting.secondround import second_round
from reporting.views.discussion import WHOLE, say, typed
from reporting.views.fetching import fetch, kept
from reporting.workflow import State
from sip.forms import errors_of


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, quarter, body):
    """What changed since last quarter, comments, and the decision on the version shown."""
    found = fetch(request, quarter, body)
    if not policy.may_decide_at_all(request.user, found.body):
        raise PermissionDenied
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if request.POST.get("act") == "ask":
            return _ask(request, found)
        if request.POST.get("act"):  # the buttons beside comments; the decision's has no name
            return _comment(request, found, form)
        if form.is_valid():
            return _decide(request, found, form)
    elif not found.awaits_decision:
        return redirect("report", quarter, body)
    else:
        form = DecisionForm(initial={"version": found.version})
    return _show_review(request, found, form)


def _ask(request, found):
    """Hand the decision on to somebody who may take it."""
    if not found.awaits_decision:
        messages.error(request, _("This report is not waiting for a decision."))
        return redirect("report", found.quarter.key, found.body.key)
    form = AskForm(asking.candidates(asking.askable(found)), request.POST)
    if not form.is_valid():
        decision = DecisionForm(initial={"version": found.version})
        return _show_review(request, found, decision, asked=form)
    person = form.cleaned_data["person"]
    try:
        asking.ask(report=found, by=request.user, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
    except ValidationError as error:  # who may decide has changed since the page was read
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("A mail is on its way to %(name)s.") % {"name": person})
    return redirect("report-review", found.quarter.key, found.body.key)


def _comment(request, found, form):
    """Save comments and decide nothing: what was typed of a decision stays on the page."""
    try:
        said = say(request, found)
    except Refused as refused:
        return _kept(request, found, refused.message)
    except ValidationError as error:
        return _show_review(request, found, form, note=" ".join(error.messages))
    note = _("Your comments are saved.") if said else _("Write the comment.")
    if not said or request.POST.get("decision") or request.POST.get("comment"):
        return _show_review(request, found, form, note=note, is_said=said)
    messages.success(request, note)
    return redirect("report-review", found.quarter.key, found.body.key)


def _decide(request, found, form):
    data = form.cleaned_data
    decided = {"report": found, "by": request.user, "version": data["version"]}
    try:
        with transaction.atomic():  # comments and decision together
            say(request, found)
            if data["decision"] == "accepted":
                note = _accepted(actions.accept(**decided, comment=data["comment"]))
            else:
                actions.return_report(**decided, comment=data["comment"])
                note = _("The report is returned with your comment.")
    except Stale as stale:
        note = _("The report has changed since you opened it. Nothing was decided: read it again.")
        note = " ".join(filter(None, [note, returned_since(stale.current)]))
        form = DecisionForm(initial={**data, "version": stale.current.version})
        return _show_review(request, stale.current, form, note=note, status=409)
    except Refused as refused:
        told = returned_since(found)
        return _kept(request, found, f"{refused.message} {told}".strip())
    except ValidationError as error:
        return _show_review(request, found, form, note=" ".join(error.messages))
    except PermissionDenied:
        return _show_review(request, found, form, status=403)
    messages.success(request, note)
    return redirect("report", found.quarter.key, found.body.key)


def _accepted(report):
    """Say what acceptance has made of a report: some of its statuses may not be what counts."""
    unheard = report.lines.filter(status_row=None).exclude(status="").count()
    if not unheard:
        return _("The report is accepted and published; its statuses are official.")
    said = [
        _("On %(codes)s the word of %(body)s counts.") % {"codes": codes, "body": body}
        for body, codes in read(report).unheard.items()
    ]
    return " ".join([_not_official(unheard), *said])


def _not_official(unheard):
    return ngettext(
        "The report is accepted and published. One of its statuses is not official: the body that "
        "the SIP names first says otherwise.",
        "The report is accepted and published. %(count)d of its statuses are not official: the "
        "body that the SIP names first says otherwise.",
        unheard,
    ) % {"count": unheard}


def _kept(request, found, message):
    texts = [(_("Comment"), text) for _name, text in typed(request.POST)]
    if comment := request.POST.get("comment", "").strip():
        texts.insert(0, (DecisionForm.base_fields["comment"].label, comment))
    return kept(request, found, message, texts)


def _show_review(request, found, form, note="", status=200, *, is_said=False, asked=None):
    filing = read(found)
    edits, summary_edits = show_edits(filing)
    sent = {} if is_said else request.POST
    threads = Threads(found, sent)
    for part in filing.parts:
        part.threads = threads.about(part.line)
        part.comment = sent.get(f"comment-{part.code}", "")
    part = policy.part_in(request.user, found)
    errors = [] if request.POST.get("act") else errors_of(form)
    errors += errors_of(asked) if asked else []
    deciders = policy.deciders(found)
    people = asking.askable(found, deciders) if part and asked is None else []
    if people and found.state == State.SUBMITTED:
        asked = AskForm(asking.candidates(people))
    context = {
        "report": found, "filing": filing, "form": form, "note": note, "part": part,
        "behalf": handed_over_on_behalf(found),
        "can_accept": policy.is_reviewer(request.user, found.body) and not part,
        "can_edit_words": policy.can_edit_words(request.user, found.body),
        "deciders": deciders, "ask": asked, "asked": asking.asked_about(found),
        "threads": threads, "doubts": doubts(filing), "again": second_round(filing),
        "edits": edits, "summary_edits": summary_edits, "whole": sent.get(f"comment-{WHOLE}", ""),
        "errors": [ReportError("", *each) for each in errors],
    }  # fmt: skip
    return render(request, "reporting/report_review.html", context, status=status)
