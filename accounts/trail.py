"""The one append-only trail: who did what, chained so that a changed row shows.

Each row's hash covers its own content and the hash of the row before it. A person stands in it by
a reference, not by name, so that a name can be erased without breaking the chain.
"""

import datetime
import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from accounts import bulk
from accounts.models import TrailHead, TrailRow

COVERED = (
    "number", "at", "told_at", "actor", "on_behalf_of", "verb", "target_type", "target_key",
    "before", "after", "reason", "previous_hash",
)  # fmt: skip
TOLD = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False)  # the text that a hash is of
PLAIN = frozenset({str, int, bool, type(None)})  # what JSON gives back as it is


def record(*, by, verb, target, before=None, after=None, reason="", on_behalf_of="", told_at=None):
    """Add one row to the trail, in the transaction of the act it tells of.

    `by` is the person acting, or None for the system. `target` is a model instance: it is named
    by its model and its `trail_key` (else its primary key). `before` and `after` are plain dicts.
    `told_at` is an invented instant (demo rows only). Returns the row.
    """
    [row] = _chained([
        {
            "by": by, "verb": verb, "target": target, "before": before, "after": after,
            "reason": reason, "on_behalf_of": on_behalf_of, "told_at": told_at,
        }
    ])  # fmt: skip
    row.save(force_insert=True)
    return row


def record_many(acts):
    """Add several rows at once, in order; each act is a dict of `record`'s arguments."""
    bulk.insert(_chained(acts))


def _chained(acts):
    """Make the rows of some acts, each with the hash of the one before, and move the head past
    them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A trail row belongs to the act it tells of.")
    head = _locked_head()
    rows = []
    for act in acts:
        row = _row(head.count + 1, head.hash, **act)
        head.count, head.hash = row.number, row.hash
        rows.append(row)
    head.save(update_fields=["count", "hash"])
    return rows


def head():
    """Return the number of rows in the trail. It grows with every act: no cache outlives it."""
    # Every page asks: one statement as it stands costs a fifth of making it from a queryset.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM accounts_trailhead WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def hold():
    """Let nobody add to the trail until this transaction ends, so that no act comes to its end
    meanwhile: what is read from here on is one state of the tracker. Take other locks before."""
    _locked_head()


def broken_at():
    """Walk the chain; return the number of the first row that does not fit, or None.

    A row changed, left out or added outside `record` shows, and so does a trail cut short.
    """
    previous, expected = "", 0
    for row in TrailRow.objects.order_by("number").iterator(chunk_size=2000):
        expected += 1
        if row.number != expected or row.previous_hash != previous or row.hash != _hash(row):
            return expected
        previous = row.hash
    kept = TrailHead.objects.filter(pk=1).first()
    count, last = (kept.count, kept.hash) if kept else (0, "")
    return None if (count, last) == (expected, previous) else expected + 1


def key_of(target):
    """Return what names an object in the trail: its kind and its key."""
    return target._meta.label_lower, str(getattr(target, "trail_key", target.pk))


def rows_about(target):
    kind, key = key_of(target)
    return TrailRow.objects.filter(target_type=kind, target_key=key)


def _locked_head():
    # On SQLite the transaction has the write lock from its first word; elsewhere this row is it.
    TrailHead.objects.get_or_create(pk=1)
    return TrailHead.objects.select_for_update().get(pk=1)


def _row(number, previous, *, by, verb, target, before, after, reason, on_behalf_of, told_at):
    kind, key = key_of(target)
    row = TrailRow(
        number=number, at=timezone.now(), told_at=told_at, actor=by.ref if by else None,
        on_behalf_of=on_behalf_of, verb=verb, target_type=kind, target_key=key,
        before=_plain(before), after=_plain(after), reason=reason, previous_hash=previous,
    )  # fmt: skip
    row.hash = _hash(row)
    return row


def _plain(value):
    """Return `value` as the database will give it back: dates as text, and so on."""
    if value is None or all(type(part) in PLAIN for part in value.values()):
        return value
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _hash(row):
    content = {name: getattr(row, name) for name in COVERED}
    for name in ("at", "told_at"):
        if content[name]:
            content[name] = content[name].astimezone(datetime.UTC).isoformat()
    return hashlib.sha256(TOLD.encode(content).encode()).hexdigest()
