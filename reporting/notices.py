"""Who is told of what by mail. Mails go through the outbox, in the transaction of the act."""

from django.conf import settings

from accounts import links, mails, outbox
from accounts.clock import today
from accounts.models import User
from reporting import duties
from reporting.models import Comment
from reporting.workflow import State
from sip.models import Owner
from workinggroups.models import Seat


def submitted(report, *, by):
    """Tell the group's focal point in the SAG that a report waits for a decision. Where a body has
    none: the SAG; GLC staff for the SAG's own. They may do without (`User.wants_copies`)."""
    for person in _reviewers(report.body):
        if person.wants_copies and person != by:
            _tell(person, "reporting/mails/submitted", report, "report-review", by=by)


def returned(report, comment, *, by):
    """Tell those who file a report that it is back: lead and deputy, and who handed it over."""
    for person in _filers(report):
        _tell(person, "reporting/mails/returned", report, "report-edit", by=by, comment=comment)


def accepted(report, comment, *, by):
    """Tell the same people that it counts now."""
    for person in _filers(report):
        _tell(person, "reporting/mails/accepted", report, "report", by=by, comment=comment)


def reopened(report, reason, *, by):
    """Tell the same people that a report that was accepted is theirs again."""
    for person in _filers(report):
        _tell(person, "reporting/mails/reopened", report, "report-edit", by=by, comment=reason)


def closed_without(quarter, *, by):
    """Tell those who file a report, and who saved it last, that the quarter was closed without it,
    what that means and whom to ask. What a dissolved group left behind is told to nobody."""
    for report in quarter.reports.exclude(state=State.ACCEPTED).with_subject():
        if report.is_left_behind(today()):
            continue
        returned = report.transitions.filter(after=State.RETURNED).last()
        context = {"returned_at": returned and returned.at, "contact": settings.CONTACT_EMAIL}
        people = set(_filers(report)) | {report.saved_by} - {None}
        for person in sorted(people - {by}, key=lambda person: person.pk):
            _tell(person, "reporting/mails/closed_without", report, "report", **context)


def _reviewers(body):
    """The people who are to decide on a body's report, accounts that are closed left out."""
    if body.kind == Owner.Kind.ADVISORY_GROUP:
        return duties.glc_staff(today())
    seats = Seat.objects.on().filter(person__is_active=True).select_related("person")
    points = seats.filter(body=body, role=Seat.Role.SAG_FOCAL_POINT)
    found = list(points) or seats.filter(body__kind=Owner.Kind.ADVISORY_GROUP)
    return list(dict.fromkeys(seat.person for seat in found))


def _filers(report):
    seats = Seat.objects.on().filter(body=report.body, role__in=[Seat.Role.LEAD, Seat.Role.DEPUTY])
    people = User.objects.filter(pk__in=seats.values("person"))
    people |= User.objects.filter(pk=report.submitted_by_id)
    return people.distinct()


def _tell(person, template, report, page, **context):
    """Post one mail about a move of a report, which names the template and the kind of mail; once
    for each version of the report."""
    move = template.rpartition("/")[2]
    context |= {"report": report, "link": links.page(page, report.quarter.key, report.body.key)}
    context |= {"account": f"{links.page('account')}#mails"}
    key = f"{move}/{report.trail_key}/{report.version}/{person.ref}"
    _post(person, f"report_{move}", template, key, context)


def asked(report, person, *, by):
    """Tell somebody that they are asked to decide on a report; once for each version of it."""
    link = links.page("report-review", report.quarter.key, report.body.key)
    key = f"asked/{report.trail_key}/{report.version}/{person.ref}"
    context = {"report": report, "by": by, "link": link}
    _post(person, "decision_asked", "reporting/mails/asked", key, context)


def commented(comment, mentioned):
    """Tell those whom a comment mentions, and who made the comment that it answers or answered it
    before; never who writes it."""
    people = {person.pk: person for person in mentioned}
    if comment.parent_id:
        others = Comment.objects.filter(pk=comment.parent_id) | comment.parent.replies.all()
        people |= {each.by_id: each.by for each in others.select_related("by")}
    people.pop(comment.by_id, None)
    report = comment.report
    link = f"{links.page('report-comments', report.quarter.key, report.body.key)}"
    context = {
        "report": report, "comment": comment,
        "link": f"{link}#c-{comment.parent_id or comment.pk}",
    }  # fmt: skip
    for person in people.values():
        key = f"comment/{comment.pk}/{person.ref}"
        _post(person, "report_comment", "reporting/mails/comment", key, context)


def _post(person, kind, template, key, context):
    words = mails.compose(person, template, **context)
    outbox.post(to=person, kind=kind, key=key, **words._asdict())
