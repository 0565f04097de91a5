"""The life of a working group: opened, led by somebody else, reviewed, joined, dissolved.

Groups are temporary and governed by the SAG (sources 000, 001, 002): opening and dissolving rest
on one of its decisions. `PermissionDenied` for whoever may not, `Refused` where the rules allow no
such act, `ValidationError` by field for what does not fit; edits carry the `version` they were made
from and raise `Stale`. Each act is whole or nothing and leaves its line in the trail.
"""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from sip.assigning import assign, end_assignment
from sip.models import Activity, Assignment, Decision, FollowUp, Owner, Responsibility
from sip.registers.actions import follow_up
from workinggroups import actions, meetings, notices, policy
from workinggroups.models import Doubt, JoinRequest, Objective, Seat, WorkingGroup

# Sent within the act, with the `group`, its `receivers` ({code: body}) and `by`: reports belong to
# an app above this one, and what a body takes over is added to its own.
has_dissolved = Signal()


@transaction.atomic
def open_group(
    *, key, name, short_name, mandate, objectives, decision, lead, focal_point, opened_on,
    mandate_ends_on, by, theme=None, outcomes=(), pillars=(), all_the_same=False,
):  # fmt: skip
    """Open a group that the SAG has decided on, with its lead and its SAG focal point.

    Texts are `Translated`, `objectives` a list of them. It works either on `outcomes` of the plan
    or on a cross-cutting `theme`: one kind of link, never both (source 001). `all_the_same` says
    that the decision holds, whatever stands against it (`doubts_about`). Returns the group.
    """
    _refuse_unless_keeper(by)
    _refuse_unfit_opening(
        decision, opened_on, key=key, theme=theme, outcomes=outcomes,
        mandate_ends_on=mandate_ends_on,
    )  # fmt: skip
    doubt = _doubted(decision, all_the_same)
    order = Owner.objects.aggregate(last=Max("order"))["last"] or 0
    owner = Owner(
        key=key, kind=Owner.Kind.WORKING_GROUP, order=order + 1, name=name, short_name=short_name,
        reports=True,
    )  # fmt: skip
    owner.full_clean()
    owner.save()
    group = WorkingGroup(
        owner=owner, mandate=mandate, theme=theme, opened_on=opened_on,
        mandate_ends_on=mandate_ends_on, opened_by_decision=decision, opened_despite=doubt,
        alignment_is_stated=True,
    )  # fmt: skip
    group.full_clean()
    group.save()
    group.outcomes.set(outcomes)
    group.pillars.set(pillars or {outcome.pillar for outcome in outcomes})
    Objective.objects.bulk_create(
        Objective(group=group, order=place, text=text)
        for place, text in enumerate(objectives, start=1)
    )
    trail.record(
        by=by, verb="group_opened", target=group,
        after={"decision": decision.trail_key, "opened_on": opened_on,
               "mandate_ends_on": mandate_ends_on, **_told("opened_despite", doubt)},
    )  # fmt: skip
    for person, role in ((lead, Seat.Role.LEAD), (focal_point, Seat.Role.SAG_FOCAL_POINT)):
        _seat(owner, person, role, opened_on, by)
    _apply(decision, opened_on, by)
    return group


@transaction.atomic
def hand_over_lead(*, group, person, starts_on, by, version):
    """Give the lead to somebody else from a day on: the present lead leaves the day before."""
    _refuse_unless_keeper(by)
    group = _claim(group, version)
    if found := unfit_lead(group=group, person=person, starts_on=starts_on):
        raise ValidationError(found)
    if present := _lead_on(group, starts_on):
        actions.end_seat(seat=present, ends_on=starts_on - datetime.timedelta(days=1), by=by)
    return _seat(group.owner, person, Seat.Role.LEAD, starts_on, by)


def unfit_lead(*, group, person, starts_on):
    """Return everything about a new lead that does not fit: {field: messages}. What is not known
    yet, None, is not looked at."""
    day = starts_on or today()
    present, found = _lead_on(group, day), {}
    if present and person == present.person:
        found["lead"] = [_("This person leads the group already.")]
    elif person:
        row = Seat(body=group.owner, person=person, role=Seat.Role.LEAD, starts_on=day)
        try:
            actions.refuse_unfit_person(row)
        except ValidationError as error:
            found["lead"] = error.messages
    if present and starts_on and present.starts_on >= starts_on:
        found["starts_on"] = [_("The present lead began on that day.")]
    return found


