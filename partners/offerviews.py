"""Pages of what partners and stakeholders can bring: found by everybody, kept by the provider,
asked for by the GLC and the countries."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import today
from accounts.conflicts import Refused, Stale
from partners import offering, offers, policy, versions
from partners.forms import AskForm, OfferForm, StepForm
from partners.looking import may_still_look, turned_away
from partners.models import Engagement, Organisation, Resource, ResourceRequest
from partners.reading import a_year_after
from sip import conflicts, twoversions
from sip.editing import version_read
from sip.filesizes import Weight
from sip.forms import add_errors, as_typed, errors_of

PAGE_SIZE = 40
SOON = 10  # days of notice within which something counts as soon to be had
TABLE = Weight(6_600, 120)  # of the workbook of all offers


@login_not_required
@require_safe
def resources(request):
    """What is offered today, by kind, filtered by the address; and requests that concern one."""
    standing = offers.with_provider(
        Resource.objects.standing().filter(organisation__merged_into=None)
    )
    found = offers.OfferFilter(request.GET, standing)
    found.is_valid()
    chosen = found.form.cleaned_data if found.is_bound else {}
    apart = {name: chosen.get(name) for name in ("q", "country") if chosen.get(name)}
    shown, lines = offers.facets(offers.OfferFilter(apart, standing).qs, chosen)
    page = Paginator(found.qs.in_order(), PAGE_SIZE).get_page(request.GET.get("page"))
    for resource in page.object_list:
        resource.provider_label = (
            Engagement.Kind(resource.provider).label if resource.provider else ""
        )
    waiting = offers.waiting_for(request.user)
    is_filtered = any(name in request.GET for name in found.filters)
    return render(
        request,
        "partners/resource_list.html",
        {
            "section": "partners",
            "page": page,
            "kinds": offers.by_kind(page, lines, with_empty=bool(lines) and not is_filtered),
            "apart": f"&{urlencode(apart)}" if apart else "",
            "may_ask": policy.may_ask(request.user),
            "facets": shown,
            "total": len(lines),
            "about": TABLE.of(len(lines)),
            "providers": len({line.organisation_id for line in lines}),
            "soon": sum(
                line.notice_days is not None and line.notice_days <= SOON for line in lines
            ),
            "waiting": waiting,
            "mine": offers.asked_by(request.user, besides=waiting),
            "q": chosen.get("q", ""),
            "is_filtered": is_filtered,
            "own": Organisation.objects.current().of(request.user)
            if request.user.is_authenticated else [],
        },
    )  # fmt: skip


@login_not_required
@require_safe
def resource(request, pk):
    """One offer, and the requests for it that the reader may see. An offer that is over is seen
    by those whom it concerns."""
    held = get_object_or_404(offers.with_provider(Resource.objects.all()), pk=pk)
    if not held.stands_on():
        get_object_or_404(Resource.objects.visible_when_over(request.user), pk=pk)
    return _offer_page(request, held)


def _offer_page(request, held, form=None):
    askers = offers.askers(request.user)
    sees_contact = policy.can_see_offer_contact(request.user, held.organisation)
    is_too_many = bool(sees_contact and held.contact) and not may_still_look(
        request.user, held.organisation
    )
    is_of_observer = bool(held.provider) and not Engagement.Kind(held.provider).can_offer
    may_ask = askers and held.stands_on() and not is_of_observer
    return render(
        request,
        "partners/resource_detail.html",
        {
            "section": "partners",
            "resource": held,
            "provider": Engagement.Kind(held.provider) if held.provider else None,
            "stands": held.stands_on(),
            "edits": policy.can_edit_entry(request.user, held.organisation),
            "sees_contact": sees_contact,
            "is_too_many": is_too_many,
            "requests": held.requests.visible_to(request.user).select_related("asked_by"),
            "is_of_observer": is_of_observer,
            "form": form or (AskForm(askers=askers) if may_ask else None),
            "errors": errors_of(form) if form else [],
        },
    )


@require_POST
def ask(request, pk):
    """Ask for a resource, for the GLC or for one's national cluster."""
    held = get_object_or_404(offers.with_provider(Resource.objects.standing()), pk=pk)
    askers = offers.askers(request.user)
    if not askers:
        raise PermissionDenied
    form = AskForm(request.POST, askers=askers)
    if form.is_valid():
        try:
            asked = offering.ask(resource=held, by=request.user, **form.cleaned_data)
        except (ValidationError, Refused) as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The request is sent: the organisation sees it here."))
            return redirect("resource-request", asked.pk)
    return _offer_page(request, held, form)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_request(request, pk):
    """One request with its history, and the next step for each side."""
    visible = ResourceRequest.objects.visible_to(request.user)
    held = get_object_or_404(visible.select_related("resource__organisation", "asked_by"), pk=pk)
    # Who leaves the state as it is adds a word; “waits for an answer” is no answer.
    steps = [
        (state.value, _("Write without deciding yet") if state == held.state else state.label)
        for state in offering.steps(request.user, held)
    ]
    form, status = None, 200
    if request.method == "POST":
        if not steps:
            raise PermissionDenied
        version_read(request)
        form = StepForm(request.POST, steps=steps)
        if form.is_valid():
            try:
                offering.answer(request=held, by=request.user, **form.cleaned_data)
            except Stale as stale:
                held, status = stale.current, 409
                form.data = {**form.data.dict(), "version": held.version}
                form.add_error(None, _meanwhile(held, request.user))
            except (ValidationError, Refused) as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Your answer is sent."))
                return redirect("resource-request", held.pk)
    elif steps:
        form = StepForm(steps=steps, initial={"version": held.version})
    return render(
        request,
        "partners/request_detail.html",
        {
            "section": "partners",
            "request_held": held,
            "asker": offers.asker_label(held.on_behalf_of, offers.cluster_names()),
            "moves": held.moves.select_related("by").order_by("at", "pk"),
            "form": form,
            "errors": errors_of(form) if form and form.is_bound else [],
        },
        status=status,
    )


