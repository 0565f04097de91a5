"""The plan as a table: the rows of the plan page, in the columns of every format."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, FilteredRelation
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.clock import today
from accounts.dated import holding
from reporting.exports.columns import ANSWERS, Column, Told, columns_for
from sip import progress
from sip.models import Owner, PlanRevision
from sip.templatetags.plan import status_label


class Table(NamedTuple):
    """A table ready to be written. `rows` yields one list of values for each row, once."""

    dataset: str
    title: str
    language: str
    day: datetime.date
    columns: tuple[Column, ...]
    titles: list[str]
    hashtags: list[str]
    rows: Iterable[list]


def plan_table(*, language, narrative, filters=None, on=None):
    """Return the plan as a `Table` in one language, as a person may see it.

    `filters` is a `sip.filters.PlanFilter`, so that an export holds what the page shows. On a past
    day (`on`, or the one the filters name) statuses are those recorded by the end of it and bodies
    those of that day, while texts are today's. `narrative` says whether the words of reports are
    for this reader. Rows are read as they are written: memory does not grow with them.
    """
    on = on or (filters.on if filters else None)
    rows = progress.each_plan_row(filters, on)
    told = tell(language=language, on=on, answers=answers(on) if narrative else None)
    return table_of(rows, told, narrative=narrative, on=on)


def table_of(rows, told, *, narrative, on=None):
    """Return rows of the plan (`sip.progress.PlanRow`) as a `Table`."""
    columns = columns_for(narrative=narrative)
    with override(told.language):
        titles = [str(column.title) for column in columns]
        title = _("Strategy Implementation Plan: activities and status")
    return Table(
        "sip_activities", title, told.language, on or today(), columns, titles,
        [column.hashtag(told.language) for column in columns],
        _values(rows, columns, told),
    )  # fmt: skip


def tell(*, language, on=None, answers=None):
    """Return what all rows have in common, and what stands beside them, in two queries."""
    assigned = FilteredRelation("assignments", condition=holding(on, "assignments"))
    groups = defaultdict(list)
    keys = set()
    for key, activity in (
        Owner.objects.filter(kind=Owner.Kind.WORKING_GROUP)
        .annotate(held=assigned)
        .values_list("key", "held__activity_id")
    ):
        keys.add(key)
        groups[activity].append(key)
    revision = PlanRevision.objects.filter(effective_on__lte=on or today()).first()
    with override(language):
        labels = {key: str(status_label(key)) for key in progress.STATUS_KEYS}
    return Told(
        language, labels, revision.key if revision else None,
        settings.PUBLIC_URL + reverse("plan"), groups, frozenset(keys), answers or {},
    )  # fmt: skip


def answers(on=None):
    """Return what the status of each activity asked for: {activity: {field: text}}."""
    day = on or today()
    is_past = day < today()
    said = {
        f"said_{name}": progress.status_as_of(day, name) if is_past else F(f"current_row__{name}")
        for name in ANSWERS
    }
    found = progress.standing(on).annotate(**said).values_list("pk", *said)
    return {pk: dict(zip(ANSWERS, texts, strict=True)) for pk, *texts in found if any(texts)}


def _values(rows, columns, told):
    makers = [column.value for column in columns]
    for row in rows:
        yield [make(row, told) for make in makers]
