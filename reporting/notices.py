"""Who is told of what by mail. Mails go through the outbox, in the transaction of the act."""

from accounts import links, mails, outbox
from accounts.models import User
from reporting.models import Comment
from workinggroups.models import Seat


def returned(report, comment, *, by):
    """Tell those who file a report that it is back: lead and deputy, and who handed it over."""
    seats = Seat.objects.on().filter(body=report.body, role__in=[Seat.Role.LEAD, Seat.Role.DEPUTY])
    people = User.objects.filter(pk__in=seats.values("person")) | User.objects.filter(
        pk=report.submitted_by_id
    )
    link = links.page("report-edit", report.quarter.key, report.body.key)
    context = {"report": report, "comment": comment, "by": by, "link": link}
    for person in people.distinct():
        key = f"returned/{report.trail_key}/{report.version}/{person.ref}"
        _post(person, "report_returned", "reporting/mails/returned", key, context)


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
