"""CCPM: results entered or imported, a plan begun from them, and the follow-up to the HCT."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import today
from accounts.conflicts import Refused
from actionplans import policy
from actionplans.actions.ccpm import (
    gaps_from_survey,
    record_survey,
    response_rates,
    unfit_days,
    unfit_responses,
)
from actionplans.exports import followup as followup_docx
from actionplans.exports import followup_pdf
from actionplans.exports.offered import FOLLOW_UP, files
from actionplans.followup import FollowUp
from actionplans.functions import CoreFunction, SubFunction
from actionplans.imports.ccpm import read_answers
from actionplans.models import CcpmSurvey
from actionplans.models.ccpm import Group
from actionplans.views.fetching import (
    any_cluster,
    cluster_for_writing,
    plan_for_reading,
    plan_for_writing,
)
from sip import quarters
from sip.forms import DayField, add_errors, errors_of
from sip.moments import now
from sip.tables.limits import LIMITS, TableRefused

FORMATS = {"docx": followup_docx, "pdf": followup_pdf}
MOST_PEOPLE = 100_000


WHICH = {
    "invited": gettext_lazy("%(group)s, invited"),
    "responded": gettext_lazy("%(group)s, responded"),
}


class PercentField(forms.DecimalField):
    """A percentage, with a comma or a point."""

    def to_python(self, value):
        text = str(value or "").replace("%", "").replace("\u00a0", "").strip()
        return super().to_python(text.replace(",", "."))


class SurveyForm(forms.Form):
    """Results of an exercise: from a file with its answers, or the scores of its report."""

    subs, groups = SubFunction, Group  # the words of a file

    starts_on = DayField(
        label=gettext_lazy("Survey from"), help_text=gettext_lazy("Day/month/year.")
    )
    ends_on = DayField(label=gettext_lazy("Survey until"))
    has_answers = False  # whether some are kept already, from which scores are computed
    file = forms.FileField(
        label=gettext_lazy("Answers (XLSX or CSV)"),
        help_text=LIMITS,
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for sub in SubFunction:
            self.fields[sub.value] = PercentField(
                label=sub.label, required=False, min_value=0, max_value=100, decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
        for group in Group:
            for kind, label in WHICH.items():
                self.fields[f"{kind}_{group.value}"] = forms.IntegerField(
                    label=label % {"group": group.label},
                    required=False, min_value=0, max_value=MOST_PEOPLE,
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                )  # fmt: skip

    def by_function(self):
        """Return (function, fields of its sub-functions)."""
        return [
            (function, [self[sub.value] for sub in SubFunction if sub.function == function])
            for function in CoreFunction
        ]

    def by_group(self):
        return [(g.label, self[f"invited_{g.value}"], self[f"responded_{g.value}"]) for g in Group]

    def scores(self):
        return {sub: self.cleaned_data[sub] for sub in SubFunction.values
                if self.cleaned_data.get(sub) is not None}  # fmt: skip

    def responses(self):
        pairs = {
            group: [self.cleaned_data.get(f"{kind}_{group}") or 0
                    for kind in ("invited", "responded")]
            for group in Group.values
        }  # fmt: skip
        return {group: pair for group, pair in pairs.items() if any(pair)}

    def clean(self):
        """Say everything at once: also what is wrong with the days or the answers while another
        field cannot be read."""
        data = super().clean()
        wrong = unfit_days(data.get("starts_on"), data.get("ends_on"), on=today())
        add_errors(self, ValidationError({**wrong, **unfit_responses(self._answered())}))
        self.tallies = self._answers()
        if self._lacks_scores:
            self.add_error(None, _("Give the score of one sub-function at least."))
        return data

    @property
    def _lacks_scores(self):
        if self.has_answers or self.tallies is not None or "file" in self.errors:
            return False
        return not self.scores() and not self.errors.keys() & set(SubFunction.values)

    def _answered(self):
        """The groups of which both numbers could be read."""
        return {
            group: pair for group, pair in self.responses().items()
            if not self.errors.keys() & {f"{kind}_{group}" for kind in WHICH}
        }  # fmt: skip

    def _answers(self):
        """Return what the file holds, as `CcpmSurvey.tallies`; None without one, or after saying
        what it lacks."""
        if not (upload := self.cleaned_data.get("file")):
            return None
        try:
            tallies, problems = read_answers(upload)
        except TableRefused as refused:
            self.add_error("file", refused.message)
            return None
        if problems:
            self.add_error("file", [str(problem) for problem in problems[:20]])
        return tallies


@require_safe
def survey(request, slug, pk):
    """One exercise: scores and bands by function and sub-function, response rates by group."""
    cluster = any_cluster(slug)
    found = get_object_or_404(
        CcpmSurvey.objects.select_related("withdrawn_by"), pk=pk, cluster=cluster
    )
    scores = {score.subfunction: score for score in found.scores.all()}
    return render(
        request,
        "actionplans/survey.html",
        {
            "section": "countries",
            "cluster": cluster,
            "survey": found,
            "functions": [
                (function, [(sub, scores.get(sub.value)) for sub in SubFunction
                            if sub.function == function])
                for function in CoreFunction
            ],
            "rates": response_rates(found),
            "may_write": not found.withdrawn_at and policy.can_coordinate(request.user, cluster),
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug):
    """Enter the results of an exercise, or import its answers."""
    cluster = cluster_for_writing(request, slug)
    is_sent = request.method == "POST"
    form = SurveyForm(request.POST, request.FILES) if is_sent else SurveyForm()
    if is_sent and form.is_valid() and (made := _recorded(request, cluster, form)):
        messages.success(request, _("The results are recorded."))
        return redirect("country-survey", slug, made.pk)
    return render(
        request,
        "actionplans/survey_form.html",
        {
            "section": "countries", "cluster": cluster, "form": form,
            "errors": errors_of(form, named=True) if form.is_bound else [],
        },
    )  # fmt: skip


def _recorded(request, cluster, form):
    """Record what the form says; return the survey, or None after adding errors."""
    data = form.cleaned_data
    try:
        return record_survey(
            cluster=cluster, starts_on=data["starts_on"], ends_on=data["ends_on"], by=request.user,
            responses=form.responses(), scores=form.scores(), tallies=form.tallies,
        )  # fmt: skip
    except ValidationError as error:
        add_errors(form, error)
    return None


@require_POST
def begin(request, slug, year):
    """Add a gap to the plan for each weak or unsatisfactory sub-function of the last exercise."""
    plan = plan_for_writing(request, slug, year)
    last = plan.cluster.surveys.held(now()).filter(ends_on__lte=plan.ends_on).first()
    if last is None:
        messages.info(request, _("No CCPM results are recorded for this cluster."))
        return redirect("country-plan", slug, year)
    try:
        number = gaps_from_survey(plan=plan, survey=last, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        said = ngettext("%(count)d gap was added.", "%(count)d gaps were added.", number)
        messages.success(request, said % {"count": number})
    return redirect("country-plan", slug, year)


def _shown(kind, what):
    """Return a part as the page shows it: on a phone each cell of a table says its title."""
    if kind not in followup_docx.WIDTHS:
        return kind, what
    titles, *rows = what
    rows = [(row[0], list(zip(titles[1:], row[1:], strict=True))) for row in rows]
    return "table", {"titles": titles, "rows": rows}


@require_safe
def follow(request, slug, year, quarter):
    """The follow-up to the HCT, as a page."""
    made = _follow(request, slug, year, quarter)
    return render(
        request,
        "actionplans/followup.html",
        {
            "section": "countries",
            "plan": made.plan,
            "follow": made,
            "title": followup_docx.title_of(made),
            "parts": [_shown(kind, what) for kind, what in followup_docx.parts_of(made)],
            "quarters": [
                one for number in range(1, 5)
                if (one := quarters.QuarterDays(made.plan.year, number)).starts_on <= today()
            ],
            "files": files(FOLLOW_UP, len(made.sheet.lines), lambda format_: reverse(
                "country-follow-file", args=[slug, year, quarter, format_]
            )),
        },
    )  # fmt: skip


@require_safe
def follow_file(request, slug, year, quarter, format):  # noqa: A002 (the address names it)
    """The follow-up to the HCT, as a file to send."""
    if format not in FORMATS:
        raise Http404
    made = _follow(request, slug, year, quarter)
    response = HttpResponse(
        FORMATS[format].content(made), content_type=FORMATS[format].CONTENT_TYPE
    )
    name = f"follow-up-{slug}-{made.quarter.key}-{get_language()}.{format}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _follow(request, slug, year, quarter):
    plan = plan_for_reading(request, slug, year)
    if not 1 <= quarter <= 4:
        raise Http404
    days = quarters.QuarterDays(year, quarter)
    if days.starts_on > today():
        raise Http404
    return FollowUp(plan, days, today())
