from collections import defaultdict

from django.db import migrations
from django.db.models import Q


def freeze_closed_quarters(apps, schema_editor):
    """Give the quarters closed so far the rows that closing writes from now on: what was recorded
    by their closing of each activity on their last day (see `reporting.freezing`)."""
    for quarter in apps.get_model("reporting", "Quarter").objects.filter(state="closed"):
        _freeze(apps, quarter)


def _freeze(apps, quarter):
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=quarter.ends_on)
    activities = apps.get_model("sip", "Activity").objects.filter(there).order_by(
        "output__outcome__pillar__order", "output__outcome__order", "output__order", "order", "pk"
    )
    stated = _latest(
        apps.get_model("sip", "StatusRow").objects.filter(
            Q(recorded_at__lte=quarter.closed_at) | Q(origin="source"),
            effective_on__lte=quarter.ends_on,
        ),
        "activity_id",
    )
    worded = _latest(
        apps.get_model("sip", "Wording").objects.filter(
            activity__isnull=False,
            effective_on__lte=quarter.ends_on,
            recorded_at__lte=quarter.closed_at,
        ),
        "activity_id",
    )
    owners, awaited = _owners(apps, quarter), _awaited(apps, quarter)
    rows = [
        _row(apps, quarter, order, activity, stated.get(activity.pk), worded.get(activity.pk))
        for order, activity in enumerate(activities, start=1)
    ]
    for row in rows:
        row.owner_keys = owners[row.activity_id]
        row.not_received = awaited[row.activity_id]
    apps.get_model("reporting", "FrozenRow").objects.bulk_create(rows, batch_size=500)


def _latest(rows, key):
    return {
        getattr(row, key): row for row in rows.order_by("effective_on", "recorded_at", "pk")
    }


def _owners(apps, quarter):
    day, known = quarter.ends_on, quarter.closed_at
    held = apps.get_model("sip", "Responsibility").objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day) | Q(ended_at__gt=known),
        Q(recorded_at__lte=known) | Q(is_published=True),
        starts_on__lte=day,
    )
    return _keys(held.order_by("activity", "order").values_list("activity", "owner__key"))


def _awaited(apps, quarter):
    lines = apps.get_model("reporting", "ReportLine").objects.filter(report__quarter=quarter)
    awaited = lines.exclude(report__state="accepted").order_by("report__body__order")
    return _keys(awaited.values_list("activity", "report__body__key"))


def _keys(pairs):
    found = defaultdict(list)
    for activity, key in pairs:
        if key not in found[activity]:
            found[activity].append(key)
    return found


def _row(apps, quarter, order, activity, stated, worded):
    said = worded.fields if worded else {}
    return apps.get_model("reporting", "FrozenRow")(
        quarter=quarter,
        activity=activity,
        code=activity.code,
        order=order,
        short_title=said.get("short_title", activity.short_title),
        text=said.get("text", activity.text),
        status=stated.status if stated else "",
        effective_on=stated and stated.effective_on,
        completed_on=stated and stated.completed_on,
        status_row=stated,
        body_id=stated and stated.body_id,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("reporting", "0002_frozen_rows"),
    ]

    operations = [
        migrations.RunPython(freeze_closed_quarters, migrations.RunPython.noop),
    ]
