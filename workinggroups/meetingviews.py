"""The meetings of one body: its calendar, and the pages of whoever keeps it."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import today
from sip.editing import Desk
from sip.models import Owner
from workinggroups import activity, meetings, policy
from workinggroups.meetingforms import CameForm, MeetingForm, saved_meeting
from workinggroups.models import GroupMeeting

EDIT = ["GET", "HEAD", "POST"]
ROWS_A_PAGE = 20


@login_not_required
@require_safe
def meeting_list(request, key):
    """A body's meetings: those to come, then those held. Who came and the minutes are for people
    signed in."""
    body = _body(key)
    shows = request.user.is_authenticated
    rows = body.group_meetings.annotate(came=Count("attendances")).order_by("-held_on", "-pk")
    if shows:
        rows = rows.prefetch_related("attendances__person", "attendances__organisation")
    begun = rows.begun(timezone.now())
    page = Paginator(begun, ROWS_A_PAGE).get_page(request.GET.get("p"))
    ahead = rows.filter(held_on__gte=today()).exclude(pk__in=begun.order_by().values("pk"))
    in_sag = _in_sag(body)
    may_keep = shows and _takes_meetings(body) and policy.can_keep_meetings(request.user, body)
    return render(
        request,
        "workinggroups/meeting_list.html",
        {
            "section": "groups", "body": body, "page": page, "shows_names": shows,
            "ahead": ahead.order_by("held_on", "begins_at")[:50],
            "consulting": activity.consulting() if in_sag else None,
            "inactive": activity.inactive([body.pk]) if may_keep else [],
            "may_keep": may_keep, "in_sag": in_sag,
        },
    )  # fmt: skip


@require_http_methods(EDIT)
def meeting_new(request, key):
    """Put down a meeting, to come or held."""
    body = _kept(request.user, key)
    desk = Desk(
        template="workinggroups/meeting_edit.html",
        make=lambda *args, **kwargs: MeetingForm(
            *args, in_sag=_in_sag(body), is_new=True, **kwargs
        ),
        saved=lambda: {"held_on": today(), "mode": "online"},
        act=lambda data: meetings.put_down(body=body, by=request.user, **desk.form.values()),
        back=reverse("group-meetings", args=[key]),
        says=_("The meeting is in the calendar."),
        context={"section": "groups", "body": body},
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
def meeting_edit(request, key, pk):
    """Change a meeting, add its minutes, or cancel it."""
    body = _kept(request.user, key)
    now = GroupMeeting.objects.filter(pk=pk, body=body)
    get_object_or_404(now)
    desk = Desk(
        template="workinggroups/meeting_edit.html",
        make=lambda *args, **kwargs: MeetingForm(*args, in_sag=_in_sag(body), **kwargs),
        saved=lambda: saved_meeting(now.get()),
        act=lambda data: meetings.change(
            meeting=now.get(), changes=desk.form.values(), by=request.user, version=data["version"]
        ),
        back=reverse("group-meetings", args=[key]),
        says=_("The meeting is saved."),
        version=lambda: now.get().version,
        context={"section": "groups", "body": body, "meeting": now.get(), "name": now.get()},
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
def meeting_came(request, key, pk):
    """Say who came."""
    body = _kept(request.user, key)
    now = GroupMeeting.objects.filter(pk=pk, body=body)
    meeting = get_object_or_404(now)
    if meeting.is_cancelled or meeting.held_on > today():
        raise Http404
    seats = list(meetings.seats_on(meeting))

    def saved():
        rows = meeting.attendances.select_related("person", "organisation").order_by("pk")
        return {
            "people": [str(row.person.ref) for row in rows if row.person],
            "guests": "\n".join(row.organisation.name for row in rows if not row.person),
        }

    desk = Desk(
        template="workinggroups/meeting_came.html",
        make=lambda *args, **kwargs: CameForm(*args, seats=seats, **kwargs),
        saved=saved,
        act=lambda data: meetings.note_attendance(
            meeting=meeting, people=data["people"], guests=data["guests"], by=request.user,
            version=data["version"],
        ),
        back=reverse("group-meetings", args=[key]),
        says=_("The list is saved."),
        version=lambda: now.get().version,
        context={"section": "groups", "body": body, "meeting": meeting, "name": meeting},
    )  # fmt: skip
    return desk.answer(request)


def _in_sag(body):
    return body.kind == Owner.Kind.ADVISORY_GROUP


def _body(key):
    found = Owner.objects.select_related("working_group")
    return get_object_or_404(found, key=key, kind__in=policy.SEATED_BODIES)


def _takes_meetings(body):
    """A dissolved group is read, not changed."""
    group = getattr(body, "working_group", None)
    return not (group and group.dissolved_on)


def _kept(user, key):
    body = _body(key)
    if not _takes_meetings(body):
        raise Http404
    if not policy.can_keep_meetings(user, body):
        raise PermissionDenied
    return body
