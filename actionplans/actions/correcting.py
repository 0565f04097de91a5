"""CCPM results recorded by mistake: corrected, or withdrawn with a reason. By whoever may record
them; the trail keeps what stood before."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused, Stale
from actionplans import policy
from actionplans.actions.ccpm import refuse_unfit, scores_of
from actionplans.models import CcpmScore, CcpmSurvey
from actionplans.models.ccpm import LONGEST_REASON


@transaction.atomic
def correct_survey(
    *, survey, version, starts_on, ends_on, by, responses=None, scores=None, tallies=None, at=None
):
    """Let an exercise say what it should have said from the first; it counts from the day on which
    it was recorded, as before. Without new `tallies` its answers stay, and so do the scores that
    are computed from them.

    Returns whether anything differed. Raises `Stale`, `Refused` for a withdrawn one, and
    `ValidationError` by field.
    """
    survey = _locked(survey, by)
    tallies = survey.tallies if tallies is None else tallies
    on = timezone.localdate(at)
    refuse_unfit(starts_on, ends_on, responses or {}, scores or {}, tallies, on=on)
    found = scores_of(scores or {}, tallies)
    was, answers = _said(survey, survey.scores.all()), survey.tallies
    survey.starts_on, survey.ends_on = starts_on, ends_on
    survey.responses, survey.tallies = responses or {}, tallies
    now = _said(survey, found)
    if now == was and tallies == answers:
        return False
    _refuse_stale(survey, version)
    survey.version += 1
    survey.full_clean()
    survey.save(update_fields=["starts_on", "ends_on", "responses", "tallies", "version"])
    survey.scores.all().delete()
    for row in found:
        row.survey = survey
    CcpmScore.objects.bulk_create(found)
    names = [name for name in was | now if was.get(name) != now.get(name)]
    trail.record(
        by=by, verb="ccpm_corrected", target=survey, told_at=at,
        before={name: was.get(name) for name in names},
        after={name: now.get(name) for name in names},
    )  # fmt: skip
    return True


@transaction.atomic
def withdraw_survey(*, survey, version, reason, by, at=None):
    """Take back an exercise that should not have been recorded: it counts no more, and stays
    readable with the reason."""
    survey = _locked(survey, by)
    _refuse_stale(survey, version)
    reason = (reason or "").strip()
    if not reason:
        raise ValidationError({"reason": _("Give the reason for withdrawing it.")})
    survey.withdrawn_at, survey.withdrawn_by = at or timezone.now(), by
    survey.withdrawn_because = reason[:LONGEST_REASON]
    survey.version += 1
    survey.save(
        update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because", "version"]
    )  # fmt: skip
    trail.record(by=by, verb="ccpm_withdrawn", target=survey, reason=reason, told_at=at)
    return survey


def _locked(survey, by):
    survey = CcpmSurvey.objects.select_for_update(of=("self",)).select_related("cluster").get(
        pk=survey.pk
    )  # fmt: skip
    if not policy.can_coordinate(by, survey.cluster):
        raise PermissionDenied
    if survey.withdrawn_at:
        raise Refused(_("This exercise was withdrawn: it stays as it is."))
    return survey


def _refuse_stale(survey, version):
    if survey.version != version:
        raise Stale(CcpmSurvey.objects.get(pk=survey.pk))


def _said(survey, scores):
    """What an exercise says, for the trail: its days, its scores, how many were invited and
    responded. Of its answers how many there are: one by one they tell of groups too small."""
    return {
        "starts_on": survey.starts_on, "ends_on": survey.ends_on,
        **{row.subfunction: f"{row.score:.2f}" for row in scores},
        "responses": survey.responses, "answers": _number(survey.tallies),
    }  # fmt: skip


def _number(tallies):
    groups = (tally for items in tallies.values() for item in items.values()
              for tally in item.values())  # fmt: skip
    return sum(map(sum, groups))
