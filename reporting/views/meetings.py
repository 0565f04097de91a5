"""The global meetings: what each is told of the plan. Public, the words of reports apart."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.clock import today
from reporting import meetingpage
from reporting.meetings.policy import sees_closed_sessions
from sip import reading
from sip.glmnames import name_of
from sip.models import Meeting
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
    found = get_object_or_404(Meeting, key=key)
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
    return render(
        request, "reporting/meeting.html", {**shown, **(_tools(found) if may_prepare else {})}
    )


def _tools(meeting):
    """What those who prepare a meeting find there to change. They freeze its packs as well."""
    return {
        "sessions": meeting.sessions.standing(),
        "motions": meeting.motions.with_subject(),
        "documents": meeting.documents.standing(),
        "has_begun": meeting.starts_on <= today(),
    }
