"""Many rows by one prepared statement: they come back as the ORM would have written them."""

import datetime
import uuid

import pytest

from accounts import bulk
from accounts.models import TrailRow
from sip.models import Meeting

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 5, 9, 30, 1, 250, tzinfo=datetime.UTC)


def row(number, **fields):
    return TrailRow(
        number=number, at=AT, verb="told", target_type="sip.meeting", target_key="2026-11",
        hash="0" * 64, **fields,
    )  # fmt: skip


def test_rows_added_hold_what_the_orm_would_have_written():
    actor = uuid.uuid4()
    texts = {"text": "100 % d’août “\\”", "number": 3, "none": None}
    bulk.insert([row(901, actor=actor, before=texts, after=None), row(902, reason="%s ' ; --")])
    first, second = TrailRow.objects.filter(number__gte=900).order_by("number")
    assert (first.at, first.actor, first.before, first.after) == (AT, actor, texts, None)
    assert (second.actor, second.reason, second.on_behalf_of) == (None, "%s ' ; --", "")
    assert TrailRow.objects.filter(number=901, after__isnull=True).exists()


def test_only_the_named_fields_of_the_given_rows_are_written():
    june = Meeting.objects.create(key="2026-06", starts_on="2026-06-03", ends_on="2026-12-01")
    Meeting.objects.create(key="2026-11", starts_on="2026-11-04", ends_on="2026-12-01")
    june.starts_on, june.key = datetime.date(2026, 6, 10), "elsewhere"
    bulk.update([june], {"starts_on"})
    assert list(Meeting.objects.order_by("starts_on").values_list("key", "starts_on")) == [
        ("2026-06", datetime.date(2026, 6, 10)), ("2026-11", datetime.date(2026, 11, 4)),
    ]  # fmt: skip


def test_nothing_to_write_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert([])
        bulk.update([], {"key"})
