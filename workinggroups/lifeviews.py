"""Pages of a group's life, for its secretariat, its lead and those who want to join it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import today
from accounts.conflicts import Refused
from sip.editing import Desk
from sip.forms import errors_of
from sip.models import Owner
from sip.policy import can_keep_registers
from workinggroups import lifecycle, policy
from workinggroups.forms import AnswerForm, DissolveForm, JoinForm, LeadForm, OpenForm, ReviewForm
from workinggroups.models import JoinRequest, Seat, WorkingGroup

EDIT = ["GET", "HEAD", "POST"]


@require_http_methods(EDIT)
def open_group(request):
    """Open a group that the SAG has decided on."""
    if not policy.can_keep_groups(request.user):
        raise PermissionDenied
    desk = Desk(
        template="workinggroups/open.html",
        make=OpenForm,
        saved=lambda: {"opened_on": today(), "decision": _decision_named(request)},
        act=lambda data: reverse("group", args=[_opened(desk, request.user)]),
        back=reverse("groups"),
        says=_("The group is open."),
        context={"section": "groups", "may_decide": can_keep_registers(request.user)},
    )
    return desk.answer(request)


def _decision_named(request):
    """Return the number of the decision that somebody recorded on the way to this form."""
    return request.GET.get("decision", "")[:12]


def _opened(desk, user):
    return lifecycle.open_group(by=user, **desk.form.group()).owner.key


@require_http_methods(EDIT)
def lead(request, key):
    """Give the lead to somebody else."""
    group = _kept(request.user, key)
    make = partial(LeadForm, group=group)
    return _desk(
        request, group, make, "workinggroups/lead.html", _("The lead is handed over."),
        act=lambda data: lifecycle.hand_over_lead(
            group=group, person=data["lead"], starts_on=data["starts_on"], by=request.user,
            version=data["version"],
        ),
        saved={"starts_on": today()},
        present=group.owner.seats.on().filter(role=Seat.Role.LEAD).select_related("person").first(),
    )  # fmt: skip


@require_http_methods(EDIT)
def review(request, key):
    """Note that the members reviewed the objectives."""
    group = _group(key)
    if not policy.can_answer_requests(request.user, group.owner):
        raise PermissionDenied
    return _desk(
        request, group, ReviewForm, "workinggroups/review.html", _("The review is noted."),
        act=lambda data: lifecycle.review_objectives(
            group=group, reviewed_on=data["reviewed_on"], by=request.user, version=data["version"]
        ),
        saved={"reviewed_on": today()}, objectives=group.objectives.all(),
    )  # fmt: skip


@require_http_methods(EDIT)
def dissolve(request, key):
    """Dissolve a group: every activity on which it reports finds another body first."""
    group = _kept(request.user, key)
    activities = list(lifecycle.activities_to_hand_over(group).select_related("current_row"))
    reports = group.owner.reports_filed.exclude(state="accepted").select_related("quarter")

    def act(data):
        lifecycle.dissolve(
            group=group, dissolved_on=data["dissolved_on"], decision=data["decision"],
            receivers=desk.form.receivers(), reason=data["reason"], by=request.user,
            version=data["version"], all_the_same=data.get("all_the_same", False),
        )  # fmt: skip

    desk = Desk(
        template="workinggroups/dissolve.html",
        make=lambda *args, **kwargs: DissolveForm(
            *args, activities=activities, group=group, **kwargs
        ),
        saved=lambda: {"dissolved_on": today(), "decision": _decision_named(request)},
        act=act,
        back=reverse("group", args=[key]),
        says=_("The group is dissolved; its page stays as it was on its last day."),
        version=lambda: group.version,
        context={
            "section": "groups", "group": group, "activities": activities,
            "reports": reports, "may_decide": can_keep_registers(request.user),
        },
        is_deed=True,
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
def join(request, key):
    """Ask to become a member."""
    group = _group(key)
    if not policy.can_ask_to_join(request.user, group.owner):
        raise PermissionDenied
    desk = Desk(
        template="workinggroups/join.html",
        make=lambda *args, **kwargs: JoinForm(*args, person=request.user, **kwargs),
        saved=dict,
        act=lambda data: lifecycle.ask_to_join(
            body=group.owner, organisation=data["organisation"], message=data["message"],
            by=request.user,
        ),
        back=reverse("group", args=[key]),
        says=_("Your request is with the group’s lead."),
        context={"section": "groups", "group": group},
    )  # fmt: skip
    return desk.answer(request)


@require_safe
def requests(request, key):
    """The requests to join that wait for an answer, and the last ones answered."""
    body = _group(key).owner
    if not policy.can_answer_requests(request.user, body):
        raise PermissionDenied
    return _requests(request, body)


def _requests(request, body, asked=None, form=None):
    """Show the requests. What was answered to `asked` and not taken stands at its question; where
    that is gone, because somebody else answered, above the others."""
    found = body.join_requests.select_related("person", "organisation", "answered_by")
    waiting = list(found.waiting())
    forms = [(one, form if one == asked else AnswerForm(auto_id=f"%s-{one.pk}")) for one in waiting]
    is_over = form is not None and asked not in waiting
    typed = form.data.get("answer", "").strip() if is_over else ""
    context = {
        "section": "groups", "body": body, "waiting": forms, "answered": found.answered()[:20],
        "errors": errors_of(form) if form else [],
        "typed": [(asked.person.name, typed)] if typed else [],
    }  # fmt: skip
    return render(request, "workinggroups/requests.html", context, status=409 if is_over else 200)


@require_POST
def answer(request, key, pk):
    """Accept a request, or decline it with a reason."""
    body = _group(key).owner
    if not policy.can_answer_requests(request.user, body):
        raise PermissionDenied
    asked = get_object_or_404(JoinRequest.objects.select_related("person"), pk=pk, body=body)
    form = AnswerForm(request.POST, auto_id=f"%s-{asked.pk}")
    if form.is_valid():
        is_accepted = form.cleaned_data["decision"] == "accept"
        try:
            lifecycle.answer_request(
                request=asked, is_accepted=is_accepted, answer=form.cleaned_data["answer"],
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.message)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            said = _("The new member is seated.") if is_accepted else _("The request is declined.")
            messages.success(request, said)
            return redirect("group-requests", key=key)
    return _requests(request, body, asked, form)


@require_POST
def take_back(request, key):
    """Take back one's own request that waits: another person's does not exist here. A request to a
    group that was dissolved meanwhile can be taken back too."""
    own = request.user.join_requests.filter(body__key=key).order_by("-asked_at", "-pk")
    asked = own.waiting().first() or own.first()
    if asked is None:
        raise Http404
    try:
        lifecycle.take_back_request(request=asked, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Your request is taken back."))
    return redirect("group", key=key)


def _group(key):
    """Fetch a group that works: what is dissolved is read, not changed."""
    found = WorkingGroup.objects.select_related("owner", "opened_by_decision")
    group = get_object_or_404(found, owner__key=key, owner__kind=Owner.Kind.WORKING_GROUP)
    if group.dissolved_on:
        raise Http404
    return group


def _kept(user, key):
    group = _group(key)
    if not policy.can_keep_groups(user):
        raise PermissionDenied
    return group


def _desk(request, group, make, template, says, *, act, saved, **context):
    desk = Desk(
        template=template, make=make, saved=lambda: saved, act=act,
        back=reverse("group", args=[group.owner.key]), says=says, version=lambda: group.version,
        context={"section": "groups", "group": group, **context}, is_deed=True,
    )  # fmt: skip
    return desk.answer(request)
