"""CCPM results recorded by mistake: a form to correct them, and one to withdraw them."""

import datetime
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from actionplans.actions.correcting import correct_survey, withdraw_survey
from actionplans.functions import SubFunction
from actionplans.models.ccpm import LONGEST_REASON
from actionplans.views.ccpm import SurveyForm
from actionplans.views.fetching import cluster_for_writing
from sip import conflicts, twoversions
from sip.editing import version_read, written
from sip.forms import LineField, add_errors, errors_of


class CorrectionForm(SurveyForm):
    """An exercise as it is recorded, to be put right; the scores computed from its answers are
    shown, and change with a new file alone."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    began_from = conflicts.BeganField()

    def __init__(self, *args, survey, **kwargs):
        scores = {row.subfunction: row for row in survey.scores.all()}
        said = recorded(survey, scores)
        initial = twoversions.initial(said, survey.version, base=written(said))
        super().__init__(*args, initial=initial, **kwargs)
        self.computed = {name for name, row in scores.items() if row.is_computed}
        for name in self.computed:
            self.fields[name].disabled = True
            self.fields[name].help_text = _(
                "Computed from the answers: send them anew to change it."
            )
        self.has_answers = bool(survey.tallies)
        if self.has_answers:
            self.fields["file"].help_text = _(
                "%(limits)s Without a new file the answers stay as they are."
            ) % {"limits": self.fields["file"].help_text}

    def scores(self):
        """Those typed: what is computed follows from the answers."""
        return {name: score for name, score in super().scores().items()
                if name not in self.computed}  # fmt: skip

    def questions(self):
        """What is asked, as two versions of it are compared: all but files and what is computed."""
        asked = conflicts.asked_of(self, kinds=dict.fromkeys(self.fields, "line"), under=_part_of)
        return [one for one in asked if one.name not in {"file", *self.computed}]

    def typed(self):
        """Return what was sent, as two versions are compared: what can be read in one way."""
        self.is_valid()
        given = {name: self[name].value() for name in self.fields.keys() - {"file"}}
        read = {
            name: _plain(value) if isinstance(value, Decimal) else value
            for name, value in self.cleaned_data.items()
            if isinstance(value, (Decimal, int, datetime.date))
        }
        return written({**given, **read})


class WithdrawalForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stays with the exercise, for everybody who reads it."),
        longest=LONGEST_REASON,
    )


def recorded(survey, scores):
    """Return what an exercise says, by the names of `SurveyForm`."""
    said = {"starts_on": survey.starts_on, "ends_on": survey.ends_on}
    said |= {name: _plain(scores[name].score) for name in SubFunction.values if name in scores}
    for group, (invited, responded) in survey.responses.items():
        said |= {f"invited_{group}": invited, f"responded_{group}": responded}
    return said


def _plain(score):
    """Return a score without needless zeros, and not as “5E+1”."""
    return Decimal(f"{score.normalize():f}")


def _part_of(name):
    """Say which of the two numbers of a group is meant: both are labelled with its name."""
    parts = {"invited": _("Invited"), "responded": _("Responded")}
    return parts.get(name.partition("_")[0], "")


def saved_now(survey):
    """Return what an exercise says, as it would stand in the form."""
    return written(recorded(survey, {row.subfunction: row for row in survey.scores.all()}))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, slug, pk):
    """Correct the results of an exercise: whoever may record them. A stale edit is answered with
    both versions (409)."""
    _cluster, survey = _fetched(request, slug, pk)
    if request.method != "POST":
        return _shown(request, survey, CorrectionForm(survey=survey))
    form = CorrectionForm(request.POST, request.FILES, survey=survey)
    if conflicts.was_asked(request.POST):
        values, errors = twoversions.resolved(
            request, form.questions(), saved=saved_now(survey), mine=form.typed()
        )
        if errors:
            return _conflict(request, survey, form, errors)
        form = CorrectionForm(values, request.FILES, survey=survey)
    return _taken(request, survey, form) or _shown(request, survey, form)


def _taken(request, survey, form):
    """Correct the exercise as the form says; return the answer, or None with errors added."""
    if not form.is_valid():
        return None
    try:
        has_changed = _correct(request, survey, form)
    except (ValidationError, Refused) as error:
        add_errors(form, error)
    except Stale as stale:
        return _conflict(request, stale.current, form)
    else:
        if has_changed:
            messages.success(request, _("The results are corrected."))
        else:
            messages.info(request, _("Nothing had changed."))
        return redirect("country-survey", survey.cluster.slug, survey.pk)
    return None


def _conflict(request, survey, form, errors=None):
    names = [survey.cluster.slug, survey.pk]
    answer = twoversions.page(
        request, "components/conflict.html", asked=form.questions(), saved=saved_now(survey),
        mine=form.typed(), version=survey.version, errors=errors,
        context={
            "section": "countries", "name": _("CCPM results"),
            "back": reverse("country-survey", args=names),
            "lost_files": [file.name for file in request.FILES.values()],
        },
    )  # fmt: skip
    if answer is None:
        messages.info(request, _("The same had been saved already; nothing was added."))
    return answer or redirect("country-survey", *names)


def _shown(request, survey, form):
    return render(
        request,
        "actionplans/survey_form.html",
        {
            "section": "countries", "cluster": survey.cluster, "survey": survey, "form": form,
            "errors": errors_of(form, named=True) if form.is_bound else [], "subs": SubFunction,
            "groups": form.groups,
        },
    )  # fmt: skip


def _correct(request, survey, form):
    data = form.cleaned_data
    return correct_survey(
        survey=survey, version=data["version"], by=request.user,
        starts_on=data["starts_on"], ends_on=data["ends_on"],
        responses=form.responses(), scores=form.scores(), tallies=form.tallies,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, slug, pk):
    """Withdraw an exercise that should not have been recorded, with a reason."""
    cluster, survey = _fetched(request, slug, pk)
    form = WithdrawalForm(request.POST or None)
    version, status = survey.version, 200
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_survey(
                survey=survey, version=version_read(request), reason=form.cleaned_data["reason"],
                by=request.user,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except Stale as stale:
            form.add_error(None, _("Somebody corrected this exercise in between: look at it, then "
                                   "send again."))  # fmt: skip
            version, status = stale.current.version, 409
        else:
            messages.success(request, _("The exercise is withdrawn: it counts nowhere."))
            return redirect("country-survey", slug, pk)
    return render(
        request,
        "actionplans/survey_withdraw.html",
        {
            "section": "countries", "cluster": cluster, "survey": survey, "form": form,
            "version": version, "errors": errors_of(form) if form.is_bound else [],
        },
        status=status,
    )  # fmt: skip


def _fetched(request, slug, pk):
    cluster = cluster_for_writing(request, slug)
    return cluster, get_object_or_404(cluster.surveys.all(), pk=pk)