def _lead_on(group, day):
    return group.owner.seats.on(day).filter(role=Seat.Role.LEAD).first()


@transaction.atomic
def review_objectives(*, group, reviewed_on, by, version):
    """Note the day on which the members reviewed the objectives, whether or not they changed."""
    if not policy.can_answer_requests(by, group.owner):
        raise PermissionDenied
    group = _claim(group, version)
    if not group.opened_on <= reviewed_on <= today():
        raise ValidationError({"reviewed_on": _("Name a day since the group opened, up to today.")})
    before = group.reviewed_on
    group.reviewed_on = reviewed_on
    group.save(update_fields=["reviewed_on"])
    trail.record(
        by=by, verb="objectives_reviewed", target=group, before={"reviewed_on": before},
        after={"reviewed_on": reviewed_on},
    )  # fmt: skip
    return group


def activities_to_hand_over(group, on=None):
    """Return the activities on which the group reports that day or would later: what has to find
    another body before the group is dissolved. Completed ones too: some are to be kept up to date,
    and any of them may be taken up again."""
    day, owner = on or today(), group.owner
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    parts = [
        model.objects.filter(lasting, owner=owner).values("activity")
        for model in (Responsibility, Assignment)
    ]
    through = Activity.objects.reported_by(owner, day).values("pk")
    theirs = Q(pk__in=parts[0]) | Q(pk__in=parts[1]) | Q(pk__in=through)
    return Activity.objects.current().filter(theirs).in_plan_order()


@transaction.atomic
def dissolve(*, group, dissolved_on, decision, receivers, reason, by, version, all_the_same=False):
    """Dissolve a group that has done its work, or that the SAG ends.

    `receivers` names, by the code of each activity that is not withdrawn, the body that reports on
    it from that day on; none may be left out, so that no activity is lost. A group opened by
    mistake may be dissolved on the day it opened. Seats end that day. Its own reports stay as they
    are; what the receiving bodies take over is added to theirs of an open quarter, by whoever
    hears `has_dissolved`. `all_the_same` says that the decision holds, whatever stands against it
    (`doubts_about`). Returns the group.
    """
    _refuse_unless_keeper(by)
    group = _claim(group, version)
    if found := unfit_end(
        group=group, dissolved_on=dissolved_on, decision=decision, receivers=receivers
    ):
        raise ValidationError(found)
    doubt = _doubted(decision, all_the_same)
    _hand_over(group, receivers, dissolved_on, reason, by)
    for seat in group.owner.seats.all():
        if not seat.is_over(dissolved_on):
            actions.end_seat(seat=seat, ends_on=max(dissolved_on, seat.starts_on), by=by)
    for meeting in group.owner.group_meetings.standing().filter(held_on__gt=dissolved_on):
        meetings.change(
            meeting=meeting, changes={"is_cancelled": True}, by=by, version=meeting.version
        )
    group.dissolved_on, group.dissolved_by_decision = dissolved_on, decision
    group.dissolved_despite = doubt
    group.full_clean()
    group.save(update_fields=["dissolved_on", "dissolved_by_decision", "dissolved_despite"])
    trail.record(
        by=by, verb="group_dissolved", target=group, reason=reason,
        after={"decision": decision.trail_key, "dissolved_on": dissolved_on,
               "receivers": {code: body.trail_key for code, body in receivers.items()},
               **_told("dissolved_despite", doubt)},
    )  # fmt: skip
    has_dissolved.send(sender=WorkingGroup, group=group, receivers=receivers, by=by)
    _apply(decision, dissolved_on, by)
    return group


def _apply(decision, day, by):
    """Say that the act applies its decision, whose follow-up says nothing else yet."""
    now = Decision.objects.get(pk=decision.pk)
    if now.follow_up == FollowUp.TODO and not now.follow_up_note:
        follow_up(
            decision=now, state=FollowUp.APPLIED, owner=now.owner, due_on=now.due_on,
            done_on=min(day, today()), by=by, version=now.version,
        )  # fmt: skip


