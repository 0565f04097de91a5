"""Many people set the same status at the same instant: every accepted one is a row, none is lost.

SQLite has writers wait for one another whatever the code does, so these prove something only on
PostgreSQL; the naive control shows that they would notice.
"""

import threading

import pytest
from django.db import connection, transaction

from accounts import trail
from accounts.conflicts import Stale
from sip.actions import set_status
from sip.models import Activity, StatusRow
from tests.sip.story import activity

pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plan_again"),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="writers must run side by side"),
]
WRITERS = 8


def together(work):
    """Run `work(number)` in many threads that start at once; return what each gave or raised."""
    start, found = threading.Barrier(WRITERS), [None] * WRITERS

    def run(number):
        try:
            start.wait(timeout=20)
            found[number] = work(number)
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def put(number, by, version):
    return set_status(
        activity=activity(), status="on_track", by=by, version=version, motive=f"Writer {number}."
    )


def test_of_many_edits_of_one_version_exactly_one_is_taken(cast):
    found = together(lambda number: put(number, cast.glc_rome, 0))
    assert sum(isinstance(one, StatusRow) for one in found) == 1
    assert sum(isinstance(one, Stale) for one in found) == WRITERS - 1
    held = activity()
    assert (held.version, held.status_rows.count()) == (1, 1)
    assert trail.broken_at() is None


def test_whoever_tries_again_gets_in_and_nothing_is_lost(cast):
    def insist(number):
        for _attempt in range(50):
            try:
                return put(number, cast.glc_rome, activity().version)
            except Stale:
                continue
        raise AssertionError("never got in")

    found = together(insist)
    assert all(isinstance(one, StatusRow) for one in found), found
    held = activity()
    assert held.version == held.status_rows.count() == WRITERS
    assert {row.motive for row in held.status_rows.all()} == {
        f"Writer {number}." for number in range(WRITERS)
    }
    assert held.current_row == held.status_rows.latest_first().first()
    assert trail.broken_at() is None


def test_a_naive_writer_would_lose_edits():
    """The control: read, change, save. Were it to pass, the tests above would prove nothing."""

    def naive(_number):
        with transaction.atomic():
            held = Activity.objects.get(code="1.1.1.3")
            reads.wait(timeout=20)
            held.version += 1
            held.save(update_fields=["version"])

    reads = threading.Barrier(WRITERS)
    assert together(naive) == [None] * WRITERS
    assert activity().version < WRITERS
