"""Recording the results of a CCPM exercise, and beginning a plan from them. What was recorded by
mistake is for `actions.correcting`."""

from statistics import median

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import trail
from actionplans import policy
from actionplans.actions.writing import Addition, lock, write
from actionplans.functions import SubFunction
from actionplans.models import CcpmScore, CcpmSurvey, Gap
from actionplans.models.ccpm import LOCAL, Group, in_digits

PERCENT = 25  # an answer from 0 to 4 becomes 0 to 100


def score_of(items, groups=Group.values):
    """Return the score of one sub-function in percent, or None where nobody answered.

    `items` is {item: {group: [how many answered 0 … 4]}}. The item's value is the median of its
    answers, the sub-function's the median of its items: UNICEF's page says “the median score for
    each sub-category”, where the older tool took the mean of all answers pooled.
    """
    medians = []
    for tally in items.values():
        answers = [
            answer
            for group in groups
            for answer, number in enumerate(tally.get(group, ()))
            for _each in range(number)
        ]
        if answers:
            medians.append(median(answers))
    return median(medians) * PERCENT if medians else None


@transaction.atomic
def record_survey(
    *, cluster, starts_on, ends_on, by, responses=None, scores=None, tallies=None, at=None
):
    """Record an exercise: either its answers (`tallies`, as `CcpmSurvey` keeps them), from which
    the scores are computed, or the `scores` its report gives, {sub-function: percent}.

    Returns the survey. Raises `ValidationError` by field.
    """
    if not policy.can_coordinate(by, cluster):
        raise PermissionDenied
    at = at or timezone.now()
    responses, scores, tallies = responses or {}, scores or {}, tallies or {}
    refuse_unfit(starts_on, ends_on, responses, scores, tallies, on=timezone.localdate(at))
    found = scores_of(scores, tallies)
    survey = CcpmSurvey(
        cluster=cluster, starts_on=starts_on, ends_on=ends_on, responses=responses,
        tallies=tallies, recorded_at=at,
    )  # fmt: skip
    survey.full_clean()
    survey.save()
    for row in found:
        row.survey = survey
    CcpmScore.objects.bulk_create(found)
    trail.record(
        by=by, verb="ccpm_recorded", target=survey, told_at=at,
        after={"starts_on": starts_on, "ends_on": ends_on,
               **{row.subfunction: str(row.score) for row in found}},
    )  # fmt: skip
    return survey


@transaction.atomic
def gaps_from_survey(*, plan, survey, by, at=None):
    """Add a gap to the plan for each sub-function found weak or unsatisfactory that has none there.

    Sections are those of the core functions: the plan's own where it has one. Returns how many.
    """
    plan = lock(plan, by)
    if survey.cluster_id != plan.cluster_id:
        raise PermissionDenied
    sections = {one.core_function: one.title for one in plan.sections.all() if one.core_function}
    there = set(
        Gap.objects.filter(section__plan=plan)
        .exclude(subfunction="")
        .values_list("subfunction", flat=True)
    )
    weak = [
        score for score in survey.scores.all()
        if score.band.needs_action and score.subfunction not in there
    ]  # fmt: skip
    with override(plan.language):  # the plan's words, whoever clicks
        additions = [_gap_from(score, sections) for score in weak]
    return write(plan=plan, by=by, additions=additions, at=at)


def _gap_from(score, sections):
    sub = SubFunction(score.subfunction)
    told = {"what": sub.label, "band": score.band.label, "score": in_digits(score.score)}
    return Addition(
        values={},
        section_title=sections.setdefault(sub.function.value, str(sub.function.label)),
        core_function=sub.function.value,
        subfunction=sub.value,
        gap_text=_("%(what)s: %(band)s in the CCPM (%(score)s %%)") % told,
    )


def response_rates(survey):
    """Return (label, invited, responded, percent or None) for each group, then for local and
    national actors, then for all. No rate without anybody invited."""
    held = {Group(key): pair for key, pair in survey.responses.items() if key in Group.values}
    lines = [(group.label, *held.get(group, (0, 0))) for group in Group]
    local = [held.get(group, (0, 0)) for group in LOCAL]
    lines.append((_("Local and national actors"), *map(sum, zip(*local, strict=True))))
    everybody = list(held.values()) or [(0, 0)]
    lines.append((_("All"), *map(sum, zip(*everybody, strict=True))))
    return [
        (label, invited, responded, round(100 * responded / invited) if invited else None)
        for label, invited, responded in lines
    ]


def scores_of(scores, tallies):
    """Return the scores of an exercise, not saved: computed where there are answers, else as
    given."""
    rows = []
    for sub in SubFunction.values:
        if sub in tallies:
            score = score_of(tallies[sub])
            if score is not None:
                rows.append(CcpmScore(subfunction=sub, score=score, is_computed=True,
                                      local_score=score_of(tallies[sub], LOCAL)))  # fmt: skip
        elif scores.get(sub) is not None:
            rows.append(CcpmScore(subfunction=sub, score=scores[sub]))
    return rows


def refuse_unfit(starts_on, ends_on, responses, scores, tallies, *, on):
    """Raise a `ValidationError` that names everything that no exercise recorded `on` a day says."""
    errors = {
        **unfit_days(starts_on, ends_on, on=on),
        **unfit_responses(responses),
        **unfit_scores(scores, tallies),
    }
    if errors:
        raise ValidationError(errors)


def unfit_days(starts_on, ends_on, *, on):
    """Return what is wrong with the days of an exercise, by field; either may be unknown (None)."""
    if starts_on and ends_on and ends_on < starts_on:
        return {"ends_on": _("The survey cannot end before it starts.")}
    if ends_on and ends_on > on:
        return {"ends_on": _("An exercise is recorded once it has ended.")}
    return {}


def unfit_responses(responses):
    return {
        f"responded_{group}": _("More answers than people invited: correct one of them.")
        for group, (invited, responded) in responses.items() if responded > invited
    }  # fmt: skip


def unfit_scores(scores, tallies):
    typed = {sub: score for sub, score in scores.items() if sub not in tallies}
    out = [sub for sub, score in typed.items() if not 0 <= score <= 100]
    if not scores_of(scores, tallies):
        return {"scores": _("Give the score of one sub-function at least.")}
    return dict.fromkeys(out, _("A score lies between 0 and 100."))