def unfit_end(*, group, dissolved_on, decision, receivers):
    """Return everything about the end of a group that does not fit: {field: messages}. A day that
    is not known yet, None, is not looked at."""
    found = {}
    try:
        _refuse_unless_of_the_sag(decision)
    except ValidationError as error:
        found |= error.message_dict
    if dissolved_on and not group.opened_on <= dissolved_on <= today():
        found["dissolved_on"] = [_("Name a day since the group opened, up to today.")]
    elif dissolved_on and decision and decision.taken_on > dissolved_on:
        found["dissolved_on"] = [_("The SAG had not decided by that day.")]
    # Whatever the day: theirs until now.
    codes = dict.fromkeys([*(one.code for one in activities_to_hand_over(group)), *receivers])
    for code in codes:
        body = receivers.get(code)
        if body is None:
            told = _("Choose the body that reports on %(code)s from now on.") % {"code": code}
            found[f"to-{code}"] = [told]
        elif body == group.owner or not body.reports:
            found[f"to-{code}"] = [_("Choose another body, one that files reports.")]
    return found


@transaction.atomic
def ask_to_join(*, body, organisation, message, by):
    """Ask to become a member of a working group, for one's own organisation; its lead is told."""
    if not policy.can_ask_to_join(by, body):
        raise PermissionDenied
    body.working_group.refuse_dissolved()
    if not by.affiliations.on().filter(organisation=organisation).exists():
        raise ValidationError({"organisation": _("Choose an organisation to which you belong.")})
    request = JoinRequest(
        body=body, person=by, organisation=organisation, message=message.strip(),
        asked_at=timezone.now(),
    )  # fmt: skip
    request.full_clean()
    request.save()
    trail.record(
        by=by, verb="joining_asked", target=body, after={"organisation": organisation.slug}
    )
    notices.asked_to_join(request)
    return request


@transaction.atomic
def answer_request(*, request, is_accepted, by, answer=""):
    """Accept a request, which gives the seat from today, or decline it with a reason; who asked is
    told."""
    request = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not policy.can_answer_requests(by, request.body) or by == request.person:
        raise PermissionDenied
    _refuse_unless_waiting(request)
    request.is_accepted, request.answer = is_accepted, answer.strip()
    request.answered_by, request.answered_at = by, timezone.now()
    request.full_clean()
    request.save(update_fields=["is_accepted", "answer", "answered_by", "answered_at"])
    trail.record(
        by=by, verb="joining_accepted" if is_accepted else "joining_declined",
        target=request.body, reason=request.answer, after={"person": request.person.ref},
    )  # fmt: skip
    if is_accepted:
        _refuse_who_left(request)
        actions.place(
            body=request.body, person=request.person, role=Seat.Role.MEMBER,
            organisation=request.organisation, starts_on=today(), by=by,
        )  # fmt: skip
    notices.joining_answered(request)
    return request


@transaction.atomic
def take_back_request(*, request, by):
    """Take one's own request back while nobody has answered it; it leaves the lead's list, and one
    may ask anew. Returns the request."""
    request = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not policy.can_take_back(by, request):
        raise PermissionDenied
    _refuse_unless_waiting(request)
    request.answered_by, request.answered_at = by, timezone.now()
    request.full_clean()
    request.save(update_fields=["answered_by", "answered_at"])
    trail.record(
        by=by, verb="joining_withdrawn", target=request.body,
        after={"organisation": request.organisation.slug},
    )  # fmt: skip
    return request


def _refuse_unless_waiting(request):
    if request.is_taken_back:
        raise Refused(_("This request was taken back already."))
    if request.answered_at:
        raise Refused(_("This request was answered already."))


def _refuse_who_left(request):
    held = request.person.affiliations.on().filter(organisation=request.organisation)
    if not held.exists():
        raise Refused(_("This person does not belong to the organisation any more."))


def _seat(body, person, role, day, by):
    """Give a seat; what does not fit is said under the name of the role."""
    try:
        return actions.seat(body=body, person=person, role=role, starts_on=day, by=by)
    except ValidationError as error:
        name = "lead" if role == Seat.Role.LEAD else "focal_point"
        raise ValidationError({name: error.messages}) from None


