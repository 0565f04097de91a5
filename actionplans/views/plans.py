"""The plan of a cluster and year, one action of it, and its life from draft to closing."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import today
from accounts.conflicts import Refused, Stale
from actionplans import policy, reading
from actionplans.actions.plans import (
    carried_into,
    carry_over,
    close_plan,
    draft_next,
    open_plan,
    start_plan,
    still_open,
)
from actionplans.comparison import compare
from actionplans.exports.offered import PLAN, files
from actionplans.forms import CloseForm, TickForm
from actionplans.models import ActionPaper, ActionPlan
from actionplans.views.fetching import (
    action_of,
    cluster_for_writing,
    moment_asked,
    open_for_writing,
    plan_for_reading,
    plan_for_writing,
)
from sip import quarters
from sip.editing import version_read
from sip.forms import errors_of
from sip.papers.handing import handed_out
from sip.phrases import in_words
from sip.progress import STATUS_KEYS


@require_safe
def plan(request, slug, year):
    """The plan as of a day: every section of a short one, one section of a long one, and a part of
    one that is long itself; `?part=all` has the whole of it, to print (`&section=all`: of it all).
    """
    found = plan_for_reading(request, slug, year)
    at, problems = moment_asked(request)
    sheet = reading.Sheet(found, at)
    show = request.GET.get("show", "")
    show = show if show in (*reading.FIGURES, *STATUS_KEYS) else ""
    shown = sheet.shown(request.GET.get("section", ""), show)
    part = Paginator(reading.in_parts(shown), 1).get_page(request.GET.get("part"))
    is_whole = request.GET.get("part") == "all"
    survey = found.cluster.surveys.held(at).filter(ends_on__lte=found.ends_on).first()
    return render(
        request,
        "actionplans/plan.html",
        {
            "section": "countries",
            "plan": found,
            "sheet": sheet,
            "state": found.state_on(at.day),
            "problems": problems,
            "as_of": at.query.get("as_of", ""),
            "shown": shown if is_whole else part.object_list[0],
            "part": None if is_whole else part,
            "show": show,
            "words": in_words(sheet.counts),
            "uncovered": reading.uncovered(sheet, survey),
            "may_write": may_write(found) and at.is_now,
            "files": files(_weights(at), len(sheet.lines), partial(_address, found, at)),
            "may_begin": survey is not None,
            "quarter": _quarter(found),
        },
    )


def _weights(at):
    """What files to offer: of a past day none to fill in, for it would bring the plan of today."""
    return PLAN if at.is_now else {name: PLAN[name] for name in PLAN if name != "xlsx"}


def _address(found, at, format_):
    """The way to a file of the plan as of the day shown."""
    url = reverse("country-export", args=[found.cluster.slug, found.year, format_])
    return f"{url}{at.ending}"


def _quarter(found):
    """Return the number of the last quarter of the plan that ended, or of its first; None before
    its year has begun."""
    if today() < found.starts_on:
        return None
    last = quarters.last_ended(today())
    return last.number if last.year == found.year else 4 if last.year > found.year else 1


@require_safe
def action(request, slug, year, pk):
    """One action: its deadline, what it asks for, what became of it, year after year."""
    found = plan_for_reading(request, slug, year)
    at, problems = moment_asked(request)
    one = action_of(found, pk, at)
    line = reading.line_of(one, found, at)
    return render(
        request,
        "actionplans/action.html",
        {
            "section": "countries",
            "plan": found,
            "action": one,
            "line": line,
            "rows": list(one.status_rows.held(at).select_related("recorded_by")),
            "occurrences": line.occurrences,
            "past": reading.carried_from(one),
            "papers": _papers(one, at),
            "may_write": may_write(found) and at.is_now and not one.withdrawn_on,
            "tick": TickForm(prefix=f"a{one.pk}", initial={"done_on": line.on}),
            "problems": problems,
            "as_of": at.query.get("as_of", ""),
        },
    )


def _papers(one, at):
    """Return the evidence that stood with an action at a moment."""
    if at.known is None:
        return one.papers.standing()
    return one.papers.filter(at__lte=at.known).exclude(removed_at__lte=at.known)


@require_safe
def paper(request, slug, year, pk, paper):
    """A file kept as evidence of an action, for whoever may read the plan."""
    found = plan_for_reading(request, slug, year)
    papers = ActionPaper.objects.standing().filter(action__gap__section__plan=found, action=pk)
    return handed_out(get_object_or_404(papers.exclude(file=""), pk=paper))


@require_POST
def start(request, slug):
    """Begin a plan: next year's from the last one, or an empty one where there is none."""
    cluster = cluster_for_writing(request, slug)
    year = request.POST.get("year", "")
    last = cluster.plans.order_by("-year").first()
    try:
        if last:
            made = draft_next(plan=last, by=request.user)
        elif year.isascii() and year.isdigit() and len(year) == 4:
            made = start_plan(
                cluster=cluster, year=int(year), by=request.user, language=get_language()
            )
        else:
            raise BadRequest("The form names no year.")
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("country", slug)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("country", slug)
    messages.success(request, _("The draft is made: your team alone sees it until you open it."))
    return redirect("country-plan", slug, made.year)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, slug, year):
    """Open a draft, or close an open plan with a summary."""
    found = plan_for_writing(request, slug, year)
    form = CloseForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and (answer := _moved(request, found, form)):
        return answer
    sheet = reading.Sheet(found)
    return render(
        request,
        "actionplans/move.html",
        {
            "section": "countries",
            "plan": found,
            "form": form,
            "errors": errors_of(form) if form.is_bound else [],
            "sheet": sheet,
            "words": in_words(sheet.counts),
            "still_open": _still_open(found),
            "following": _following(found),
            "ends_early": found.state == ActionPlan.State.OPEN and today() < found.ends_on,
        },
        status=409 if getattr(form, "is_stale", False) else 200,
    )


