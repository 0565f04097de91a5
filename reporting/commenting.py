"""Comments on a report: made, answered, resolved, and told to those whom they mention."""

import re

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from accounts.models import User
from reporting import moving, notices, policy
from reporting.models import Comment
from reporting.workflow import State
from sip.models import Owner
from workinggroups.models import Seat

# What may follow an @, in both languages, and whose seat it calls.
ROLES = {
    "lead": Seat.Role.LEAD, "responsable": Seat.Role.LEAD,
    "deputy": Seat.Role.DEPUTY, "suppléant": Seat.Role.DEPUTY, "suppléante": Seat.Role.DEPUTY,
    "focal": Seat.Role.SAG_FOCAL_POINT,
    "sag": "sag", "gcs": "sag",
    "rome": "rome", "glc": "rome",
}  # fmt: skip
CALLED = re.compile(r"(?<![\w.])@([^\W\d_]+)")


@transaction.atomic
def comment(*, report, by, text, line=None, answers=None, at=None):
    """Say something about a report, one of its lines, or in answer to a comment.

    Raises `PermissionDenied`, `Refused` (closed quarter, accepted report, resolved comment) or
    `ValidationError`. Those mentioned with @, and who made the comment that is answered, get a
    mail. Returns the comment.
    """
    at, told_at = at or timezone.now(), at
    day = moving.day(told_at)
    report = _discussed(report)
    if not policy.can_comment(by, report, day):
        raise PermissionDenied
    text = moving.said(text, "text", _("Write the comment."))
    if answers:
        answers = answers.parent or answers
        line = answers.line
        if not Comment.objects.get(pk=answers.pk).is_open:
            raise Refused(_("This comment is resolved: make a new one."))
    last = report.comments.filter(line=line, parent=answers, by=by).order_by("pk").last()
    if last and last.text == text and last.is_open:
        return last  # sent twice: one comment, one mail
    made = Comment.objects.create(report=report, line=line, parent=answers, text=text, at=at, by=by)
    if told_at is None:  # what is told of the past is news to nobody
        notices.commented(made, mentioned(text, people_of(report)))
    trail.record(
        by=by, verb="comment_answered" if answers else "comment_made", target=report,
        after={_name(made): text}, told_at=told_at,
    )  # fmt: skip
    return made


@transaction.atomic
def resolve(*, comment, by, at=None):
    """Mark a comment as settled. A second time changes nothing. Returns the comment."""
    at, told_at = at or timezone.now(), at
    report = _discussed(comment.report)
    if not policy.can_resolve(by, comment, moving.day(told_at)):
        raise PermissionDenied
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not comment.is_open:
        return comment
    comment.resolved_at, comment.resolved_by = at, by
    comment.save(update_fields=["resolved_at", "resolved_by"])
    trail.record(
        by=by, verb="comment_resolved", target=report, after={_name(comment): comment.text},
        told_at=told_at,
    )  # fmt: skip
    return comment


def _discussed(report):
    """Hold the quarter; an accepted report is discussed no more."""
    moving.held(report.quarter)
    report = moving.current(report)
    if report.state == State.ACCEPTED:
        raise Refused(_("This report is accepted: its comments are kept, and no new ones taken."))
    return report


def _name(comment):
    return f"{comment.line.activity.code}-comment" if comment.line else "comment"


def people_of(report, on=None):
    """Return the people whom a comment may mention: {person: {what calls them}}.

    Those who sit in the body and in the SAG, and GLC staff.
    """
    found = {}
    seats = Seat.objects.on(on).select_related("person", "body")
    for seat in seats.filter(Q(body=report.body_id) | Q(body__kind=Owner.Kind.ADVISORY_GROUP)):
        called = found.setdefault(seat.person, set())
        if seat.body_id == report.body_id:
            called.add(seat.role)
        if seat.body.kind == Owner.Kind.ADVISORY_GROUP:
            called.add("sag")
    for person in User.objects.filter(policy.staff_condition(on)).distinct():
        found.setdefault(person, set()).add("rome")
    return found


def mentioned(text, people):
    """Return those of `people` whom a text calls with @: by role, or by their whole name."""
    folded = text.casefold()
    roles = {ROLES[word] for word in CALLED.findall(folded) if word in ROLES}
    return [
        person
        for person, called in people.items()
        if called & roles or f"@{person.name.casefold()}" in folded
    ]
