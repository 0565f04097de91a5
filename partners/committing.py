"""Minimum commitments: an organisation declares each year where it stands on each of them.

Nothing in the tracker depends on an answer or on its absence (Annex I of the SIP: the commitments
are “not meant to limit participation”).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Stale, claim
from partners import actions, policy
from partners.models import (
    Answer,
    Commitment,
    CommitmentSet,
    Confirmation,
    ConfirmedDeclaration,
    Declaration,
)
from sip.loading import read, translated
from sip.translated import Translated


@transaction.atomic
def load_commitments(*, by=None, at=None):
    """Load the commitments of Annex I from the fixture; returns how many were added. What is there
    already stays as it is."""
    data = read("commitments.json")
    made, _is_new = CommitmentSet.objects.get_or_create(
        key=CommitmentSet.GLOBAL,
        defaults={"name": translated(data["name"]), "source": data["source"]},
    )
    held = set(made.commitments.values_list("number", flat=True))
    added = Commitment.objects.bulk_create([
        Commitment(
            set=made, number=row["number"], key=row["key"], label=translated(row["label"]),
            text=translated(row["text"]),
        )
        for row in data["commitments"]
        if row["number"] not in held
    ])  # fmt: skip
    if added:
        trail.record(
            by=by, verb="commitments_loaded", target=made, after={"count": len(added)}, told_at=at
        )
    return len(added)


@transaction.atomic
def adapt(*, key, name, texts, version, by, language="fr", at=None):
    """Make, or write anew, the commitments of a national cluster (rule M8 of the field), from
    `version` of its set (0 where it has none). Returns the set.

    `key` is the cluster's; `texts` are {number: (label, text)}: the numbers of the whole cluster's
    commitments stand for these, others for the cluster's own. A text left as it was keeps its
    translations; one that is new is in `language`. What organisations declared stays with the words
    they read: the set is written anew only while nobody has. Raises Stale, ValidationError.
    """
    if not policy.can_adapt_commitments(by, key):
        raise PermissionDenied
    _refuse_unfit_texts(texts)
    made = _claimed_set(key, name, version)
    if made.declarations.exists():
        raise ValidationError(
            _("Organisations have declared on these texts already: they stay as they are.")
        )
    rows = _rows(made)
    before = {"commitments": [row.text.original for row in rows]} if rows else None
    known = {row.number: [row] for row in _rows(made.adapted_from)}
    for row in rows:
        known.setdefault(row.number, []).insert(0, row)
    made.commitments.all().delete()
    Commitment.objects.bulk_create([
        Commitment(
            set=made, number=number, key=f"{slugify(label)[:40] or 'item'}-{number}",
            label=_worded(label, [row.label for row in known.get(number, [])], language),
            text=_worded(text, [row.text for row in known.get(number, [])], language),
        )
        for number, (label, text) in sorted(texts.items())
    ])  # fmt: skip
    trail.record(
        by=by, verb="commitments_adapted", target=made, before=before, told_at=at,
        after={"commitments": [row.text.original for row in _rows(made)]},
    )  # fmt: skip
    return made


def _refuse_unfit_texts(texts):
    if not any(label.strip() or text.strip() for label, text in texts.values()):
        raise ValidationError(_("Keep one commitment at least."))
    lacking = {
        f"{number}-{part}": _("Give each commitment a short title and a text.")
        for number, said in texts.items()
        for part, words in zip(("label", "text"), said, strict=True)
        if not words.strip()
    }
    if lacking:
        raise ValidationError(lacking)


def _claimed_set(key, name, version):
    if held := CommitmentSet.objects.filter(key=key).first():
        return claim(CommitmentSet.objects, pk=held.pk, version=version)
    # Two who begin at once: the second finds the first's, and is shown it.
    made, is_new = CommitmentSet.objects.get_or_create(
        key=key,
        defaults={
            "name": Translated.of(fr=name),
            "adapted_from": CommitmentSet.objects.get(key=CommitmentSet.GLOBAL),
            "version": 1,
        },
    )
    if not is_new:
        raise Stale(made)
    return made


def _worded(words, earlier, language):
    """Return words as a text in several languages: an earlier one where they are the same."""
    words = words.strip()
    same = (text for text in earlier if text.in_language(language) == words)
    return next(same, None) or Translated.of(original=language, **{language: words})


@transaction.atomic
def declare(*, organisation, set, year, version, answers, by, signed_as="", confirm=False, at=None):  # noqa: A002
    """Write what an organisation says of each commitment for a year, made from `version` of its
    declaration (0 where there is none). Returns the declaration.

    `answers` are {number: {"answer", "comment", "evidence"}}; one without an answer says nothing,
    which is not “not yet”. `confirm` needs `signed_as`, the person who commits the organisation.
    A declaration confirmed once is only ever confirmed anew. Raises Stale, ValidationError.
    """
    if not policy.can_edit_entry(by, organisation):
        raise PermissionDenied
    actions.refuse_merged(organisation)
    held = _claimed(organisation, set, year, version)
    if held.is_confirmed and not confirm:
        raise ValidationError(_("This declaration is confirmed: confirm it anew to change it."))
    before = told(held)
    held.signed_as = signed_as.strip()
    held.saved_at, held.saved_by = at or timezone.now(), by
    if confirm:
        if not held.signed_as:
            raise ValidationError({"signed_as": _("Name the person who commits the organisation.")})
        held.confirmed_at, held.confirmed_by = held.saved_at, by
    _write_answers(held, answers)
    if confirm and not held.confirmations.exists():
        raise ValidationError(_("Answer one commitment at least."))
    held.full_clean()
    held.save()
    if confirm:
        _keep_as_confirmed(held)
    after = told(held)
    trail.record(
        by=by, verb="commitments_confirmed" if confirm else "commitments_saved", target=held,
        told_at=at, on_behalf_of="" if policy.speaks_for(by, organisation) else organisation.slug,
        before={name: value for name, value in before.items() if after.get(name) != value},
        after={name: value for name, value in after.items() if before.get(name) != value},
    )  # fmt: skip
    return held


def _keep_as_confirmed(held):
    rows = held.confirmations.select_related("commitment").order_by("commitment__number")
    ConfirmedDeclaration.objects.create(
        declaration=held, confirmed_at=held.confirmed_at, confirmed_by=held.confirmed_by,
        signed_as=held.signed_as,
        answers={
            row.commitment.number: {
                "answer": row.answer, "comment": row.comment, "evidence": row.evidence
            }
            for row in rows
        },
    )  # fmt: skip


def told(declaration):
    """Return what a declaration says as the trail tells it: {“1”: “applied: comment”, …}."""
    rows = declaration.confirmations.select_related("commitment")
    said = {
        str(row.commitment.number): ": ".join(
            part for part in (row.answer, row.comment, row.evidence) if part
        )
        for row in rows
    }
    return {**said, "signed_as": declaration.signed_as} if said else {}


def _claimed(organisation, set, year, version):  # noqa: A002
    held = Declaration.objects.filter(organisation=organisation, set=set, year=year).first()
    if held is not None:
        return claim(Declaration.objects, pk=held.pk, version=version)
    if version:
        raise Stale(Declaration(organisation=organisation, set=set, year=year))
    made = Declaration(organisation=organisation, set=set, year=year, version=1)
    made.full_clean()
    # A second one made at the same time finds the first: the loser is shown it.
    found, is_new = Declaration.objects.get_or_create(
        organisation=organisation, set=set, year=year, defaults={"version": 1}
    )
    if not is_new:
        raise Stale(found)
    return found


def _write_answers(held, answers):
    items = {row.number: row for row in _rows(held.set)}
    if unknown := {*answers} - {*items}:
        raise ValueError(f"no such commitment: {sorted(unknown)}")
    kept = {row.commitment_id: row for row in held.confirmations.all()}
    errors = {}
    for number, said in answers.items():
        row = kept.pop(items[number].pk, None)
        if not said.get("answer"):
            if said.get("comment") or said.get("evidence"):
                errors[f"{number}-answer"] = _(
                    "Choose an answer to %(number)d, or take its comment and link away."
                ) % {"number": number}
            elif row:
                row.delete()
            continue
        row = row or Confirmation(declaration=held, commitment=items[number])
        row.answer, row.comment = Answer(said["answer"]), said.get("comment", "").strip()
        row.evidence = said.get("evidence", "").strip()
        row.full_clean()
        row.save()
    if errors:
        raise ValidationError(errors)


def _rows(set):  # noqa: A002
    return list(set.commitments.order_by("number"))
