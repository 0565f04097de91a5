"""Comments on a report: read, made, answered and resolved on one page, or beside the decision."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused
from reporting import commenting, policy
from reporting.discussion import Threads
from reporting.models import Comment
from reporting.reading import ReportError
from reporting.views.fetching import fetch, kept
from reporting.workflow import State

WHOLE = "all"  # the line of a comment that is about the whole report


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request, quarter, body):
    found = fetch(request, quarter, body)
    if not policy.sees_comments(request.user, found):
        raise PermissionDenied
    errors = []
    if request.method == "POST":
        if not policy.can_comment(request.user, found):
            raise PermissionDenied
        try:
            said = say(request, found)
        except Refused as refused:
            texts = [(_("Comment"), text) for _name, text in typed(request.POST)]
            return kept(request, found, refused.message, texts)
        except ValidationError as error:
            errors = [ReportError("", "comments", text) for text in error.messages]
        else:
            if said:
                messages.success(request, _("Your comments are saved."))
                return redirect("report-comments", quarter, body)
            errors = [ReportError("", "comments", _("Write the comment."))]
    lines = report_lines(found)
    chosen = request.GET.get("line", "")
    can_comment = found.quarter.is_open and found.state != State.ACCEPTED
    context = {
        "report": found, "threads": Threads(found, request.POST), "errors": errors,
        "fields": [
            (code, title, request.POST.get(f"comment-{code}", ""), code == chosen)
            for code, title in lines
        ],
        "whole": request.POST.get(f"comment-{WHOLE}", ""),
        "can_comment": can_comment and policy.can_comment(request.user, found),
        "can_resolve": can_comment and policy.may_decide_at_all(request.user, found.body),
    }  # fmt: skip
    return render(request, "reporting/report_comments.html", context)


def report_lines(report):
    lines = report.lines.select_related("activity").order_by("order")
    return [(line.activity.code, line.activity.short_title) for line in lines]


def typed(post):
    """Return the comments and answers that a form brings, as (name of the input, text)."""
    names = [name for name in post if name.startswith(("comment-", "answer-"))]
    return [(name, post[name].strip()) for name in names if post[name].strip()]


@transaction.atomic
def say(request, report):
    """Make every comment and answer that a form brings, and resolve the one whose button was
    pressed: all or none. Returns whether there was any."""
    lines = {line.activity.code: line for line in report.lines.select_related("activity")}
    said = typed(request.POST)
    for name, text in said:
        kind, _dash, key = name.partition("-")
        about = {}
        if kind == "answer":
            about["answers"] = _comment(report, key)
        elif key != WHOLE:
            if key not in lines:
                raise ValidationError(_("This report has no such activity: nothing was saved."))
            about["line"] = lines[key]
        commenting.comment(report=report, by=request.user, text=text, **about)
    act, _dash, key = request.POST.get("act", "").partition("-")
    if act == "resolve":
        commenting.resolve(comment=_comment(report, key), by=request.user)
    return bool(said) or act == "resolve"


def _comment(report, key):
    pk = int(key) if key.isdecimal() and len(key) < 19 else 0
    return get_object_or_404(Comment.objects.filter(report=report), pk=pk)
