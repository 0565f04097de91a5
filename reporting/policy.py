"""Who may do what with a report. One rule per function, one condition per line.

Rights come from seats and grants that hold on the day of the act; a dissolved group gives none.
Four eyes beat every right: nobody accepts or returns what they wrote, submitted or lead.
"""

from django.db.models import Q

from accounts.clock import today
from accounts.dated import holding
from accounts.models import Grant, TrailRow, User
from accounts.policy import is_glc_staff
from reporting.models import Report, Transition, sees_unpublished
from reporting.workflow import State
from sip.models import Owner
from workinggroups.models import Seat

LEADING = (Seat.Role.LEAD, Seat.Role.DEPUTY)
WRITTEN = ("report_saved", "report_edited")  # acts that make a person an author


def can_open_quarter(user, on=None):
    """The calendar (a command, no person) and GLC staff."""
    return user is None or is_glc_staff(user, on)


can_close_quarter = can_open_quarter


def can_see_reception(user, on=None):
    """The desk shows reports at any stage: to those who may read them so."""
    return user.is_authenticated and sees_unpublished(user, on)


def can_remind(user, on=None):
    return is_glc_staff(user, on)


def can_settle(user, on=None):
    """The GLC says which body's word counts."""
    return is_glc_staff(user, on)


def can_change_days(user, on=None):
    return is_glc_staff(user, on)


def can_correct(user, on=None):
    """Errata of closed quarters are signed by GLC staff."""
    return is_glc_staff(user, on)


def can_say_shared(body, is_on_behalf):
    """A group's own people know whether its members have seen the report; the SAG and the support
    team in Rome have no members to show it to."""
    return body.kind == Owner.Kind.WORKING_GROUP and not is_on_behalf


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


def decides_on_any(user, on=None):
    """Whether some report may wait for this person: the SAG and GLC staff review."""
    return sits_in_sag(user, on) or is_glc_staff(user, on)


def may_decide_at_all(user, body, on=None):
    """Whether seats and grants let this person accept or return, before four eyes."""
    return is_reviewer(user, body, on) or is_glc_staff(user, on)


def can_accept(user, report, on=None):
    return is_reviewer(user, report.body, on) and not part_in(user, report, on)


def gives_up_deciding(user, report, on=None):
    """Whether this person may decide on a report as long as they write nothing in it."""
    return report.is_editable and can_edit(user, report.body, on) and can_accept(user, report, on)


def can_return(user, report, on=None):
    """The reviewer, and GLC staff for completeness."""
    return may_decide_at_all(user, report.body, on) and not part_in(user, report, on)


def awaiting(user, reports, on=None):
    """Return those of the reports that wait for this person's decision as reviewer."""
    in_sag, is_staff = sits_in_sag(user, on), is_glc_staff(user, on)
    theirs = [
        report
        for report in reports
        if report.awaits_decision
        and (is_staff if report.body.kind == Owner.Kind.ADVISORY_GROUP else in_sag)
    ]
    parts = parts_in(user, theirs, on, is_staff=is_staff) if theirs else {}
    return [report for report in theirs if not parts[report.pk]]


def can_reopen(user, on=None):
    return is_glc_staff(user, on)


def sees_comments(user, report, on=None):
    """The body's own people, the SAG, GLC staff and administrators; an accepted report is open to
    everybody signed in, its comments are not."""
    return sits_in(user, report.body, on) or sees_unpublished(user, on)


def can_comment(user, report, on=None):
    """Whoever may write in the report, and whoever may decide on it, before four eyes."""
    return can_edit(user, report.body, on) or may_decide_at_all(user, report.body, on)


def can_resolve(user, comment, on=None):
    """Who made the comment, and whoever may decide on the report: never the body by itself."""
    return comment.by_id == user.pk or may_decide_at_all(user, comment.report.body, on)


# GLC staff may edit the words of a submitted report of any body but their own, with a reason.
can_edit_words = can_act_on_behalf


def part_in(user, report, on=None):
    """Return what part a person has in a report: some of "wrote", "submitted" and "leads"."""
    return parts_in(user, [report], on)[report.pk]


