"""GLC staff set the statuses of several activities on one page, before a GLM: all or none."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.clock import today
from sip import actions, policy
from sip.forms import FormError, StatusForm, errors_of, said_of
from sip.models import Activity
from sip.statusviews import shown_at_the_next_meeting

MOST = 20  # activities at once: beyond, the page grows too heavy for a slow line


@dataclass
class Part:
    """One activity on the page; `meanwhile` is the row that somebody saved since it was read."""

    activity: Activity
    form: StatusForm
    meanwhile: object | None = None
    refused: str = ""

    @property
    def is_filled(self):
        """Whether anything was chosen or typed: a part left alone changes nothing, nor does one
        whose person leaves what somebody saved meanwhile."""
        if f"{self.activity.code}-leave" in self.form.data:
            return False
        asked = set(self.form.fields) - {"version", "effective_on"}
        return any(self.form.data.get(self.form.add_prefix(name), "").strip() for name in asked)


@require_http_methods(["GET", "HEAD", "POST"])
def several(request):
    """Choose activities, then say each one's status, its reason, and what the status asks."""
    if not policy.can_set_status(request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    plan = Activity.objects.current().in_plan_order().with_path()
    chosen = [activity for activity in plan if activity.code in set(data.getlist("code"))]
    if not chosen:
        return _choose(request, plan, _("Choose at least one activity.") if "go" in data else "")
    if len(chosen) > MOST:
        note = _("Choose at most %(most)d activities at once; you chose %(count)d.")
        return _choose(request, plan, note % {"most": MOST, "count": len(chosen)}, chosen)
    if request.method == "POST":
        return _save(request, [Part(one, _form(one, request.POST)) for one in chosen])
    return _show(request, [Part(one, _form(one)) for one in chosen])


def _form(activity, data=None):
    initial = {"version": activity.version, "effective_on": today()}
    return StatusForm(data, prefix=activity.code, initial=initial)


def _save(request, parts):
    filled = [part for part in parts if part.is_filled]
    if not filled:
        return _show(request, parts, note=_("Nothing was entered: choose a status first."))
    unreadable = [part for part in filled if not part.form.is_valid()]
    changes = [_change(part) for part in filled if "version" in part.form.cleaned_data]
    try:
        with transaction.atomic():
            rows = actions.set_statuses(changes=changes, by=request.user)
            if unreadable:  # what cannot be read is told with all the rest
                raise actions.Several
    except actions.Several as wrong:
        return _tell(request, parts, wrong)
    text = ngettext("%(count)d status is saved.", "%(count)d statuses are saved.", len(rows))
    messages.success(request, format_html("{} {}", text % {"count": len(rows)}, _links(rows)))
    return redirect("plan")


def _links(rows):
    """Name the activities that were saved, each with the way to its page."""
    codes = [(reverse("activity", args=[row.activity.code]), row.activity.code) for row in rows]
    return format_html_join(" · ", '<a href="{}">{}</a>', codes)


def _change(part):
    """Return what the form says, as `set_status` takes it; what could not be read is left out."""
    data = part.form.cleaned_data
    return {
        "activity": part.activity, "status": data.get("status", ""),
        "answers": part.form.answers(), "effective_on": data.get("effective_on"),
        "motive": data.get("motive", ""), "version": data["version"],
    }  # fmt: skip


def _tell(request, parts, wrong):
    """Nothing was saved: show every error, and beside what was typed what somebody saved since."""
    for part in parts:
        code = part.activity.code
        part.refused = wrong.refused.get(code, "")
        if code in wrong.errors:
            part.form.add_errors(wrong.errors[code])
        if code in wrong.stale:
            part.activity = wrong.stale[code]
            part.meanwhile = part.activity.current_row
            newer = {**request.POST.dict(), f"{code}-version": part.activity.version}
            part.form = _form(part.activity, newer)
    note = _("Nothing was saved: put right what is named, then save them all.")
    return _show(request, parts, note, status=409 if wrong.stale or wrong.refused else 200)


def _show(request, parts, note="", status=200):
    errors = []
    for part in parts:
        code = part.activity.code
        if part.meanwhile:
            text = _("somebody saved a status meanwhile; read it beside yours")
            errors.append(FormError(f"part-{code}", said_of(code, text)))
        if part.refused:
            errors.append(FormError(f"part-{code}", said_of(code, part.refused)))
        if part.form.is_bound and part.is_filled:
            errors += errors_of(part.form, under=code)
    context = {"parts": parts, "errors": errors, "note": note}
    context["glm_shows"] = shown_at_the_next_meeting()
    return render(request, "sip/several_edit.html", context, status=status)


def _choose(request, plan, note="", chosen=()):
    context = {"plan": plan, "note": note, "most": MOST, "chosen": {one.code for one in chosen}}
    return render(request, "sip/several_choose.html", context)
