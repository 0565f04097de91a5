"""Putting a plan's file up, and writing it: for who may write the plan, whole or not at all."""

import hashlib
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from actionplans import policy
from actionplans.actions.writing import lock, write
from actionplans.imports.preview import Preview
from actionplans.imports.upload import PlanRefused, read, read_pasted
from sip.models import PendingImport

PASTED = "pasted"  # how a text that was pasted is named, with what it holds as its content


class Outcome(NamedTuple):
    """How many rows were written; or that nothing was, because the file no longer changes what the
    person was shown (the new preview then stands in the `PendingImport`)."""

    rows: int
    is_as_shown: bool = True


def dataset_of(plan):
    return f"actionplans:{plan.trail_key}"[:60]


@transaction.atomic
def put_up(*, plan, content, file_name, by):
    """Read a file for a plan and keep it with what it would change; nothing else is written.

    Returns the `PendingImport`. Raises `PlanRefused` for a file that is not read or is another
    plan's, `PermissionDenied` for who may not write the plan, `Refused` for a closed one.
    """
    if not policy.can_coordinate(by, plan.cluster):
        raise PermissionDenied
    if plan.state == plan.State.CLOSED:
        raise Refused(_("This plan is closed: it stays as it is."))
    preview = Preview(plan, _read(plan, content, file_name))
    PendingImport.objects.expired().delete()
    return PendingImport.objects.create(
        person=by, dataset=dataset_of(plan), file_name=file_name[:255], content=content,
        sha256=hashlib.sha256(content).hexdigest(), preview=preview.data, basis=preview.basis,
    )  # fmt: skip


@transaction.atomic
def apply(*, pending, plan, basis, by, meanings=None, takes_moved=False, reason=""):
    """Write the file as it was shown: all of it, or nothing. Returns an `Outcome`.

    A file with errors is never written; one that changes nothing writes nothing, not even a row of
    the trail."""
    if pending.person_id != by.pk or pending.dataset != dataset_of(plan):
        raise PermissionDenied
    plan = lock(plan, by)
    pending = PendingImport.objects.select_for_update().defer("preview").get(pk=pending.pk)
    upload = _read(plan, bytes(pending.content), pending.file_name)
    shown = Preview(plan, upload)
    if shown.basis != basis or shown.basis != pending.basis or shown.errors:
        if shown.writes_nothing and not shown.moved:
            return Outcome(0)
        pending.preview, pending.basis = shown.data, shown.basis
        pending.save(update_fields=["preview", "basis"])
        return Outcome(0, is_as_shown=False)
    told = shown
    if meanings or takes_moved:
        told = Preview(plan, upload, meanings=meanings, takes_moved=takes_moved)
    rows = write(
        plan=plan, by=by, edits=told.edits, additions=told.additions, reason=reason, held=told.held
    )
    if rows:
        pending.written_at = timezone.now()
        pending.save(update_fields=["written_at"])
        trail.record(
            by=by, verb="imported", target=plan, reason=reason,
            after={"file": pending.file_name, "sha256": pending.sha256, "rows": rows},
        )  # fmt: skip
    return Outcome(rows)


def corrections(*, pending, plan):
    """Return what a file holds, what is wrong with it and what is asked of it, to be given back:
    (upload, errors, questions)."""
    upload = _read(plan, bytes(pending.content), pending.file_name)
    preview = Preview(plan, upload)
    return upload, preview.errors, preview.data["questions"]


def _read(plan, content, file_name):
    upload = read_pasted(content.decode(), plan) if file_name == PASTED else read(content, plan)
    if upload.identity and upload.identity != plan.trail_key:
        raise PlanRefused(
            _("This workbook is of the plan %(other)s, not of %(own)s: put it up there.")
            % {"other": upload.identity[:80], "own": plan.trail_key}
        )
    return upload
