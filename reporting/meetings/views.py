"""The pages by which the GLC prepares a meeting. Each is one form; partners read the result on the
meeting's own page."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.conflicts import Refused
from partners.models import Organisation
from reporting.meetings import actions, forms, reading
from reporting.meetings.models import Attendance, Document, Session
from reporting.meetings.policy import sees_closed_sessions
from sip import meetings, policy
from sip.editing import Desk
from sip.glmnames import name_of
from sip.models import Meeting, Motion
from sip.papers.handing import handed_out
from sip.registers import motions
from sip.registers.forms import MotionForm, saved_motion

EDIT = ["GET", "HEAD", "POST"]
CANCELLED = gettext_lazy("This meeting is cancelled: announce another one.")
FACTS = ("starts_on", "ends_on", "place", "mode", "languages", "interpretation")


def of_a_standing_meeting(view):
    """Whoever opens a form about a cancelled meeting reads at once that nothing in it changes, and
    not after filling it in."""

    @wraps(view)
    def answer(request, key, *args, **kwargs):
        found, _now = _meeting(request, key)
        if found.is_cancelled and request.method != "POST":
            messages.error(request, CANCELLED)
            return redirect("meeting", key)
        return view(request, key, *args, **kwargs)

    return answer


@require_http_methods(EDIT)
def announce(request):
    """Announce a meeting."""
    _refuse_unless_organiser(request)

    def act(data):
        facts = {name: data[name] for name in FACTS}
        made = meetings.announce(key=data["key"], sites=data["sites"], by=request.user, **facts)
        return reverse("meeting", args=[made.key])

    return Desk(
        "reporting/meetings/announce.html", forms.AnnounceForm, lambda: {"mode": "hybrid"}, act,
        reverse("meetings"), _("The meeting is announced."),
    ).answer(request)  # fmt: skip


@require_http_methods(EDIT)
@of_a_standing_meeting
def facts(request, key):
    """Change when, where and in which languages a meeting is held."""
    found, now = _meeting(request, key)

    def saved():
        meeting = now.get()
        return {
            **{name: getattr(meeting, name) for name in FACTS},
            "sites": forms.site_lines(
                (site.place, site.country.code if site.country else "")
                for site in meeting.sites.all()
            ),
        }

    def act(data):
        changes = {name: data[name] for name in FACTS}
        meetings.change(
            meeting=found, changes=changes, sites=data["sites"], by=request.user,
            version=data["version"],
        )  # fmt: skip

    return _desk(
        found, "reporting/meetings/facts.html", forms.FactsForm, saved, act,
        _("The meeting is saved."), version=lambda: now.get().version,
        sessions=found.sessions.standing(),
    ).answer(request)  # fmt: skip


@require_http_methods(EDIT)
@of_a_standing_meeting
def cancel(request, key):
    """Cancel a meeting: it keeps its page, and calendars are told."""
    found, now = _meeting(request, key)

    def act(data):
        meetings.cancel(meeting=found, why=data["why"], by=request.user, version=data["version"])

    desk = _desk(
        found, "reporting/meetings/cancel.html", forms.CancelForm,
        lambda: {"why": now.get().cancelled_why}, act, _("The meeting is cancelled."),
        version=lambda: now.get().version,
    )  # fmt: skip
    desk.is_deed = True
    return desk.answer(request)


@require_http_methods(EDIT)
@of_a_standing_meeting
def session_new(request, key):
    """Put a session on the agenda."""
    found, _now = _meeting(request, key)

    def act(_data):
        values = desk.form.values()
        values.pop("is_cancelled")
        row = actions.add_session(meeting=found, by=request.user, **values)
        _tell_of_overlaps(request, row)

    desk = _desk(
        found, "reporting/meetings/session.html", forms.SessionForm,
        lambda: {"day": found.starts_on}, act, _("The session is on the agenda."),
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
@of_a_standing_meeting
def session(request, key, pk):
    """Change a session, or take it off the agenda."""
    found, _now = _meeting(request, key)
    now = Session.objects.filter(meeting=found, pk=pk)
    row = get_object_or_404(now)

    def act(data):
        changed = actions.change_session(
            session=row, changes=desk.form.values(), by=request.user, version=data["version"]
        )
        _tell_of_overlaps(request, changed)

    desk = _desk(
        found, "reporting/meetings/session.html", forms.SessionForm,
        lambda: forms.saved_session(now.get()), act, _("The session is saved."),
        version=lambda: now.get().version, session=row,
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
@of_a_standing_meeting
def session_attendance(request, key, pk):
    """Say which organisations of the meeting came to a session."""
    found, _now = _meeting(request, key)
    now = Session.objects.standing().filter(meeting=found, pk=pk)
    row = get_object_or_404(now)
    able, unable = reading.able_to_attend(row)

    def act(data):
        actions.set_session_attendance(
            session=row, slugs=data["organisations"], by=request.user, version=data["version"]
        )

    def make(*args, **kwargs):
        return forms.CameForm(*args, able=able, **kwargs)

    def saved():
        came = now.get().attendances.with_subject()
        return {"organisations": [one.organisation.slug for one in came]}

    return _desk(
        found, "reporting/meetings/session_attendance.html", make, saved, act,
        _("The attendance of the session is saved."), version=lambda: now.get().version,
        session=row, unable=unable,
    ).answer(request)  # fmt: skip


@require_http_methods(EDIT)
@of_a_standing_meeting
def motion_new(request, key):
    """Put a decision to the plenary."""
    found, _now = _meeting(request, key)

    def act(_data):
        values = desk.form.values()
        values.pop("is_withdrawn")
        motions.put_motion(meeting=found, by=request.user, **values)

    desk = _desk(
        found, "reporting/meetings/motion.html", MotionForm, lambda: {"asked_by": "rome"}, act,
        _("The plenary is asked this decision."),
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
@of_a_standing_meeting
def motion(request, key, number):
    """Change what is put to the plenary, or withdraw it."""
    found, _now = _meeting(request, key)
    now = Motion.objects.with_subject().filter(meeting=found, number=number)
    row = get_object_or_404(now)

    def act(data):
        motions.change_motion(
            motion=row, changes=desk.form.values(), by=request.user, version=data["version"]
        )

    desk = _desk(
        found, "reporting/meetings/motion.html", MotionForm, lambda: saved_motion(now.get()), act,
        _("What is put to the plenary is saved."), version=lambda: now.get().version, motion=row,
    )  # fmt: skip
    return desk.answer(request)


@require_POST
def motions_take_over(request, key):
    """Put to this plenary what cancelled ones were to decide."""
    found, _now = _meeting(request, key)
    try:
        taken = motions.take_over(meeting=found, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        said = ngettext(
            "%(count)d question is put to this plenary.",
            "%(count)d questions are put to this plenary.",
            len(taken),
        )
        messages.success(request, said % {"count": len(taken)})
    return redirect("meeting", key)


@require_http_methods(EDIT)
@of_a_standing_meeting
def attendance(request, key):
    """List who took part, and add an organisation."""
    found, _now = _meeting(request, key)

    def act(data):
        actions.add_attendance(
            meeting=found, organisation=data["organisation"], onsite=data["onsite"],
            online=data["online"], by=request.user,
        )  # fmt: skip

    attended = reading.attended(found)
    coming = {row.organisation.pk for row in attended.rows}
    others = Organisation.objects.exclude(pk__in=coming).only("name").order_by("name")
    desk = _desk(
        found, "reporting/meetings/attendance.html", forms.AttendanceForm,
        lambda: {"onsite": 0, "online": 0}, act, _("The organisation is on the list."),
        attended=attended, others=others,
    )  # fmt: skip
    desk.back = reverse("meeting-attendance", args=[key])
    return desk.answer(request)


@require_http_methods(EDIT)
@of_a_standing_meeting
def attendance_numbers(request, key, slug):
    """Correct how many people of an organisation took part."""
    found, _now = _meeting(request, key)
    now = Attendance.objects.with_subject().filter(meeting=found, organisation__slug=slug)
    row = get_object_or_404(now)

    def act(data):
        actions.change_attendance(
            attendance=row, onsite=data["onsite"], online=data["online"], by=request.user,
            version=data["version"],
        )  # fmt: skip

    desk = _desk(
        found, "reporting/meetings/numbers.html", forms.NumbersForm,
        lambda: {name: getattr(now.get(), name) for name in ("onsite", "online")}, act,
        _("The numbers are saved."), version=lambda: now.get().version, row=row,
    )  # fmt: skip
    desk.back = reverse("meeting-attendance", args=[key])
    return desk.answer(request)


@require_http_methods(EDIT)
def document_new(request, key):
    """Put a link or a file beside a meeting."""
    found, _now = _meeting(request, key)

    def act(data):
        names = ("kind", "title", "language", "audience", "url")
        actions.add_document(
            meeting=found, upload=data["file"], by=request.user,
            **{name: data[name] for name in names},
        )  # fmt: skip

    def make(data=None, **kwargs):
        return forms.DocumentForm(data, request.FILES if data is not None else None, **kwargs)

    return _desk(
        found, "reporting/meetings/document.html", make, lambda: {"language": get_language()}, act,
        _("The document is beside the meeting."),
    ).answer(request)  # fmt: skip


@login_not_required
@require_safe
def document(request, key, pk):
    """Hand out a file of a meeting to whoever may have it: as an attachment, never in a page."""
    found = get_object_or_404(
        Document.objects.standing()
        .open_to(sees_closed_sessions(request.user))
        .exclude(file=""),
        meeting__key=key, pk=pk,
    )  # fmt: skip
    return handed_out(found)


@require_POST
def document_remove(request, key, pk):
    """Take a document off a meeting's page."""
    found, _now = _meeting(request, key)
    row = get_object_or_404(Document.objects.standing(), meeting=found, pk=pk)
    actions.remove_document(document=row, by=request.user)
    messages.success(request, _("The document is taken off."))
    return redirect("meeting", key)


def _tell_of_overlaps(request, session):
    """Sessions may go on side by side: it is said, and stops nobody."""
    if others := reading.overlapping(session):
        names = ", ".join(_("“%(name)s”") % {"name": one.title} for one in others)
        messages.warning(
            request, _("This session goes on at the same time as: %(names)s.") % {"names": names}
        )


def _meeting(request, key):
    """Return the meeting of an address, and how to read it again."""
    now = Meeting.objects.filter(key=key)
    found = now.first()
    if found is None:
        raise Http404
    _refuse_unless_organiser(request)
    return found, now


def _desk(meeting, template, make, saved, act, says, *, version=lambda: None, **context):
    name = name_of(meeting)
    return Desk(
        template, make, saved, act,
        reverse("meeting", args=[meeting.key]), says, version,
        {"meeting": meeting, "name": name, **context},
    )  # fmt: skip


def _refuse_unless_organiser(request):
    if not policy.can_prepare_meetings(request.user):
        raise PermissionDenied
