"""Putting a file up for import, and writing it: both for GLC staff."""

import hashlib
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import trail
from accounts.policy import is_glc_staff
from sip.imports.preview import Preview
from sip.imports.upload import read
from sip.models import PendingImport


class Outcome(NamedTuple):
    """How many rows were written; or that nothing was, because the file no longer changes what
    the person was shown (the new preview then stands in the `PendingImport`)."""

    rows: int
    is_as_shown: bool = True


@transaction.atomic
def put_up(*, content, file_name, resource, by):
    """Read a file and keep it with what it would change; nothing else is written.

    Returns the `PendingImport`; raises `TableRefused` for a file that is not read, and
    `PermissionDenied` for anyone but GLC staff. Files whose hour is over are thrown away.
    """
    if not is_glc_staff(by):
        raise PermissionDenied
    preview = tried(content, resource(), by)
    PendingImport.objects.expired().delete()
    return PendingImport.objects.create(
        person=by, dataset=dataset_of(resource), file_name=file_name[:255], content=content,
        sha256=hashlib.sha256(content).hexdigest(), preview=preview.data, basis=preview.basis,
    )  # fmt: skip


@transaction.atomic
def write(*, pending, basis, resource, by, reason=""):
    """Write the file as it was shown: all of it, or nothing. Returns an `Outcome`.

    `basis` is the mark of the preview that the person saw. A file with errors is never written;
    one that is written already changes nothing.
    """
    if not is_glc_staff(by) or pending.person_id != by.pk:
        raise PermissionDenied
    pending = PendingImport.objects.select_for_update().get(pk=pending.pk)
    if pending.written_at:  # what somebody has changed back since is theirs
        return Outcome(0)
    content = bytes(pending.content)
    if hashlib.sha256(content).hexdigest() != pending.sha256:
        raise PermissionDenied
    with transaction.atomic():
        preview = _run(content, resource(), by)
        is_as_shown = preview.basis == basis == pending.basis and not preview.errors
        if not is_as_shown:
            transaction.set_rollback(True)
    if preview.writes_nothing:
        return Outcome(0)
    if not is_as_shown:
        pending.preview, pending.basis = preview.data, preview.basis
        pending.save(update_fields=["preview", "basis"])
        return Outcome(0, is_as_shown=False)
    return Outcome(_written(pending, preview, by, reason))


def tried(content, resource, by):
    """Return what the file would change, by doing it and taking it back."""
    with transaction.atomic():
        preview = _run(content, resource, by)
        transaction.set_rollback(True)
    return preview


def dataset_of(resource):
    return resource._meta.model._meta.label_lower


def _run(content, resource, by):
    upload = read(content, resource)
    result = resource.import_data(
        upload.dataset, use_transactions=True, rollback_on_validation_errors=True, by=by,
        places=upload.rows,
    )  # fmt: skip
    return Preview(resource, upload, result)


def _written(pending, preview, by, reason):
    pending.written_at = timezone.now()
    pending.save(update_fields=["written_at"])
    trail.record(
        by=by, verb="imported", target=pending, reason=reason,
        after={
            "file": pending.file_name, "dataset": pending.dataset, "sha256": pending.sha256,
            "changed": len(preview.changed), "new": len(preview.new),
        },
    )  # fmt: skip
    return len(preview.changed) + len(preview.new)
