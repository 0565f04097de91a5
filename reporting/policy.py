"""Who may do what with a report. One rule per function, one condition per line.

Rights come from seats and grants that hold on the day of the act; a dissolved group gives none.
Four eyes beat every right: nobody accepts or returns what they wrote, submitted or lead.
"""

from accounts import trail
from accounts.dated import holding
from accounts.policy import is_glc_staff
from reporting.models import Report
from reporting.workflow import State
from sip.models import Owner
from workinggroups.models import Seat

LEADING = (Seat.Role.LEAD, Seat.Role.DEPUTY)


def can_open_quarter(user, on=None):
    """The calendar (a command, no person) and GLC staff."""
    return user is None or is_glc_staff(user, on)


can_close_quarter = can_open_quarter


def can_read(user, report, on=None):
    return Report.objects.filter(pk=report.pk).visible_to(user, on).exists()


def can_draft(user, body, on=None):
    """Anybody who sits in the group or in the SAG; GLC staff for the support team in Rome."""
    if body.kind == Owner.Kind.SUPPORT_TEAM:
        return is_glc_staff(user, on)
    return sits_in(user, body, on)


def can_submit(user, body, on=None):
    """A group's lead or deputy; any member of the SAG for the SAG's; GLC staff for Rome's."""
    if body.kind == Owner.Kind.SUPPORT_TEAM:
        return is_glc_staff(user, on)
    if body.kind == Owner.Kind.ADVISORY_GROUP:
        return sits_in(user, body, on)
    return sits_in(user, body, on, *LEADING)


def can_act_on_behalf(user, body, on=None):
    """GLC staff may write and submit for any other body, with a reason; Rome's is their own."""
    return body.kind != Owner.Kind.SUPPORT_TEAM and is_glc_staff(user, on)


def can_edit(user, body, on=None):
    """Whether the form opens for this person, as their own or on behalf."""
    return can_draft(user, body, on) or can_act_on_behalf(user, body, on)


def can_file(user, body, on=None):
    """Whether this person may submit, as their own or on behalf."""
    return can_submit(user, body, on) or can_act_on_behalf(user, body, on)


def is_reviewer(user, body, on=None):
    """A member of the SAG for a group's or Rome's report; GLC staff for the SAG's."""
    if body.kind == Owner.Kind.ADVISORY_GROUP:
        return is_glc_staff(user, on)
    return sits_in_sag(user, on)


def may_decide_at_all(user, body, on=None):
    """Whether seats and grants let this person accept or return, before four eyes."""
    return is_reviewer(user, body, on) or is_glc_staff(user, on)


def can_accept(user, report, on=None):
    return is_reviewer(user, report.body, on) and not part_in(user, report, on)


def can_return(user, report, on=None):
    """The reviewer, and GLC staff for completeness."""
    return may_decide_at_all(user, report.body, on) and not part_in(user, report, on)


def can_reopen(user, on=None):
    return is_glc_staff(user, on)


def part_in(user, report, on=None):
    """Return what part a person has in a report, of "wrote", "submitted" and "leads".

    Who led the body at any time since the quarter began leads it still: giving up a seat does not
    make one's own work somebody else's.
    """
    parts = []
    if user.ref in authors(report) or user.pk == report.saved_by_id:
        parts.append("wrote")
    if report.transitions.filter(after=State.SUBMITTED, by=user).exists():
        parts.append("submitted")
    if can_submit(user, report.body, on) or _led(user, report):
        parts.append("leads")
    return parts


def authors(report):
    """Return the references of everybody who ever saved this report, out of the trail."""
    saved = trail.rows_about(report).filter(verb="report_saved")
    return set(saved.values_list("actor", flat=True))


def sits_in(user, body, on=None, *roles):
    """Whether the person sits in the body on that day, in one of these roles where any is named."""
    if not user.is_authenticated:
        return False
    seats = Seat.objects.of(user, on).in_bodies_at_work(on).filter(body=body)
    return (seats.filter(role__in=roles) if roles else seats).exists()


def sits_in_sag(user, on=None):
    if not user.is_authenticated:
        return False
    return Seat.objects.of(user, on).filter(body__kind=Owner.Kind.ADVISORY_GROUP).exists()


def _led(user, report):
    """Whether the person led the body on some day since the quarter began."""
    since = report.quarter.starts_on
    led = Seat.objects.filter(person=user, body=report.body, role__in=LEADING)
    return led.filter(holding(since)).exists() or led.filter(starts_on__gte=since).exists()
