"""The working groups and the SAG: what they are for, what they do, who sits in them. Public."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sip.bodies import activities_of, as_at
from sip.models import Assignment, Decision, Owner
from sip.momentform import MomentForm, band
from sip.moments import assigned
from sip.phrases import count_activities, in_words
from sip.policy import can_keep_registers
from sip.reporters import reporters_at
from workinggroups import activity, offices, policy, reading
from workinggroups.models import Seat, WorkingGroup

AT_WORK = ("active", "incomplete", "over")  # they owe their reports
REPORTS_SHOWN = 8
MEETINGS_SHOWN = 5
DECISIONS_SHOWN = 5
TEMPLATES = {
    Owner.Kind.WORKING_GROUP: "workinggroups/group.html",
    Owner.Kind.ADVISORY_GROUP: "workinggroups/sag.html",
}


@login_not_required
@require_safe
def groups(request):
    """The groups and the SAG, each with its mandate and its activities by status, at the moment
    that the address asks for."""
    asked = MomentForm(request.GET)
    at = asked.moment
    listed = reading.list_groups(at)
    return render(
        request,
        "workinggroups/group_list.html",
        {
            "section": "groups",
            "problems": asked.problems,
            "band": band(at),
            "at": at,
            "may_open": at.is_now and policy.can_keep_groups(request.user),
            "listed": listed,
            "lines": listed.not_dissolved,
            "past": listed.dissolved,
            "at_work": sum(line.mandate.state in AT_WORK for line in listed.lines),
            "advisory": reading.advisory_groups(at),
        },
    )


@login_not_required
@require_safe
def group(request, key):
    """One group, or the SAG. A dissolved group stays readable as it was on its last day."""
    asked = MomentForm.of(request)
    owner, secretariat = _body_and_secretariat(key, asked.moment.day)
    is_group = owner.kind == Owner.Kind.WORKING_GROUP
    group = getattr(owner, "working_group", None)
    if is_group and group is None:
        raise Http404
    at = replace(asked.moment, day=reading.day_to_read(group, asked.moment.day))
    activities = _activities(owner, at)
    counts = count_activities(activities)
    seats, to_come = reading.seats_of(owner, at)
    filled = reading.filled_by(line.seat for line in seats if line.seat)
    mandate = reading.mandate_of(group, asked.moment.day, filled) if group else None
    is_gone = mandate is not None and mandate.state == "dissolved"
    if is_gone:
        _say_who_received(activities, asked.moment)
    reports = _reports(owner, request.user, at)
    mine = [line.seat for line in seats if line.seat and line.seat.person_id == request.user.pk]
    meetings = owner.group_meetings.filter(held_on__lte=at.day).order_by("-held_on", "-pk")
    return render(
        request,
        TEMPLATES.get(owner.kind, "workinggroups/advisory.html"),
        {
            "section": "groups",
            "body": owner,
            "problems": asked.problems,
            "band": band(at),
            "at": asked.moment,
            "day": at.day,
            # What the pointers tell is today's, also on the page of a dissolved group.
            "statuses_on": asked.moment.day if at.is_now else at.day,
            "counts": counts,
            "figures": f"{reverse('dashboard')}?{urlencode({'body': key, **at.query})}",
            "group": group,
            "mandate": mandate,
            "activities": activities,
            "gone_on": mandate.day if is_gone else None,
            "words": in_words(counts),
            "seats": seats,
            "filled": sum(line.seat is not None for line in seats),
            "vacant": sum(line.seat is None for line in seats),
            "shows_names": policy.can_see_holders(request.user),
            "to_come": to_come,
            "reports": reports,
            "latest": next(iter(reports), None),
            "contacts": group.contacts.all() if group else [],
            "secretariat": secretariat,
            "is_endorsed": owner.endorsed_on is not None,
            "has_lead": Seat.Role.LEAD in filled,
            "meetings": meetings[:MEETINGS_SHOWN],
            "mine": mine[0] if mine and mine[0].holds_on() else None,
            "advisory": getattr(owner, "advisory_body", None),
            **(_tools(group, request.user) if group else _of_advice(owner, request.user, at)),
        },
    )


def _of_advice(owner, user, at):
    """What the page of the SAG, or of a country's advisory group, says and offers besides."""
    is_sag = owner.kind == Owner.Kind.ADVISORY_GROUP
    return {
        "may_seat": policy.can_seat(user, owner),
        "decisions": _decisions_of_the_sag(user, at) if is_sag else [],
        "awaited": reading.awaited_from_the_sag() if is_sag and at.is_now else [],
        "to_read": reading.reports_to_read(user) if is_sag and at.is_now else [],
        "may_record": is_sag and can_keep_registers(user),
        "consulting": activity.consulting(at.day) if is_sag else None,
        "shared_out": reading.shared_out(at) if is_sag else [],
    }


