"""Evidence of an action: links and files, saved with what is reported, or not at all."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import trail
from actionplans.actions.writing import lock, write
from actionplans.models import Action, ActionPaper
from sip.papers.keeping import errors_of, keep

LONGEST_REFERENCE = 500


@transaction.atomic
def report(*, plan, by, edit, papers, at=None):
    """Write one edit with its evidence, as `sip.papers.keeping.Papers`. Returns whether anything
    changed. Raises what `write` raises, and `ValidationError` for papers that are not kept.

    A status that asks for evidence takes the papers as its reference where no other is given.
    """
    plan = lock(plan, by)
    there = {paper.pk: paper for paper in ActionPaper.objects.standing().filter(action=edit.action)}
    if errors := errors_of(papers, there):
        raise ValidationError(errors)
    kept = [*papers.links, *(upload.name for upload in papers.files)]
    kept += [str(paper) for pk, paper in there.items() if pk not in papers.removed]
    if kept and edit.values.get("status") == "completed" and not edit.values.get("evidence"):
        edit.values["evidence"] = " · ".join(kept)[:LONGEST_REFERENCE]
    changed = write(plan=plan, by=by, edits=[edit], at=at)
    return bool(changed) | _keep(plan, edit.action.pk, papers, there, by=by, at=at)


def _keep(plan, pk, papers, there, *, by, at):
    if not (papers.links or papers.files or set(papers.removed) & set(there)):
        return False
    action = Action.objects.of_plan(plan).select_related("gap__section").get(pk=pk)
    action.gap.section.plan = plan
    after = keep(ActionPaper, papers, there, by=by, at=at or timezone.now(), action=action)
    trail.record(
        by=by, verb="country_evidence_changed", target=action, told_at=at,
        before={"papers": [str(paper) for paper in there.values()]},
        after={"papers": [str(paper) for paper in after]},
    )  # fmt: skip
    return True
