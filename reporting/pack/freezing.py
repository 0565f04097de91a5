"""Everything a pack says, read once into plain data that belongs to no language.

Totals are nowhere in it: whoever words or draws it counts the same activities, so that a total is
always the number of its details. Texts stay as they stand in the tracker, in every language they
have, and what people wrote stays letter for letter.
"""

from collections import defaultdict

from django.conf import settings
from django.utils import timezone

from reporting.exports import glm
from reporting.exports.plan import tell
from reporting.histories import histories
from reporting.lines import WORDS
from reporting.models import Erratum, Evidence, ReportLine
from reporting.pack.registers import registers
from reporting.waiting import blocked_from, last_of_each_day
from reporting.workflow import State
from sip import quarters
from sip.models import Owner, PlanRevision, Status, StatusRow
from sip.models.progress import NOT_REPORTED
from sip.search import fold
from workinggroups.models import WorkingGroup

LINE = ("status", "is_unchanged", *WORDS)
# Of the frozen data: 1 knew neither errata nor motions, 2 nothing contested, 3 no report as left
# behind by a dissolved group.
FORMAT = 4


def snapshot(meeting, *, now, covered=None, sections=()):
    """Return what a pack of this meeting freezes at the instant `now`.

    `covered` are its quarters (`QuarterDays`; those since the GLM before when None), `sections` the
    keys of the parts that were chosen. The caller sees to it that nothing changes meanwhile
    (`reporting.pack.actions.freeze`).
    """
    told = glm.make(meeting, narrative=True, now=now, covered=covered)
    day = min(meeting.starts_on, timezone.localdate(now))
    around = tell(language="fr", on=day)
    revision = PlanRevision.objects.filter(effective_on__lte=day).first()
    groups = _groups(told, day)
    return {
        "format": FORMAT,
        "is_demo": settings.DEMO,
        "address": around.address,
        "revision": {"key": revision.key, "name": revision.name.data} if revision else None,
        "meeting": _meeting(meeting),
        "previous": _previous(told),
        "quarters": [days.key for days in told.quarters],
        "sections": list(sections),
        **_frame(told),
        "bodies": _bodies(),
        "activities": _activities(told, around),
        "reports": _reports(told),
        "errata": _errata(told, now),
        "contested": _contested(told),
        "groups": [_group(group, told, around) for group in groups],
        "group_keys": sorted(around.group_keys),
        **registers(told, day),
    }


def _meeting(meeting):
    return {
        "key": meeting.key, "starts_on": meeting.starts_on.isoformat(),
        "ends_on": meeting.ends_on.isoformat(), "place": meeting.place, "mode": meeting.mode,
    }  # fmt: skip


def _previous(told):
    if told.previous is None:
        return None
    [quarter] = glm.taken_up(told.previous)
    return {**_meeting(told.previous), "quarter": quarter.key}


def _frame(told):
    """Return pillars, outcomes and outputs with their texts, in the plan's order."""
    pillars, outcomes, outputs = {}, {}, {}
    for standing in told.standings:
        row = standing.row
        pillars[row.pillar.code] = {"title": row.pillar.title.data, "goal": row.pillar.more.data}
        outcomes[row.outcome.code] = {"title": row.outcome.title.data, "pillar": row.pillar.code}
        outputs[row.output.code] = {"title": row.output.title.data, "outcome": row.outcome.code}
    return {
        name: [{"code": code, **told} for code, told in parts.items()]
        for name, parts in (("pillars", pillars), ("outcomes", outcomes), ("outputs", outputs))
    }


def _groups(told, day):
    """Return the working groups of the pack: those at work, and those that reported and were
    dissolved since."""
    reported = [body.body.pk for body in told.bodies if body.reports]
    at_work = WorkingGroup.objects.active(day)
    return list(
        (at_work | WorkingGroup.objects.filter(owner__in=reported))
        .distinct()
        .in_order()
        .prefetch_related("objectives")
    )


def _bodies():
    return {
        owner.key: {
            "name": owner.name.data, "short_name": owner.short_name.data, "kind": owner.kind,
            "order": owner.order,
        }
        for owner in Owner.objects.of_the_plan()
    }  # fmt: skip


def _activities(told, around):
    cut = told.cut
    series = {
        days.key: glm.standing_at(glm.at_end_of(days, cut)) for days in told.quarters
    }  # fmt: skip
    now, printed = series[told.quarter.key], _printed_evidence()
    said = histories(glm.at_end_of(told.quarter, cut))
    return [
        {
            **_activity(standing, series, now, around, printed),
            "blocked_since": _blocked_since(standing, said),
        }
        for standing in told.standings
    ]


def _blocked_since(standing, said):
    """Return the key of the quarter in which the activity was first said to be blocked without a
    break since; None for one that is not blocked."""
    if standing.status != Status.BLOCKED:
        return None
    since = blocked_from(last_of_each_day(said.get(standing.row.pk, ())))
    return since and quarters.containing(since).key


