"""National clusters: all of them across the plans, each with its team and its plans."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import today
from accounts.conflicts import Refused
from actionplans import policy, reading
from actionplans.across import Across
from actionplans.actions.bodies import close_body, name_body
from actionplans.actions.clusters import add_cluster, change_cluster, end_place, give_place
from actionplans.forms import BodyForm, ClusterForm, PlaceForm, saved_cluster
from actionplans.models import ActionPlan, TeamPlace
from actionplans.views.fetching import any_cluster, moment_asked
from sip import twoversions
from sip.editing import Desk, key_sent, written
from sip.forms import add_errors, errors_of
from sip.moments import now


@login_not_required
@require_safe
def countries(request):
    """Every national cluster, and what their plans add up to. Figures are public, words are not."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    at, problems = moment_asked(request)
    across = Across(year, at)
    return render(
        request,
        "actionplans/country_list.html",
        {
            "section": "countries",
            "across": across,
            "problems": problems,
            "as_of": at.query.get("as_of", ""),
            "may_add": policy.can_keep_clusters(request.user),
            "reads_plans": request.user.is_authenticated,
        },
    )


@login_not_required
@require_safe
def country(request, slug):
    """One national cluster: since when, led by whom, its team, its plans, its last CCPM."""
    cluster = any_cluster(slug)
    plans = policy.visible_plans(request.user).filter(cluster=cluster)
    years = ActionPlan.objects.published().filter(cluster=cluster).order_by("-year")
    plan = years.filter(year__lte=today().year).first()
    sees_team = policy.can_see_team(request.user, cluster)
    team = TeamPlace.objects.on().filter(cluster=cluster).select_related("person")
    exercises = list(cluster.surveys.defer("tallies", "responses"))
    standing = (one for one in exercises if not one.withdrawn_at)
    survey = next((one for one in standing if one.is_held(now())), None)
    return render(
        request,
        "actionplans/country.html",
        {
            "section": "countries",
            "cluster": cluster,
            "plans": list(plans),
            "years": list(years),
            "sheet": reading.Sheet(plan) if plan else None,
            "sees_team": sees_team,
            "team": team.order_by("role", "person__name") if sees_team else [],
            "bodies": cluster.advisory_bodies.filter(closed_on=None).select_related("owner"),
            "survey": survey,
            "exercises": [one for one in exercises if one != survey],
            "scores": list(survey.scores.all()) if survey and request.user.is_authenticated else [],
            "may_write": policy.can_coordinate(request.user, cluster),
            "may_keep": policy.can_keep_clusters(request.user),
            "next_year": None if cluster.is_deactivated_on(today()) else _next_year(plans),
        },
    )


def _next_year(plans):
    """Return the year of the plan to begin; None while the last one is a draft itself."""
    last = max(plans, key=lambda plan: plan.year, default=None)
    if last is None:
        return today().year
    return None if last.state == ActionPlan.State.DRAFT else last.year + 1


@require_http_methods(["GET", "HEAD", "POST"])
def bodies(request, slug):
    """Name an advisory group of the cluster, or close one: its coordinators and GLC staff."""
    cluster = any_cluster(slug)
    if not policy.can_coordinate(request.user, cluster):
        raise PermissionDenied
    form = BodyForm(request.POST or None, initial={"opened_on": today()})
    if "close" in request.POST:
        return _close_body(request, cluster)
    if request.method == "POST" and form.is_valid():
        try:
            body = name_body(cluster=cluster, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The group is named. Give its seats here."))
            return redirect("group-seats", body.owner.key)
    return render(
        request,
        "actionplans/bodies.html",
        {
            "section": "countries",
            "cluster": cluster,
            "bodies": cluster.advisory_bodies.select_related("owner"),
            "form": form,
            "errors": errors_of(form) if form.is_bound else [],
        },
    )


def _close_body(request, cluster):
    body = get_object_or_404(cluster.advisory_bodies, pk=key_sent(request.POST["close"]))
    try:
        close_body(body=body, closed_on=today(), by=request.user)
        messages.success(request, _("The group is closed."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("country-bodies", cluster.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Enter a national cluster: GLC staff."""
    if not policy.can_keep_clusters(request.user):
        raise PermissionDenied
    form = ClusterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ClusterForm.Meta.fields}
        try:
            cluster = add_cluster(by=request.user, **values)
        except ValidationError as error:
            add_errors(form, error)
        except IntegrityError:
            form.add_error("slug", _("A cluster has this key already."))
        else:
            messages.success(request, _("The cluster is entered."))
            return redirect("country-edit", cluster.slug)
    return _form(request, form, None, PlaceForm())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    """Keep a cluster and its team: GLC staff."""
    if not policy.can_keep_clusters(request.user):
        raise PermissionDenied
    cluster = any_cluster(slug)
    if "email" in request.POST:
        return _give_place(request, cluster)
    if "end" in request.POST:
        return _end_place(request, cluster)
    return _change(request, cluster)


def _change(request, cluster):
    def make(data=None, **kwargs):
        return ClusterForm(data, instance=any_cluster(cluster.slug), **kwargs)

    def act(data):
        names = [name for name in ClusterForm.Meta.fields if name != "slug"]
        change_cluster(
            cluster=cluster, changes={name: data[name] for name in names}, by=request.user,
            version=data["version"],
        )  # fmt: skip

    return Desk(
        "actionplans/cluster_form.html", make, lambda: saved_cluster(any_cluster(cluster.slug)),
        act, reverse("country", args=[cluster.slug]), _("The cluster is saved."),
        version=lambda: any_cluster(cluster.slug).version,
        context={**_context(cluster, PlaceForm()), "name": cluster.name},
    ).answer(request)  # fmt: skip


def _give_place(request, cluster):
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            give_place(
                cluster=cluster, person=form.cleaned_data["email"], by=request.user,
                role=form.cleaned_data["role"], starts_on=form.cleaned_data["starts_on"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The place in the team is given."))
            return redirect("country-edit", cluster.slug)
    return _form(request, _as_it_is(cluster), cluster, form)


def _end_place(request, cluster):
    place = get_object_or_404(TeamPlace, pk=key_sent(request.POST["end"]), cluster=cluster)
    try:
        end_place(place=place, ends_on=max(today(), place.starts_on), by=request.user)
        messages.success(request, _("The place ends today."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("country-edit", cluster.slug)


def _as_it_is(cluster):
    saved = saved_cluster(cluster)
    initial = twoversions.initial(saved, cluster.version, base=written(saved))
    return ClusterForm(instance=cluster, initial=initial)


def _form(request, form, cluster, places):
    errors = [*errors_of(form), *errors_of(places)]
    context = {**_context(cluster, places), "form": form, "errors": errors}
    return render(request, "actionplans/cluster_form.html", context)


def _context(cluster, places):
    team = TeamPlace.objects.on().filter(cluster=cluster).select_related("person")
    return {
        "section": "countries",
        "cluster": cluster,
        "places": places,
        "team": team if cluster else [],
    }
