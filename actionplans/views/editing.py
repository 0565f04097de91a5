"""The pages on which a coordinator changes the plan of their own cluster."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from actionplans.actions.evidence import report
from actionplans.actions.plans import change_gap, withdraw_action
from actionplans.actions.writing import Addition, Edit, write
from actionplans.forms import ActionForm, GapForm, NewActionForm, initial_action
from actionplans.models import Gap
from actionplans.views.fetching import action_of, open_for_writing
from sip import conflicts, twoversions
from sip.editing import Desk, key_sent, version_read
from sip.forms import FormError, as_typed, errors_of

KINDS = {
    "status": "status", "meaning": "line", "due_on": "line", "completed_on": "line", "sip": "line",
    "deadline": "line", "responsible": "line", "support_from": "line", "evidence": "line",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_for_writing
def action(request, plan, pk):
    """Change an action and where it stands: one form, one version. A stale one is answered with
    both versions (409)."""
    one = action_of(plan, pk)
    if request.method != "POST" and one.withdrawn_on:
        return redirect("country-action", plan.cluster.slug, plan.year, pk)
    if request.method != "POST":
        initial = twoversions.initial(initial_action(one), one.version, base=_saved(one))
        return _action_page(request, plan, one, ActionForm(initial=initial))
    if "withdraw" in request.POST:
        return _withdraw(request, plan, one)
    version_read(request)
    if conflicts.was_asked(request.POST):
        return _resolve(request, plan, one)
    return _save(request, plan, one, ActionForm(request.POST, request.FILES))


def _save(request, plan, one, form):
    values = form.values(plan.year) if form.is_valid() else None
    if values is None:
        return _action_page(request, plan, one, form)
    edit = Edit(one, values, form.cleaned_data["gap"], form.cleaned_data["version"])
    try:
        changed = report(plan=plan, by=request.user, edit=edit, papers=form.papers())
    except ValidationError as error:
        form.add_errors(error)
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except Stale:
        return _conflict(request, plan, action_of(plan, one.pk), form)
    else:
        messages.success(
            request, _("The action is saved.") if changed else _("Nothing had changed.")
        )
        return redirect("country-action", plan.cluster.slug, plan.year, one.pk)
    return _action_page(request, plan, one, form)


def _resolve(request, plan, one):
    """Take the choices of a conflict page, and save what they lead to."""
    mine = ActionForm(request.POST)
    values, errors = twoversions.resolved(
        request, _asked(), saved=_saved(one), mine=_typed(mine, plan.year)
    )
    if errors:
        return _conflict(request, plan, one, mine, errors)
    return _save(request, plan, one, ActionForm(values))


def _conflict(request, plan, one, form, errors=None):
    answer = twoversions.page(
        request, "actionplans/conflict.html", asked=_asked(), saved=_saved(one),
        mine=_typed(form, plan.year), version=one.version, errors=errors,
        context={
            "section": "countries", "plan": plan, "action": one, "lost_files": _names_of(request),
        },
    )  # fmt: skip
    if answer is None:
        messages.info(request, _("The same had been saved already; nothing was added."))
    return answer or redirect("country-action", plan.cluster.slug, plan.year, one.pk)


def _asked():
    return [
        one
        for one in conflicts.asked_of(ActionForm(), kinds=KINDS)
        if one.name not in ActionForm.PAPERS
    ]


def _saved(one):
    return as_typed({**initial_action(one), "version": None})


def _typed(form, year):
    """Return what was sent, as two versions are compared."""
    form.is_valid()
    given = {asked.name: form.data.get(asked.name, "") for asked in _asked()}
    if not given["meaning"] and (found := form.read_deadline(year)):
        given["meaning"], given["due_on"] = found.meaning, found.due_on
    return as_typed(given)


def _withdraw(request, plan, one):
    try:
        withdraw_action(
            action=one, by=request.user, version=version_read(request),
            reason=request.POST.get("withdraw", ""),
        )  # fmt: skip
    except Stale:
        said = _("Somebody changed this action in between: look at it first.")
        return _not_withdrawn(request, plan, one, said, status=409)
    except Refused as refused:
        return _not_withdrawn(request, plan, one, refused.message)
    except ValidationError as error:
        return _not_withdrawn(request, plan, one, " ".join(error.messages))
    messages.success(request, _("The action has left the plan; its history stays."))
    return redirect("country-plan", plan.cluster.slug, plan.year)


def _not_withdrawn(request, plan, one, said, status=200):
    """Show the action as it is now, with the reason that was given for taking it out."""
    one = action_of(plan, one.pk)
    initial = twoversions.initial(initial_action(one), one.version, base=_saved(one))
    errors = [FormError("withdraw", said)]
    return _action_page(request, plan, one, ActionForm(initial=initial), errors, status)


def _action_page(request, plan, one, form, errors=(), status=200):
    return render(
        request,
        "actionplans/action_form.html",
        {
            "section": "countries",
            "plan": plan,
            "action": one,
            "form": form,
            "papers": one.papers.standing(),
            "lost_files": _names_of(request),
            "withdraw": request.POST.get("withdraw"),
            "errors": errors_of(form) if form.is_bound else errors,
        },
        status=status,
    )


def _names_of(request):
    """Return the names of files that came with a form that was not saved."""
    return [file.name for file in request.FILES.getlist("files")]


@require_http_methods(["GET", "HEAD", "POST"])
@open_for_writing
def add(request, plan):
    """Add an action, with its gap and section where these are new."""
    gap = _gap_of(plan, key_sent(request.GET.get("gap", "")))
    initial = {}
    if gap:
        section = gap.section
        initial = {
            "gap": gap.text, "section": section.title, "core_function": section.core_function,
        }  # fmt: skip
    form = NewActionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (values := form.values(plan.year)):
        data = form.cleaned_data
        try:
            write(plan=plan, by=request.user, additions=[
                Addition(values, data["section"], data["core_function"], gap_text=data["gap"])
            ])  # fmt: skip
        except ValidationError as error:
            form.add_errors(error)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The action is added."))
            return redirect("country-plan", plan.cluster.slug, plan.year)
    return render(
        request,
        "actionplans/add.html",
        {
            "section": "countries",
            "plan": plan,
            "form": form,
            "titles": plan.sections.values_list("title", flat=True),
            "errors": errors_of(form) if form.is_bound else [],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_for_writing
def gap(request, plan, pk):
    """Change a gap, move it to another section, or confirm an unsure reading."""
    one = _gap_of(plan, pk)
    if one is None:
        raise Http404

    def saved():
        now = _gap_of(plan, pk)
        section = now.section
        return {
            "text": now.text, "section": section.title, "core_function": section.core_function,
            "is_unsure": now.is_unsure,
        }  # fmt: skip

    def act(data):
        change_gap(
            gap=one, text=data["text"], section_title=data["section"], by=request.user,
            core_function=data["core_function"], is_unsure=data["is_unsure"],
            version=data["version"],
        )  # fmt: skip

    return Desk(
        "actionplans/gap_form.html", GapForm, saved, act,
        reverse("country-plan", args=[plan.cluster.slug, plan.year]), _("The gap is saved."),
        version=lambda: _gap_of(plan, pk).section.plan.version,
        context={
            "section": "countries", "plan": plan, "gap": one, "name": _("Challenge or gap"),
        },
    ).answer(request)  # fmt: skip


def _gap_of(plan, pk):
    return Gap.objects.filter(pk=pk, section__plan=plan).select_related("section__plan").first()
