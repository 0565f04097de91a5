"""Closing a quarter freezes it: what was known then of each activity on its last day stays."""

from collections import defaultdict

from reporting.frozenrows import FrozenRow
from reporting.models import ReportLine
from reporting.workflow import State
from sip import progress, quarters
from sip.models import StatusRow
from sip.models.progress import NOT_REPORTED
from sip.moments import Moment


def freeze(quarter, at):
    """Write the frozen rows of a `Quarter` that is closed at the instant `at`; return how many.

    The caller holds the quarter and owns the transaction.
    """
    days = quarters.parse(quarter.key)
    last_day = Moment(quarter.ends_on, at, days)
    stated = statements(last_day)
    awaited = not_received(quarter)
    rows = [
        _frozen(quarter, order, row, stated.get(row.pk), awaited.get(row.pk, []))
        for order, row in enumerate(progress.each_plan_row(on=last_day), start=1)
    ]
    FrozenRow.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def statements(moment):
    """Return the status row in force of each activity at a moment: {activity: row}."""
    latest = progress.standing(moment).values(row=progress.status_as_of(moment, "pk"))
    return {row.activity_id: row for row in StatusRow.objects.filter(pk__in=latest.order_by())}


def not_received(quarter):
    """Return which bodies owed a line on each activity without a report that was accepted, by the
    key of the body: {activity: [key, …]}."""
    lines = ReportLine.objects.filter(report__quarter=quarter).exclude(report__state=State.ACCEPTED)
    found = defaultdict(list)
    for activity, key in lines.order_by("report__body__order").values_list(
        "activity", "report__body__key"
    ):
        found[activity].append(key)
    return found


def _frozen(quarter, order, row, stated, awaited):
    return FrozenRow(
        quarter=quarter, activity_id=row.pk, code=row.code, order=order,
        short_title=row.short_title, text=row.text,
        status="" if row.status == NOT_REPORTED else row.status,
        effective_on=row.effective_on, completed_on=row.completed_on,
        status_row=stated, body_id=stated and stated.body_id,
        owner_keys=row.owner_keys, not_received=awaited,
    )  # fmt: skip