def _meanwhile(held, reader):
    """Say who wrote since the page was opened: oneself too, in another window."""
    last = held.moves.select_related("by").order_by("-at", "-pk").first()
    if last.by == reader:
        return _("You wrote in another window meanwhile: read it below, then send this if needed.")
    told = _("%(name)s wrote in the meantime: read it below, then send yours again.")
    return told % {"name": last.by.name}


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, slug):
    """Offer something in the name of an organisation."""
    organisation = get_object_or_404(Organisation.objects.current(), slug=slug)
    if not policy.can_edit_entry(request.user, organisation):
        raise PermissionDenied
    if request.method != "POST":
        initial = {"version": 0, "expires_on": a_year_after(today())}
        return _form_page(request, organisation, OfferForm(initial=initial))
    form = OfferForm(request.POST)
    if form.is_valid():
        try:
            made = offering.offer(organisation=organisation, by=request.user, **_fields(form))
        except (ValidationError, Refused) as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Thank you: the offer stands in the list."))
            return redirect("resource", made.pk)
    return _form_page(request, organisation, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """Change an offer, or renew it. Made from an older version, it is answered with both (409)."""
    held = get_object_or_404(Resource.objects.select_related("organisation"), pk=pk)
    if not policy.can_edit_entry(request.user, held.organisation):
        raise PermissionDenied
    if away := turned_away(request, held.organisation, "resource", pk):
        return away
    if request.method != "POST":
        initial = twoversions.initial(_saved(held), held.version)
        initial["languages"] = held.languages
        return _form_page(request, held.organisation, OfferForm(initial=initial), held)
    version_read(request)
    mine = OfferForm(request.POST)
    if conflicts.was_asked(request.POST):
        data, errors = versions.resolved(request, _asked(mine), _saved(held), mine.typed())
        if errors:
            return _conflict(request, held, mine, errors)
        mine = OfferForm(data)
    if not mine.is_valid():
        return _form_page(request, held.organisation, mine, held)
    try:
        offering.change_offer(
            resource=held, version=mine.cleaned_data["version"], by=request.user, **_fields(mine)
        )
    except (ValidationError, Refused) as error:
        add_errors(mine, error)
        return _form_page(request, held.organisation, mine, held)
    except Stale as stale:
        return _conflict(request, stale.current, mine)
    messages.success(request, _("The offer is saved."))
    return redirect("resource", held.pk)


@require_POST
def withdraw(request, pk):
    """Take an offer back."""
    held = get_object_or_404(Resource.objects.select_related("organisation"), pk=pk)
    try:
        offering.withdraw(resource=held, by=request.user)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The offer was taken back; it stays in the history."))
    return redirect("partner", held.organisation.slug)


def _conflict(request, held, form, errors=None):
    answer = versions.conflict(
        request, asked=_asked(form), saved=_saved(held), mine=form.typed(), errors=errors,
        version=held.version, name=held.title, back=reverse("resource", args=[held.pk]),
    )  # fmt: skip
    return answer or redirect("resource", held.pk)


def _form_page(request, organisation, form, held=None):
    return render(
        request,
        "partners/resource_edit.html",
        {
            "section": "partners",
            "organisation": organisation,
            "resource": held,
            "form": form,
            "errors": errors_of(form, named=True) if form.is_bound else [],
        },
    )


def _asked(form):
    kinds = dict.fromkeys(form.fields, "line")
    texts = {"description": "text", "conditions": "text", "countries": "rows"}
    return conflicts.asked_of(form, kinds={**kinds, **texts})


def _saved(held):
    """Return what is saved now, as it would be typed."""
    return as_typed({
        **{name: getattr(held, name) for name in offering.FIELDS},
        "languages": ", ".join(held.languages),
        "countries": "\n".join(held.country_names),
    }) | {"notice_days": "" if held.notice_days is None else str(held.notice_days)}  # fmt: skip


def _fields(form):
    return {name: form.cleaned_data[name] for name in offering.FIELDS}
