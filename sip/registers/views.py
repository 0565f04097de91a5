"""Pages of the registers: read by everybody signed in, kept by GLC staff."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import presenting, trail
from accounts.clock import today
from accounts.policy import sits_in_the_sag
from sip import policy
from sip.editing import Desk, key_sent
from sip.models import Decision, FollowUp, Lesson, Motion
from sip.registers import actions
from sip.registers.forms import (
    DecisionForm,
    FollowUpFields,
    LessonForm,
    saved_follow_up,
    saved_lesson,
    saved_motion,
)

EDIT = ["GET", "HEAD", "POST"]
ROWS_A_PAGE = 50
LATE = "late"  # chosen like a state, though it is computed
TO_COUNTERSIGN = "to_countersign"  # so too, by members of the SAG


@require_safe
def decisions(request):
    """The register of decisions, the latest first; `?state=` chooses by follow-up."""
    return _register(request, Decision, "registers/decision_list.html")


@require_safe
def lessons(request):
    """The register of lessons learned, the latest first; `?state=` chooses by follow-up."""
    return _register(request, Lesson, "registers/lesson_list.html")


def _register(request, model, template):
    found = model.objects.visible_to(request.user)
    chosen = request.GET.get("state", "")
    counts = dict.fromkeys(FollowUp.values, 0)
    for state in found.values_list("follow_up", flat=True):
        counts[state] += 1
    late, waiting = found.late(), _to_countersign(found, request.user)
    if chosen in FollowUp.values:
        found = found.filter(follow_up=chosen)
    elif chosen == LATE:
        found = late
    elif chosen == TO_COUNTERSIGN and waiting is not None:
        found = waiting
    else:
        chosen = ""
    page = Paginator(found.with_subject(), ROWS_A_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        template,
        {
            "rows": page.object_list, "page": page, "chosen": chosen,
            "counts": [(FollowUp(state), number) for state, number in counts.items()],
            "total": sum(counts.values()), "late": late.count(),
            "to_countersign": None if waiting is None else waiting.count(),
            "may_keep": policy.can_keep_registers(request.user),
        },
    )  # fmt: skip


def _to_countersign(found, user):
    """Return the decisions that wait for this member of the SAG, or None for anybody else."""
    is_asked = found.model is Decision and sits_in_the_sag(user)
    return found.to_countersign(user) if is_asked else None


@require_safe
def decision(request, key):
    """One decision: what was asked, what was decided, what became of it, and its past."""
    found = get_object_or_404(_decisions(request), key=key)
    return render(
        request,
        "registers/decision.html",
        {
            "decision": found,
            "opened": found.groups_opened.select_related("owner"),
            "dissolved": found.groups_dissolved.select_related("owner"),
            "acts": presenting.tell(trail.rows_about(found)),
            "may_keep": policy.can_keep_registers(request.user),
            "may_countersign": policy.can_countersign(request.user, found),
        },
    )


@require_http_methods(EDIT)
def decision_new(request):
    """Record a decision. `?activity=`, `?meeting=` and `?taken_by=` fill the form; `?motion=` does
    so with what the plenary was asked. `?then=` is the page of ours that asks for the decision: it
    gets its number (`?decision=`)."""
    _refuse_unless_keeper(request)
    taken = {name: request.GET.get(name, "")[:20] for name in ("activity", "meeting", "taken_by")}
    taken |= _asked(request.GET.get("motion", ""))
    then = _ours(request.GET.get("then", ""))

    def act(_data):
        key = actions.record_decision(**desk.form.decision(), by=request.user).key
        return f"{then}?decision={key}" if then else reverse("decision", args=[key])

    desk = Desk(
        "registers/decision_new.html", DecisionForm, lambda: {**taken, "taken_on": today()}, act,
        then or reverse("decisions"), _("The decision is in the register."),
    )  # fmt: skip
    return desk.answer(request)


def _ours(path):
    """Return a path of this site, as it stands in an address, or nothing."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and "?" not in path else ""


def _asked(pk):
    """Return the answers that follow from what a plenary was asked."""
    motions = Motion.objects.standing().with_subject()
    motion = motions.filter(pk=key_sent(pk)).first()
    if motion is None:
        return {}
    saved = saved_motion(motion)
    kept = {name: saved[name] for name in ("text_fr", "text_en", "activity", "endorses")}
    return {**kept, "motion": pk, "meeting": motion.meeting.key, "taken_by": Decision.Body.GLM}


@require_http_methods(EDIT)
def decision_follow_up(request, key):
    """Say how far a decision has got."""
    found = get_object_or_404(_decisions(request), key=key)
    _refuse_unless_keeper(request)

    def act(data):
        actions.follow_up(
            decision=found, state=data["follow_up"], owner=data["owner"], due_on=data["due_on"],
            done_on=data["done_on"], note=data["follow_up_note"], version=data["version"],
            by=request.user,
        )  # fmt: skip

    now = _decisions(request).filter(pk=found.pk)
    return Desk(
        "registers/decision_follow_up.html", FollowUpFields, lambda: saved_follow_up(now.get()),
        act, reverse("decision", args=[key]), _("The follow-up is saved."),
        version=lambda: now.get().version,
        context={"decision": found, "name": _("Decision %(key)s") % {"key": key}},
    ).answer(request)  # fmt: skip


@require_POST
def decision_countersign(request, key):
    """A member of the SAG confirms that a decision stands as recorded."""
    found = get_object_or_404(_decisions(request), key=key)
    actions.countersign(decision=found, by=request.user)
    messages.success(request, _("The decision carries your name too."))
    return redirect("decision", key)


@require_http_methods(EDIT)
def lesson_new(request):
    """Enter a lesson learned."""
    _refuse_unless_keeper(request)

    def act(_data):
        actions.add_lesson(**desk.form.values(), by=request.user)

    desk = Desk(
        "registers/lesson_edit.html", LessonForm, lambda: {"learnt_on": today()}, act,
        reverse("lessons"), _("The lesson is in the register."),
    )  # fmt: skip
    return desk.answer(request)


@require_http_methods(EDIT)
def lesson_edit(request, pk):
    """Correct a lesson, or say how far its measure has got."""
    now = Lesson.objects.visible_to(request.user).with_subject().filter(pk=pk)
    found = get_object_or_404(now)
    _refuse_unless_keeper(request)

    def act(data):
        actions.change_lesson(
            lesson=found, changes=desk.form.values(), version=data["version"], by=request.user
        )

    desk = Desk(
        "registers/lesson_edit.html", LessonForm, lambda: saved_lesson(now.get()), act,
        reverse("lessons"), _("The lesson is saved."), version=lambda: now.get().version,
        context={"lesson": found, "name": str(found)},
    )  # fmt: skip
    return desk.answer(request)


def _decisions(request):
    found = Decision.objects.visible_to(request.user).with_subject()
    return found.select_related("recorded_by", "countersigned_by")


def _refuse_unless_keeper(request):
    if not policy.can_keep_registers(request.user):
        raise PermissionDenied
