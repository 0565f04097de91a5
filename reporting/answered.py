"""What a body was answered since it last handed a report over: for the people who lead it."""

import datetime
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from reporting.models import Comment, Report, Transition
from reporting.workflow import State
from sip.models import Activity, Decision

SHOWN = 6


class Answer(NamedTuple):
    """One thing said to a body: `kind` is "returned", "accepted", "comment" or "decision"."""

    kind: str
    at: datetime.datetime
    text: str
    by: object = None
    report: Report | None = None
    activity: Activity | None = None
    decision: Decision | None = None
    reply_to: Report | None = None  # the open report in which it can be answered

    @property
    def url(self):
        """Where to read it in its place."""
        if self.decision:
            return reverse("decision", args=[self.decision.key])
        name = "report" if self.kind == "accepted" else "report-comments"
        return reverse(name, args=[self.report.quarter.key, self.report.body.key])

    @property
    def reply_url(self):
        """The place in the form where it is answered; "" where no form is open."""
        if self.reply_to is None:
            return ""
        form = reverse("report-edit", args=[self.reply_to.quarter.key, self.reply_to.body.key])
        return f"{form}#a-{self.activity.code}" if self.activity else form


def answered(user, bodies, activities, open_reports):
    """Return what these bodies were answered, the latest first. Three queries.

    `activities` are theirs, `open_reports` those of the open quarters. Told is what came after each
    body last submitted a report, what the reader said themselves left out.
    """
    forms = {report.body_id: report for report in open_reports if report.is_editable}
    found = [*_moves(user, bodies), *_comments(user, bodies), *_decisions(bodies, activities)]
    found.sort(key=lambda answer: answer.at, reverse=True)
    return [answer._replace(reply_to=_form_for(answer, forms)) for answer in found[:SHOWN]]


def _form_for(answer, forms):
    """Return the open report in which it is answered: the body's, or any that has a form where a
    decision about one of their activities was taken."""
    if answer.report:
        return forms.get(answer.report.body_id)
    return next(iter(forms.values()), None)


def _submitted(**of):
    """The instant of the last submission by these bodies, for a subquery."""
    sent = Report.objects.filter(**of, submitted_at__isnull=False).order_by("-submitted_at")
    return Subquery(sent.values("submitted_at")[:1])


def _new(said, user):
    """Keep what others said of a body's reports after its last submission."""
    said = said.annotate(since=_submitted(body=OuterRef("report__body"))).exclude(by=user)
    return said.filter(Q(since=None) | Q(at__gt=F("since"))).order_by("-at", "-pk")


def _moves(user, bodies):
    told = Q(after=State.RETURNED) | Q(after=State.ACCEPTED) & ~Q(comment="")
    moves = Transition.objects.filter(told, report__body__in=bodies)
    moves = _new(moves, user).select_related("by", "report__quarter", "report__body")
    for move in moves[:SHOWN]:
        yield Answer(move.after, move.at, move.comment, move.by, move.report)


def _comments(user, bodies):
    comments = _new(Comment.objects.filter(report__body__in=bodies), user)
    comments = comments.select_related(
        "by", "report__quarter", "report__body", "line__activity"
    )  # fmt: skip
    for comment in comments[:SHOWN]:
        activity = comment.line.activity if comment.line else None
        yield Answer("comment", comment.at, comment.text, comment.by, comment.report, activity)


def _decisions(bodies, activities):
    theirs = {activity.pk: activity for activity in activities}
    taken = Decision.objects.filter(activity__in=theirs)
    taken = taken.annotate(since=_submitted(body__in=bodies))
    taken = taken.filter(Q(since=None) | Q(recorded_at__gt=F("since")))
    for decision in taken.order_by("-recorded_at", "-pk")[:SHOWN]:
        activity = theirs[decision.activity_id]
        yield Answer(
            "decision", decision.recorded_at, decision.text, activity=activity, decision=decision
        )