def _printed_evidence():
    """Return the evidence that the SIP itself gives, {activity: folded text}."""
    rows = StatusRow.objects.filter(origin=StatusRow.Origin.SOURCE).values_list(
        "activity_id", "evidence"
    )
    return {activity: fold(evidence) for activity, evidence in rows}


def _activity(standing, series, now, around, printed):
    row, found = standing.row, now.get(standing.row.pk)
    answers = {name: _plain(value) for name, value in standing.answers.items() if value}
    return {
        "code": row.code, "output": row.output.code, "short_title": row.short_title.data,
        "text": row.text.data, "owners": row.owner_keys,
        "responsible_as_published": row.responsible_as_published,
        "is_upkeep": row.is_upkeep, "schedule": row.schedule, "due_on": _plain(row.due_on),
        "status": row.status, "before": standing.before, "answers": answers,
        "series": {
            key: rows[row.pk].status if row.pk in rows else "none" for key, rows in series.items()
        },
        "effective_on": _plain(row.effective_on), "completed_on": _plain(row.completed_on),
        # Also where a report repeats it: what counts is what a reader finds in the column.
        "from_the_sip": bool(found) and fold(found.evidence) == printed.get(row.pk),
        "motive": found.motive if found else "",
        "groups": around.groups.get(row.pk, []),
    }  # fmt: skip


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _reports(told):
    """Return every report of the pack: its state, and its words once they are published."""
    reports = [report for body in told.bodies for report in body.reports]
    exhibits = defaultdict(list)
    kept = Evidence.objects.filter(line__report__in=reports, removed_at__isnull=True)
    for one in kept.values("line_id", "url", "name", "format", "size"):
        exhibits[one.pop("line_id")].append(one)
    lines = defaultdict(list)
    rows = ReportLine.objects.filter(report__in=reports).order_by("order")
    for line in rows.values("pk", "report_id", "activity__code", *LINE):
        told = {"activity": line.pop("activity__code"), "exhibits": exhibits[line.pop("pk")]}
        lines[line.pop("report_id")].append({**told, **line})
    return [_report(report, lines[report.pk]) for report in reports]


def _report(report, lines):
    is_told = report.state == State.ACCEPTED and not report.is_after
    return {
        "body": report.body.key, "quarter": report.quarter.key, "state": report.state,
        "accepted_on": _day(report.accepted_at), "submitted_on": _day(report.submitted_at),
        "is_after": report.is_after, "summary": report.summary,
        "left_behind_on": _plain(report.dissolved_on) if report.is_let_go else None,
        "is_uncounted": report.is_uncounted, "is_started": report.is_started,
        "returned_on": _day(report.returned_at),
        "activities": [line["activity"] for line in lines],
        "lines": lines if is_told else [],
    }  # fmt: skip


def _errata(told, now):
    """Return what was found wrong, by the instant of freezing, in the closed quarters that the pack
    tells of. Frozen words outlive a person's account: they are signed as the GLC's."""
    keys = [days.key for days in told.quarters]
    if told.previous:
        keys += [days.key for days in glm.taken_up(told.previous)]
    found = Erratum.objects.filter(quarter__key__in=keys, at__lte=now)
    return [
        {
            "quarter": one.quarter.key, "activity": one.activity.code, "on": _day(one.at),
            "said": one.said or NOT_REPORTED, "status": one.status, "text": one.text,
        }
        for one in found.select_related("quarter", "activity")
    ]  # fmt: skip


def _contested(told):
    """Return the decisions asked for by reports of these quarters while another body's word counts,
    which the GLC has yet to settle."""
    codes = {standing.row.pk: standing.row.code for standing in told.standings}
    return [
        {
            "activity": codes[line.activity_id], "decision": line.decision_needed,
            "body": body.key, "counts": counts.key,
        }
        for line, body, counts in told.still_asking
    ]  # fmt: skip


def _day(instant):
    return timezone.localdate(instant).isoformat() if instant else None


def _group(group, told, around):
    """Return a group's mandate and the activities it reports on: what its reports speak of, else
    what the SIP names it for and what is assigned to it."""
    key, rows = group.owner.key, [standing.row for standing in told.standings]
    named = [row.code for row in rows if key in row.owner_keys]
    assigned = [row.code for row in rows if key in around.groups.get(row.pk, ())]
    body = next((one for one in told.bodies if one.body.pk == group.owner_id and one.reports), None)
    reported = [standing.row.code for standing in told.of_body(body)] if body else []
    codes = set(reported) or {*named, *assigned}
    return {
        "key": key, "named": named, "activities": [row.code for row in rows if row.code in codes],
        "mandate": group.mandate.data,
        "objectives": [objective.text.data for objective in group.objectives.all()],
        "dissolved_on": _plain(group.dissolved_on),
    }  # fmt: skip
