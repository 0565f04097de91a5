"""The page on which GLC staff set a status outside a report, also when two of them do at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.clock import today
from accounts.conflicts import Refused, Stale
from sip import actions, conflicts, history, policy, quarters, twoversions
from sip.editing import version_read
from sip.forms import StatusForm, as_typed, errors_of, initial_answers
from sip.models import Meeting, Status

ROWS_SHOWN = 3


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, code):
    """Add one row to the history of an activity. A form made from an older version is answered
    with both versions (409), and one sent twice adds nothing the second time."""
    activity = history.activity_named(code)
    if activity is None:
        raise Http404
    if not policy.can_set_status(request.user):
        raise PermissionDenied
    if request.method != "POST":
        offered = {"effective_on": today()}
        form = StatusForm(
            initial=twoversions.initial(offered, activity.version, base=_saved(activity))
        )
        return _page(request, activity, form)
    version_read(request)
    if conflicts.was_asked(request.POST):
        return _resolve(request, activity)
    return _save(request, activity, StatusForm(request.POST))


def _save(request, activity, form):
    if not form.is_valid():
        return _page(request, activity, form)
    try:
        actions.set_status(
            activity=activity,
            status=form.cleaned_data["status"],
            answers=form.answers(),
            effective_on=form.cleaned_data["effective_on"],
            motive=form.cleaned_data["motive"],
            version=form.cleaned_data["version"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_errors(error)
        return _page(request, activity, form)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, activity, form)
    except Stale as stale:
        return _conflict(request, stale.current, form)
    return _done(request, activity, _("The status is saved: one more row in the history."))


def _resolve(request, activity):
    """Take the choices of a conflict page, and save what they lead to."""
    saved, mine = _saved(activity), StatusForm(request.POST)
    values, errors = twoversions.resolved(request, _asked(), saved=saved, mine=mine.typed())
    if errors:
        return _conflict(request, activity, mine, errors)
    if not conflicts.compare(_asked(), saved=saved, mine=values):
        return _done(request, activity, _("What was saved stays; nothing was added."))
    return _save(request, activity, StatusForm(values))


def _conflict(request, activity, form, errors=None):
    """Show what is saved beside what this person sent, with the new version in the form."""
    row = activity.current_row
    answer = twoversions.page(
        request, "sip/status_conflict.html", asked=_asked(), saved=_saved(activity),
        mine=form.typed(), version=activity.version, errors=errors,
        context={
            "activity": activity,
            "row": row,
            "saved_by": row.recorded_by.name if row and row.recorded_by else "",
        },
    )  # fmt: skip
    said = _("The same status had been saved already; nothing was added.")
    return answer or _done(request, activity, said)


def _page(request, activity, form):
    errors = errors_of(form) if form.is_bound else []
    return render(
        request,
        "sip/status_edit.html",
        {
            "activity": activity,
            "pillar": activity.output.outcome.pillar,
            "named": history.owners_of(activity),
            "form": form,
            "errors": errors,
            "statuses": Status,
            "glm_shows": shown_at_the_next_meeting(),
            "last": history.entries_of(activity, tells=True)[:ROWS_SHOWN],
        },
    )


def shown_at_the_next_meeting():
    """Return the last day that the next GLM tells of, or None: it takes up the quarter that ended
    before it, and a status from a later day on is not in its figures."""
    meeting = Meeting.objects.upcoming().first()
    return quarters.last_ended(meeting.starts_on).ends_on if meeting else None


def _done(request, activity, message):
    messages.success(request, message)
    return redirect("activity", activity.code)


def _asked():
    """Return the questions of the form, as two versions are compared by them."""
    kinds = {"status": "status", "evidence": "line", "completed_on": "line", "effective_on": "line"}
    return conflicts.asked_of(StatusForm(), kinds=kinds)


def _saved(activity):
    """Return what is saved now, as it would stand in the form."""
    row = activity.current_row
    if row is None:
        return {}
    return as_typed({
        **initial_answers(row), "effective_on": row.effective_on, "motive": row.motive
    })  # fmt: skip
