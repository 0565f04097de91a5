"""The seats of one body, for its secretariat: given, renewed at a GLM, ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clock import today
from accounts.conflicts import Refused
from accounts.days import date_format
from accounts.policy import can_open_account
from sip.editing import Desk
from sip.models import Meeting, Owner
from workinggroups import actions, mandates, policy
from workinggroups.forms import LeaveForm, SeatForm
from workinggroups.models import Seat


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request, key):
    """The seats of a body today and to come, and the form that gives one."""
    body = _kept(request.user, key)
    held = list(
        body.seats.exclude(ends_on__lt=today())
        .select_related("person", "organisation", "named_in", "category")
        .order_by("role", "starts_on")
    )
    in_sag = body.kind == Owner.Kind.ADVISORY_GROUP
    latest = mandates.latest_glm(today()) if in_sag else None

    def give(data):
        made = actions.seat(body=body, by=request.user, **desk.form.seat())
        if made.ends_on:
            last = {"day": date_format(made.ends_on)}
            desk.says = _("The seat is given; its last day is %(day)s.") % last

    desk = Desk(
        template="workinggroups/seats.html",
        make=lambda *args, **kwargs: SeatForm(*args, body=body, **kwargs),
        saved=lambda: {"starts_on": today()},
        act=give,
        back=reverse("group-seats", args=[key]),
        says=_("The seat is given."),
        context={
            "section": "groups", "body": body, "seats": held,
            "today": today(),
            "is_advisory": body.kind in Owner.ADVISORY,
            "may_invite": can_open_account(request.user),
            "in_sag": in_sag,
            "latest": latest,
            "renewable": mandates.renewable(held, latest),
        },
    )  # fmt: skip
    return desk.answer(request)


@require_POST
def end(request, key, pk):
    """End a seat: today is its last day."""
    body = _kept(request.user, key)
    seat = get_object_or_404(Seat, pk=pk, body=body)
    ended = lambda: actions.end_seat(  # noqa: E731 (said once, done once)
        seat=seat, ends_on=max(today(), seat.starts_on), by=request.user
    )
    return _answered(request, key, ended, _("The seat ends today."))


@require_POST
def renew(request, key, pk):
    """Renew a mandate in the SAG, named at the last GLM that has begun."""
    body = _kept(request.user, key)
    seat = get_object_or_404(Seat, pk=pk, body=body)
    meeting = get_object_or_404(Meeting, key=request.POST.get("meeting", "")[:7])
    renewed = lambda: actions.renew_seat(  # noqa: E731
        held=seat, named_in=meeting, by=request.user
    )
    return _answered(request, key, renewed, _("The mandate is renewed until %(day)s."))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, key, pk):
    """Leave one's own seat: another person's does not exist here."""
    held = Seat.objects.of(request.user).filter(pk=pk, body__key=key)
    seat = get_object_or_404(held.select_related("body", "organisation"))
    desk = Desk(
        template="workinggroups/leave.html",
        make=LeaveForm,
        saved=dict,
        act=lambda data: actions.leave_seat(seat=seat, by=request.user, word=data["word"]),
        back=reverse("group", args=[key]),
        says=_("You have left this seat; its rights are gone."),
        context={"section": "groups", "body": seat.body, "seat": seat},
    )  # fmt: skip
    return desk.answer(request)


def _answered(request, key, act, says):
    try:
        seat = act()
    except (Refused, ValidationError) as error:
        for text in getattr(error, "messages", None) or [str(error)]:
            messages.error(request, text)
    else:
        messages.success(request, says % {"day": date_format(seat.ends_on)})
    return redirect("group-seats", key=key)


def _kept(user, key):
    """Fetch a body at work, for who gives its seats; what is dissolved is read, not changed."""
    there = Owner.objects.filter(working_group__dissolved_on=None, kind__in=policy.SEATED_BODIES)
    body = get_object_or_404(there, key=key)
    if not policy.can_seat(user, body):
        raise PermissionDenied
    return body
