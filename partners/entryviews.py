"""Pages on which an organisation's entry is kept: by its own people, and by the GLC."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Stale
from partners import editing, geography, merging, policy, versions
from partners.forms import EntryForm, MergeForm
from partners.looking import turned_away
from partners.models import Contact, Organisation
from sip import conflicts, twoversions
from sip.editing import version_read
from sip.forms import add_errors, errors_of


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    """Keep one's own entry. A form made from an older version is answered with both (409)."""
    organisation = get_object_or_404(Organisation.objects.current(), slug=slug)
    if not policy.can_edit_entry(request.user, organisation):
        raise PermissionDenied
    if away := turned_away(request, organisation, "partner", slug):
        return away
    if request.method != "POST":
        saved = _saved(organisation)
        initial = twoversions.initial(saved, organisation.version)
        initial["languages"] = organisation.languages
        return _page(request, organisation, EntryForm(initial=initial))
    version_read(request)
    if conflicts.was_asked(request.POST):
        mine = EntryForm(request.POST)
        data, errors = versions.resolved(request, _asked(mine), _saved(organisation), mine.typed())
        if errors:
            return _conflict(request, organisation, mine, errors)
        return _save(request, organisation, EntryForm(data))
    return _save(request, organisation, EntryForm(request.POST))


def _save(request, organisation, form):
    if not form.is_valid():
        return _page(request, organisation, form)
    try:
        editing.change_entry(
            organisation=organisation,
            version=form.cleaned_data["version"],
            changes={name: form.cleaned_data[name] for name in editing.OWN},
            countries=form.cleaned_data["countries"],
            contacts=form.contacts(),
            by=request.user,
        )
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, organisation, form)
    except Stale as stale:
        return _conflict(request, stale.current, form)
    messages.success(request, _("The entry is saved."))
    return redirect("partner", organisation.slug)


def _conflict(request, organisation, form, errors=None):
    answer = versions.conflict(
        request, asked=_asked(form), saved=_saved(organisation), mine=form.typed(), errors=errors,
        version=organisation.version, name=organisation.name,
        back=reverse("partner", args=[organisation.slug]),
    )  # fmt: skip
    if answer is None:
        messages.success(request, _("The same had been saved already; nothing was added."))
    return answer or redirect("partner", organisation.slug)


def _page(request, organisation, form):
    return render(
        request,
        "partners/organisation_edit.html",
        {
            "section": "partners",
            "organisation": organisation,
            "form": form,
            "errors": errors_of(form) if form.is_bound else [],
            "on_behalf": not policy.speaks_for(request.user, organisation),
            "keeps": policy.can_edit_directory(request.user),
        },
    )


def _asked(form):
    kinds = dict.fromkeys(form.fields, "line")
    names = {1: _("First contact"), 2: _("Second contact"), 3: _("Third contact")}
    return conflicts.asked_of(
        form,
        kinds={**kinds, "aliases": "rows", "countries": "rows"},
        under=lambda name: names[int(name[7])] if name.startswith("contact") else "",
    )


def _saved(organisation):
    """Return what is saved now, as it would be typed."""
    codes = organisation.presences.on().values_list("country", flat=True)
    values = {
        **{name: getattr(organisation, name) for name in editing.OWN},
        "languages": ", ".join(organisation.languages),
        "countries": "\n".join(geography.names_of(codes)),
    }
    for place, contact in enumerate(organisation.contacts.all(), start=1):
        for part in Contact.PARTS:
            values[f"contact{place}-{part}"] = getattr(contact, part)
    return values


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, slug):
    """Let another entry go on for this one. Nothing is lost; the old address leads on. What moves
    is shown first, and done once that is confirmed."""
    duplicate = get_object_or_404(Organisation.objects.current(), slug=slug)
    if not policy.can_edit_directory(request.user):
        raise PermissionDenied
    form, parts = MergeForm(request.POST or None), None
    into = _named(form) if form.is_bound and form.is_valid() else None
    if into and "again" not in request.POST:
        told = {"duplicate": duplicate, "into": into, "by": request.user,
                "reason": form.cleaned_data["reason"]}  # fmt: skip
        try:
            if request.POST.get("confirmed") == into.slug:
                merging.merge(**told)
                messages.success(
                    request, _("The two are one entry now. The old address leads here.")
                )
                return redirect("partner", into.slug)
            parts = merging.rehearse(**told)
        except ValidationError as error:
            form.add_error(None, error)
    return render(
        request,
        "partners/organisation_merge.html",
        {
            "section": "partners",
            "organisation": duplicate,
            "into": into,
            "parts": parts,
            "form": form,
            "errors": errors_of(form) if form.is_bound else [],
        },
    )


def _named(form):
    """Return the organisation that was typed; otherwise say at the field what to do."""
    text = form.cleaned_data["into"].strip().rstrip("/").rpartition("/")[2]
    wanted = Q(slug__iexact=text) | Q(name__iexact=text) | Q(acronym__iexact=text)
    found = list(Organisation.objects.current().filter(wanted)[:2])
    if len(found) == 1:
        return found[0]
    form.add_error("into", _(
        "Several entries are called so: type the end of the address of the one that goes on."
    ) if found else _("No entry is called so: copy its name from the directory."))  # fmt: skip
    return None
