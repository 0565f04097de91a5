"""The global meetings: what each is told of the plan. Public, the words of reports apart."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import today
from reporting import meetingpage
from reporting.meetings.policy import sees_closed_sessions
from sip import reading
from sip.glmnames import name_of
from sip.models import Meeting, Motion
from sip.momentform import MomentForm
from sip.policy import can_prepare_meetings, can_see_narrative


@login_not_required
@require_safe
def meetings(request):
    """Every meeting, the latest first."""
    return render(
        request,
        "reporting/meeting_list.html",
        {
            "meetings": meetingpage.list_all(),
            "may_prepare": can_prepare_meetings(request.user),
        },
    )


@login_not_required
@require_safe
@reading.read_often
def meeting(request, key):
    """One meeting: where the plan stands at it, what has changed, what bodies report,
    what was decided, who took part, its files."""
    left = Exists(Motion.objects.left_behind())  # by any meeting: for those who prepare the next
    found = get_object_or_404(Meeting.objects.annotate(is_motion_left=left), key=key)
    narrative = can_see_narrative(request.user)
    sees_closed = sees_closed_sessions(request.user)
    status = request.GET.get("status", "")[:20]
    body = reading.part(
        request,
        f"meeting-{narrative:d}{sees_closed:d}",
        f"{key}?{status}",
        lambda: render_to_string(
            "reporting/_meeting.html",
            meetingpage.make(
                found,
                narrative=narrative,
                version=reading.version(request),
                status=status,
                sees_closed=sees_closed,
            ),
        ),
    )
    may_prepare = can_prepare_meetings(request.user)
    shown = {"name": name_of(found), "body": body, "meeting": found, "may_prepare": may_prepare}
    shown["problems"] = left_out(request.GET)
    return render(
        request, "reporting/meeting.html", {**shown, **(_tools(found) if may_prepare else {})}
    )


def left_out(data):
    """Say of each moment that an address names that a meeting's page is not read at it: it tells
    what was known when the meeting began."""
    note = _(
        "Left out: the page of a meeting shows what was known when it began, or is known today."
    )
    fields = MomentForm.base_fields
    return [(field.label, note) for name, field in fields.items() if data.get(name)]


def _tools(meeting):
    """What those who prepare a meeting find there to change. They freeze its packs as well."""
    following = Meeting.objects.upcoming().first() if meeting.is_motion_left else None
    return {
        "next_meeting": following,
        "next_name": following and name_of(following),
        "left_behind": Motion.objects.left_behind().count() if following else 0,
        "sessions": meeting.sessions.standing(),
        "motions": meeting.motions.with_subject(),
        "documents": meeting.documents.standing(),
        "has_begun": meeting.starts_on <= today(),
    }