def _claim(group, version):
    group = claim(WorkingGroup.objects.select_related("owner"), pk=group.pk, version=version)
    group.refuse_dissolved()
    return group


def _refuse_unless_keeper(by):
    if not policy.can_keep_groups(by):
        raise PermissionDenied


def _refuse_unless_of_the_sag(decision):
    if decision is None or decision.taken_by != Decision.Body.SAG:
        raise ValidationError({"decision": _("Choose the decision of the SAG that this rests on.")})
    if decision.activity_id:
        told = _(
            "Decision %(key)s concerns the activity %(code)s: choose one that is about groups."
        )
        told %= {"key": decision.key, "code": decision.activity.code}
        raise ValidationError({"decision": told})


def doubts_about(decision):
    """Return what stands against resting on a decision of the SAG: (a `Doubt` or "", [what to say
    of it]). The GLC records decisions and the SAG countersigns them; one decision opens or ends
    one group, as a rule."""
    is_unsigned, told = decision.countersigned_by_id is None, []
    if is_unsigned:
        words = _(
            "The SAG has not countersigned decision %(key)s yet: ask one of its members to, on the "
            "decision’s page, or tick the box."
        )
        told.append(words % {"key": decision.key})
    served = [*decision.groups_opened.all(), *decision.groups_dissolved.all()]
    for group in served:
        words = _(
            "Decision %(key)s served for “%(group)s” already: check that it says this too, or tick "
            "the box."
        )
        told.append(words % {"key": decision.key, "group": group.owner.name})
    return Doubt.of(is_unsigned=is_unsigned, has_served=bool(served)), told


def _doubted(decision, all_the_same):
    """Return what stands against a decision at the moment of the act; who does not answer for it
    is asked."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    doubt, told = doubts_about(decision)
    if doubt and not all_the_same:
        raise ValidationError({"all_the_same": told})
    return doubt


def _told(name, doubt):
    return {name: str(doubt)} if doubt else {}


def unfit_opening(*, key, theme, outcomes, opened_on, mandate_ends_on):
    """Return everything about a group to be opened that does not fit, whatever decision it rests
    on: {field: messages}. What is not known yet, None, is not looked at."""
    group = WorkingGroup(opened_on=opened_on, mandate_ends_on=mandate_ends_on)
    found = {}
    for look in (
        lambda: _refuse_taken_key(key),
        lambda: WorkingGroup.refuse_unfit_link(theme, outcomes),
        group.clean,
        lambda: group.mandate_ends_on and group.opened_on and group.refuse_unfit_mandate(),
    ):
        try:
            look()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                found.setdefault(name, []).extend(messages)
    return found


def _refuse_taken_key(key):
    if key and Owner.objects.filter(key=key).exists():
        raise ValidationError({"key": _("Another body has this key.")})


def _refuse_unfit_opening(decision, opened_on, **asked):
    _refuse_unless_of_the_sag(decision)
    found = unfit_opening(opened_on=opened_on, **asked)
    if decision.taken_on > opened_on:
        found["opened_on"] = [_("The SAG had not decided by that day.")]
    if found:
        raise ValidationError(found)


def _hand_over(group, receivers, day, reason, by):
    activities = list(activities_to_hand_over(group))
    for row in Assignment.objects.filter(owner=group.owner):
        if not row.is_over(day):
            end_assignment(assignment=row, ends_on=max(day, row.starts_on), by=by)
    for activity in activities:
        _receive(activity, receivers[activity.code], day, reason, by)


def _receive(activity, body, day, reason, by):
    """Let a body report on an activity from a day on, unless it goes on doing so anyway; what does
    not fit is said under the name of the activity's question."""
    tomorrow = today() + datetime.timedelta(days=1)
    if Activity.objects.filter(pk=activity.pk).reported_by(body, tomorrow).exists():
        return
    try:
        assign(activity=activity, owner=body, starts_on=day, reason=reason, by=by)
    except ValidationError as error:
        raise ValidationError({f"to-{activity.code}": error.messages}) from None
