"""What every act on a report shares: the quarter held, the right looked up, the move logged."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.conflicts import Refused, claim
from reporting import policy
from reporting.lines import text_error, tidy
from reporting.models import Quarter, Report, Transition
from reporting.workflow import may_move, refusal
from workinggroups.models import Seat


def day(told_at):
    """The day on which rights are read: that of an act told of the past, else today (None)."""
    return timezone.localdate(told_at) if told_at else None


def held(quarter):
    """Hold the quarter for this act; refuse where it is not open."""
    quarter = Quarter.objects.select_for_update().get(pk=quarter.pk)
    if quarter.state == Quarter.State.CLOSED:
        raise Refused(
            _("The quarter %(quarter)s is closed: nothing in it changes any more.")
            % {"quarter": quarter.key}
        )
    if not quarter.is_open:
        raise Refused(_("The quarter %(quarter)s is not open yet.") % {"quarter": quarter.key})
    return quarter


def current(report):
    return Report.objects.with_subject().get(pk=report.pk)


def behalf(by, body, own_right, reason, day):
    """Return the key of the body that `by` acts for, or "" where they act as its own."""
    if own_right(by, body, day):
        return ""
    if not policy.can_act_on_behalf(by, body, day):
        raise PermissionDenied
    said(reason, "on_behalf_reason", _("Say why you act on behalf of this body."))
    return body.key


def said(text, field, if_empty):
    text = tidy(text)
    error = text_error(text) if text else if_empty
    if error:
        raise ValidationError({field: error})
    return text


def refuse_move(report, after):
    if not may_move(report.state, after):
        raise Refused(refusal(report.state, after))


def move(report, version, after, **fields):
    report = claim(Report.objects.with_subject(), pk=report.pk, version=version)
    fields["state"] = after
    for name, value in fields.items():
        setattr(report, name, value)
    report.save(update_fields=list(fields))
    return report


def log(report, before, *, by, at, comment="", behalf=""):
    Transition.objects.create(
        report=report, before=before, after=report.state, at=at, by=by, comment=comment,
        on_behalf_of=behalf,
    )  # fmt: skip


def lead_of(body, day):
    """The reference of the lead for whom GLC staff act: both names are kept."""
    seat = Seat.objects.on(day).filter(body=body, role=Seat.Role.LEAD).select_related("person")
    lead = seat.first()
    return str(lead.person.ref) if lead else None
