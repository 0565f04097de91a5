"""CCPM results recorded by mistake: a form to correct them, and one to withdraw them."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Refused, Stale
from accounts.days import date_format
from actionplans.actions.correcting import correct_survey, withdraw_survey
from actionplans.functions import SubFunction
from actionplans.models.ccpm import LONGEST_REASON, in_digits
from actionplans.views.ccpm import SurveyForm
from actionplans.views.editing import is_version
from actionplans.views.fetching import cluster_for_writing
from sip.forms import LineField, errors_of


class CorrectionForm(SurveyForm):
    """An exercise as it is recorded, to be put right; the scores computed from its answers are
    shown, and change with a new file alone."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, survey, **kwargs):
        scores = {row.subfunction: row for row in survey.scores.all()}
        super().__init__(*args, initial={**recorded(survey, scores), "version": survey.version},
                         **kwargs)  # fmt: skip
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

    def answer_stale(self, current):
        """Keep what was typed, say beside each answer that differs what is saved now, and take the
        next sending as made from there."""
        saved = recorded(current, {row.subfunction: row for row in current.scores.all()})
        self.add_error(None, _("Somebody saved in between. Your text is in the form: save again to "
                               "keep it."))  # fmt: skip
        for name in self.fields.keys() - {"version", "file", *self.computed}:
            now, mine = saved.get(name), self.cleaned_data.get(name)
            if (now or None) != (mine or None):
                self.add_error(name, _("Saved now: %(what)s") % {"what": _in_words(now)})
        self.data = self.data.copy()
        self.data["version"] = current.version


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


def _in_words(value):
    if value is None:
        return _("empty")
    if hasattr(value, "normalize"):
        return in_digits(value)
    return date_format(value) if hasattr(value, "year") else value


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, slug, pk):
    """Correct the results of an exercise: whoever may record them."""
    cluster, survey = _fetched(request, slug, pk)
    is_sent = request.method == "POST"
    form = CorrectionForm(*([request.POST, request.FILES] if is_sent else []), survey=survey)
    status = 200
    if is_sent and form.is_valid():
        try:
            has_changed = _correct(request, survey, form)
        except ValidationError as error:
            form.add_errors(error)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except Stale as stale:
            form.answer_stale(stale.current)
            status = 409
        else:
            if has_changed:
                messages.success(request, _("The results are corrected."))
            else:
                messages.info(request, _("Nothing had changed."))
            return redirect("country-survey", slug, pk)
    return render(
        request,
        "actionplans/survey_form.html",
        {
            "section": "countries", "cluster": cluster, "survey": survey, "form": form,
            "errors": errors_of(form, named=True) if form.is_bound else [], "subs": SubFunction,
            "groups": form.groups,
        },
        status=status,
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
        sent = request.POST.get("version", "")
        if not is_version(sent):
            raise BadRequest("The form came without the version it was made from.")
        try:
            withdraw_survey(
                survey=survey, version=int(sent), reason=form.cleaned_data["reason"],
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