def _decisions_of_the_sag(user, at):
    """The last decisions recorded by a moment. What is known of the follow-up is told where it was
    so then."""
    taken = Decision.objects.visible_to(user).filter(taken_by=Decision.Body.SAG)
    taken = taken.filter(taken_on__lte=at.day)
    if known := at.cutoff:
        taken = taken.filter(recorded_at__lte=known)
    shown = list(taken.select_related("owner")[:DECISIONS_SHOWN])
    for decision in shown:
        decision.tells = at.is_now or (decision.done_on is not None and decision.done_on <= at.day)
    return shown


def _tools(group, user):
    """What this person may do with a group that works."""
    if not user.is_authenticated or group.dissolved_on:
        return {}
    can = policy.doable(user, group.owner)
    waiting = group.owner.waiting_requests if can.answer else 0
    own = WorkingGroup.objects.filter(pk=group.pk)
    return {
        "need": next(iter(offices.in_need(groups=own)), None) if can.meet else None,
        "can": can, "waiting": waiting, "review_is_due": group.review_is_due(),
        "inactive": activity.inactive([group.owner_id]) if can.meet else [],
    }  # fmt: skip


def _body_and_secretariat(key, day):
    """Fetch the body and, in the same query, the support team in Rome, which is its secretariat,
    and the last vote of a plenary, by a day, that endorsed the body's work."""
    wanted = Q(kind__in=policy.SEATED_BODIES, key=key) | Q(kind=Owner.Kind.SUPPORT_TEAM)
    waiting = Count("join_requests", filter=Q(join_requests__answered_at=None))
    votes = Decision.objects.last_endorsing(day).filter(endorses=OuterRef("pk"))
    votes = {
        "endorsed_on": Subquery(votes.values("taken_on")[:1]),
        "endorsed_by": Subquery(votes.values("key")[:1]),
    }
    found = list(
        Owner.objects.filter(wanted)
        .annotate(waiting_requests=waiting, **votes)
        .select_related(
            "working_group__opened_by_decision",
            "working_group__dissolved_by_decision",
            "advisory_body__cluster",
        )
    )
    bodies = [owner for owner in found if owner.kind != Owner.Kind.SUPPORT_TEAM]
    if not bodies:
        raise Http404
    teams = [owner for owner in found if owner.kind == Owner.Kind.SUPPORT_TEAM]
    return bodies[0], next(iter(teams), None)


def _activities(owner, at):
    """The body's activities, each with its assignments to this body (`assigned_here`)."""
    given = Assignment.objects.filter(assigned(at), owner=owner)
    activities = activities_of([owner], at).prefetch_related(
        Prefetch("assignments", given, to_attr="assigned_here")
    )
    return as_at(list(activities), at)


def _say_who_received(activities, at):
    """Let the activities of a dissolved group tell which bodies report on them at a `Moment`."""
    found = reporters_at(at)
    for one in activities:
        _named, reporters = found.get(one.pk, ((), ()))
        one.received_by = [reporter.body for reporter in reporters]


def _reports(owner, user, at):
    """The body's latest reports that this person may see; reports belong to an app above."""
    visible = owner.reports_filed.visible_to(user).filter(quarter__starts_on__lte=at.day)
    if at.known:  # what was accepted by then; other states are known of today alone
        visible = visible.filter(accepted_at__lte=at.known)
    visible = visible.select_related("quarter", "body")
    return list(visible.order_by("-quarter__starts_on")[:REPORTS_SHOWN])
