"""Pages on which people join an organisation, are confirmed, and leave it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.conflicts import Refused
from partners import joining, leaving, notices, policy
from partners.forms import AnswerJoiningForm, JoinForm, LeaveForm
from partners.looking import may_still_look
from partners.models import Joining, Organisation
from sip.forms import add_errors, errors_of

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    """Ask to join an organisation."""
    organisation = get_object_or_404(Organisation.objects.current(), slug=slug)
    if waiting := request.user.joinings.waiting().filter(organisation=organisation).first():
        return redirect("joining", waiting.pk)
    if not policy.can_ask_to_join(request.user, organisation):
        return redirect("partner", organisation.slug)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = joining.ask(
                organisation=organisation, words=form.cleaned_data["words"], by=request.user
            )
        except (ValidationError, Refused) as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your request is on its way."))
            return redirect("joining", made.pk)
    has_people = bool(notices.contacts_of(organisation))
    context = {"organisation": organisation, "form": form, "has_people": has_people}
    return _page(request, "partners/join.html", form, context)


@require_safe
def joinings(request):
    """Requests to join: one's own, those of one's organisations; all of them for the GLC."""
    found = Joining.objects.visible_to(request.user).select_related("person", "organisation")
    answered = Paginator(found.exclude(state=Joining.State.WAITING), PAGE_SIZE)
    context = {
        "waiting": found.waiting().order_by("asked_at"),
        "page": answered.get_page(request.GET.get("page")),
    }
    return _page(request, "partners/joinings.html", None, context)


@require_http_methods(["GET", "HEAD", "POST"])
def one_joining(request, pk):
    """One request: its words, and the answer of who may give it. Its person may take it back."""
    found = Joining.objects.visible_to(request.user)
    held = get_object_or_404(
        found.select_related("person", "organisation", "answered_by"), pk=pk
    )  # fmt: skip
    answers = held.state == Joining.State.WAITING and policy.can_answer_joining(request.user, held)
    is_own = held.person == request.user
    form = AnswerJoiningForm(organisation=held.organisation) if answers else None
    if request.method == "POST":
        if is_own:
            return _take_back(request, held)
        if not policy.can_answer_joining(request.user, held):
            raise PermissionDenied
        form = AnswerJoiningForm(request.POST, organisation=held.organisation)
        if form.is_valid() and (response := _answer(request, held, form)):
            return response
    has_people = is_own and bool(notices.contacts_of(held.organisation))
    is_over = held.state != Joining.State.WAITING
    words = form["words"].value() if form and is_over else ""
    context = {
        "held": held, "form": None if is_over else form, "is_own": is_own,
        "has_people": has_people, "typed": [(form["words"].label, words)] if words else [],
        "shows_address": not is_own and may_still_look(request.user, held.organisation),
    }  # fmt: skip
    return _page(request, "partners/joining.html", form, context)


def _answer(request, held, form):
    is_accepted = form.cleaned_data["decision"] == "accepted"
    try:
        joining.answer(
            joining=held, is_accepted=is_accepted, words=form.cleaned_data["words"],
            by=request.user, role=form.cleaned_data["role"],
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, refused.message)
        held.refresh_from_db()  # it has been answered or taken back meanwhile
        return None
    except ValidationError as error:
        add_errors(form, error)
        return None
    said = (
        _("%(name)s belongs to %(organisation)s from today.")
        if is_accepted
        else _("%(name)s was not confirmed for %(organisation)s.")
    )
    names = {"name": held.person.name, "organisation": held.organisation.name}
    messages.success(request, said % names)
    return redirect("partner", held.organisation.slug)


def _take_back(request, held):
    try:
        joining.take_back(joining=held, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("joining", held.pk)
    messages.success(request, _("Your request is taken back."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug):
    """Leave an organisation: says what ends and what stays, and asks once."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not policy.speaks_for(request.user, organisation):
        raise Http404
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.leave(organisation=organisation, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            name = {"name": organisation.name}
            messages.success(request, _("You have left %(name)s; its rights are gone.") % name)
            return redirect("account")
    context = {
        "organisation": organisation,
        "form": form,
        "seats": leaving.seats_for(organisation, request.user),
        "is_last": notices.contacts_of(organisation) == [request.user],
    }
    return _page(request, "partners/leave.html", form, context)


def _page(request, template, form, context):
    errors = errors_of(form) if form is not None and form.is_bound else []
    return render(request, template, {"section": "partners", "errors": errors, **context})