def _still_open(found):
    """Return the cluster's other plans that are open, where this one is about to be."""
    if found.state != ActionPlan.State.DRAFT:
        return []
    others = found.cluster.plans.filter(state=ActionPlan.State.OPEN)
    return list(others.order_by("year").values_list("year", flat=True))


def _following(found):
    """Return the plan drafted from this one, with `left`, how many rows of this one that are open
    were never carried over into it; None where there is none."""
    if found.state != ActionPlan.State.OPEN:
        return None
    following = ActionPlan.objects.filter(previous=found).first()
    if following:
        following.left = len(still_open(found, following))
    return following


def _moved(request, found, form):
    """Do what was asked; return the answer, or None after adding errors to the form."""
    version = version_read(request)
    try:
        if found.state == ActionPlan.State.DRAFT:
            open_plan(plan=found, by=request.user, version=version)
            messages.success(request, _("The plan is open: everybody signed in reads it."))
        elif form.is_valid():
            close_plan(
                plan=found, summary=form.cleaned_data["summary"], by=request.user,
                version=version,
            )  # fmt: skip
            messages.success(request, _("The plan is closed."))
        else:
            return None
    except Refused as refusal:
        form.full_clean()
        form.add_error(None, refusal.message)
        return None
    except Stale as stale:
        form.full_clean()
        form.add_error(None, _("Somebody saved in between: look at the plan, then send again."))
        form.is_stale = True
        form.data = form.data.copy()
        form.data["version"] = stale.current.version
        return None
    return redirect("country-plan", found.cluster.slug, found.year)


@require_safe
def compared(request, slug, year):
    """A plan beside the one it was drafted from."""
    found = plan_for_reading(request, slug, year)
    before = found.previous
    if before is None:
        messages.info(request, _("This plan was not drafted from another one."))
        return redirect("country-plan", slug, year)
    if not policy.visible_plans(request.user).filter(pk=before.pk).exists():
        raise PermissionDenied
    before.cluster = found.cluster
    return render(
        request,
        "actionplans/compare.html",
        {
            "section": "countries",
            "plan": found,
            "before": before,
            "comparison": compare(reading.Sheet(before), reading.Sheet(found), carried_into(found)),
            "may_write": may_write(found),
        },
    )


@require_POST
@open_for_writing
def carry(request, plan):
    """Carry over what came into the year before since this plan was drafted from it."""
    try:
        number = carry_over(plan=plan, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if number:
            said = ngettext("%(count)d row was carried over.", "%(count)d rows were carried over.",
                            number)  # fmt: skip
            messages.success(request, said % {"count": number})
        else:
            messages.info(request, _("Nothing is left to carry over."))
    return redirect("country-compare", plan.cluster.slug, plan.year)


def may_write(found):
    """Whether to offer the ways of writing to the person whom the plan was fetched for."""
    return found.is_writable and found.state != ActionPlan.State.CLOSED