def parts_in(user, reports, on=None, *, is_staff=None):
    """Return the part a person has in each report, by its primary key, in four queries.

    Who led the group at any time since the quarter began leads it still: giving up a seat does not
    make one's own work somebody else's.
    """
    day = on or today()
    keys = {report.trail_key: report.pk for report in reports}
    saved = TrailRow.objects.filter(
        verb__in=WRITTEN, actor=user.ref, target_key__in=keys,
        target_type=Report._meta.label_lower,
    )  # fmt: skip
    wrote = {keys[key] for key in saved.values_list("target_key", flat=True)}
    sent = Transition.objects.filter(report__in=reports, after=State.SUBMITTED, by=user)
    submitted = set(sent.values_list("report", flat=True))
    seats = list(Seat.objects.filter(person=user, starts_on__lte=day))
    is_staff = is_glc_staff(user, on) if is_staff is None else is_staff
    return {
        report.pk: [
            part
            for part, has_it in (
                ("wrote", report.pk in wrote or report.saved_by_id == user.pk),
                ("submitted", report.pk in submitted),
                ("leads", _leads(report, seats, day, is_staff)),
            )
            if has_it
        ]
        for report in reports
    }


def _leads(report, seats, day, is_staff):
    kind = report.body.kind
    if kind == Owner.Kind.SUPPORT_TEAM:
        return is_staff
    seats = [seat for seat in seats if seat.body_id == report.body_id]
    if kind == Owner.Kind.ADVISORY_GROUP:
        return any(seat.holds_on(day) for seat in seats)
    since = report.quarter.starts_on
    return any(
        seat.role in LEADING and (seat.ends_on is None or seat.ends_on >= since) for seat in seats
    )


def deciders(report, on=None):
    """Return the people who may accept or return this report as its reviewers."""
    day = on or today()
    if report.body.kind == Owner.Kind.ADVISORY_GROUP:
        people = User.objects.filter(staff_condition(day))
    else:
        sits = Q(holding(day, "seats"), seats__body__kind=Owner.Kind.ADVISORY_GROUP)
        people = User.objects.filter(sits)
    authors = TrailRow.objects.filter(
        verb__in=WRITTEN, target_type=Report._meta.label_lower, target_key=report.trail_key
    )
    involved = Q(ref__in=list(authors.values_list("actor", flat=True))) | Q(pk=report.saved_by_id)
    involved |= Q(pk__in=report.transitions.filter(after=State.SUBMITTED).values("by"))
    return list(people.exclude(involved).exclude(_led_by(report, day)).distinct())


def deciders_of(reports, people, on=None):
    """Return {report's primary key: those of `people` who may accept or return it}, in a number of
    queries that grows with neither. The rule is that of `deciders`."""
    day = on or today()
    staff = set(User.objects.filter(staff_condition(day)).values_list("pk", flat=True))
    seats = list(Seat.objects.filter(person__in=people, starts_on__lte=day).select_related("body"))
    in_sag = {
        seat.person_id
        for seat in seats
        if seat.body.kind == Owner.Kind.ADVISORY_GROUP and seat.holds_on(day)
    }
    wrote = {report.trail_key: set() for report in reports}
    authors = TrailRow.objects.filter(
        verb__in=WRITTEN, target_type=Report._meta.label_lower, target_key__in=wrote
    )
    for key, actor in authors.values_list("target_key", "actor"):
        wrote[key].add(actor)
    sent = set(
        Transition.objects.filter(report__in=reports, after=State.SUBMITTED)
        .values_list("report", "by")
    )  # fmt: skip
    return {
        report.pk: [
            person
            for person in people
            if person.pk in (staff if report.body.kind == Owner.Kind.ADVISORY_GROUP else in_sag)
            and person.ref not in wrote[report.trail_key]
            and person.pk != report.saved_by_id
            and (report.pk, person.pk) not in sent
            and not _leads(
                report, [seat for seat in seats if seat.person_id == person.pk], day,
                person.pk in staff,
            )
        ]
        for report in reports
    }  # fmt: skip


def staff_condition(on=None):
    """The condition that a person is GLC staff on that day."""
    return Q(pk__in=Grant.objects.on(on).filter(role=Grant.Role.GLC_STAFF).values("person"))


def _led_by(report, day):
    """The condition that a person leads the body that reports: the rule of `_leads`."""
    seats = Seat.objects.filter(body=report.body, starts_on__lte=day)
    if report.body.kind == Owner.Kind.SUPPORT_TEAM:
        return Q(pk__in=User.objects.filter(staff_condition(day)).values("pk"))
    if report.body.kind == Owner.Kind.ADVISORY_GROUP:
        return Q(pk__in=seats.on(day).values("person"))
    since = report.quarter.starts_on
    lately = seats.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since), role__in=LEADING)
    return Q(pk__in=lately.values("person"))


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
