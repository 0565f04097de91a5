"""Reminders of reports still to come: four steps by the calendar, and those sent by hand.

`send_due` is what the command runs each day; it may run any number of times. A step that the
command missed is made up for until the next step's day; the last one until the quarter is closed.
Everything a person is to be told at once stands in one mail. Who is told: `reporting.duties`.
"""

import datetime
import hashlib
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import links, mails, outbox, trail
from accounts.conflicts import Refused
from accounts.days import date_format
from reporting import duties, effort, moving, policy
from reporting.models import Quarter, Reminder, Report
from reporting.quarters import days_late
from reporting.workflow import State

# Each step, and its day counted from the deadline's.
STEPS = (
    (Reminder.Kind.BEFORE_14, -14),
    (Reminder.Kind.BEFORE_3, -3),
    (Reminder.Kind.AFTER_1, 1),
    (Reminder.Kind.AFTER_7, 7),
)
ESCALATED_AFTER = 7  # days past the deadline from which the GLC is told of a report
STILL_TO_COME = (State.DRAFT, State.RETURNED)


class Item(NamedTuple):
    """One report in somebody's mail, and why they read of it: "duty", "copy" or "late"."""

    report: Report
    why: str
    days_left: int  # until the deadline's day
    days_late: int  # as every page counts them: 1 from the first second after the deadline

    @classmethod
    def at(cls, report, why, instant):
        due_at = report.quarter.due_at
        left = (timezone.localdate(due_at) - timezone.localdate(instant)).days
        return cls(report, why, left, days_late(due_at, instant))

    @property
    def time_left(self):
        """How long the rest of the report takes, for whoever is to file it; as their home says."""
        return effort.left_of(self.report) if self.why == "duty" else ""

    @property
    def link(self):
        """The address of the form for whoever is to fill it in, of the report for the others."""
        name = "report-edit" if self.why == "duty" else "report"
        return links.page(name, self.report.quarter.key, self.report.body.key)

    @property
    def desk_link(self):
        return links.page("reception", self.report.quarter.key)


class Owed(NamedTuple):
    """A reminder that is owed today."""

    report: Report
    kind: str
    due_on: datetime.date


class Outcome(NamedTuple):
    """What was done, or would be: the reminders, and {person: items} of the mails."""

    owed: list
    digests: dict


def step_on(quarter, day):
    """Return the (kind, day owed) of the last step that has come by `day`, or None before any."""
    due_on = timezone.localdate(quarter.due_at)
    steps = [(kind, due_on + datetime.timedelta(days=days)) for kind, days in STEPS]
    return next((step for step in reversed(steps) if step[1] <= day), None)


def owed_on(day):
    """Return what is owed on a day and has not been sent, for the open quarters."""
    found = []
    for quarter in Quarter.objects.open().order_by("starts_on"):
        if step := step_on(quarter, day):
            reports = awaited_in(quarter, day).with_subject().with_begun()
            reminded = Reminder.objects.filter(kind=step[0], due_on=step[1])
            reports = reports.exclude(reminders__in=reminded).order_by("body__order")
            found += [Owed(report, *step) for report in reports]
    return found


@transaction.atomic
def send_due(*, on=None, at=None, dry_run=False):
    """Post what is owed on a day (today) and record it; a second run finds nothing left to do.

    Returns an `Outcome`. With `dry_run` nothing is written. `at` is an instant told of the past.
    """
    at, told_at = at or (midday(on) if on else timezone.now()), at
    day = timezone.localdate(at)
    # One run after the other: the second sees what the first has sent.
    list(Quarter.objects.open().order_by("pk").select_for_update())
    owed = owed_on(day)
    told = duties.of_bodies({each.report.body for each in owed}, day)
    digests = _digests([each.report for each in owed], told, at, escalates=True)
    # A body in which nobody sits has not been reminded, and no row says otherwise.
    written_of = {item.report.pk for items in digests.values() for item in items}
    owed = [each for each in owed if each.report.pk in written_of]
    if not dry_run:
        Reminder.objects.bulk_create(Reminder(**each._asdict(), at=at) for each in owed)
        _record(owed, by=None, told_at=told_at)
        if told_at is None:  # what is told of the past is news to nobody
            _post(digests, {each.report.pk: (each.kind, str(each.due_on)) for each in owed})
    return Outcome(owed, digests)


@transaction.atomic
def remind(*, quarter, reports, by, at=None):
    """Remind the bodies of these reports now, as GLC staff (`PermissionDenied` for others).

    One click, one mail: a report that has been reminded by hand today, or is no longer awaited, is
    passed over; `Refused` where none is left, or where nobody sits in the bodies. Returns the
    `Outcome`.
    """
    at, told_at = at or timezone.now(), at
    day = timezone.localdate(at)
    if not policy.can_remind(by, moving.day(told_at)):
        raise PermissionDenied
    quarter = moving.held(quarter)
    awaited = (
        quarter.reports.with_subject().with_begun().filter(pk__in=[report.pk for report in reports])
    )
    awaited = list(awaited.filter(state__in=STILL_TO_COME).order_by("body__order"))
    if not awaited:
        raise Refused(_("This report has come: nobody is to be reminded."))
    today = Reminder.objects.filter(
        report__in=awaited, kind=Reminder.Kind.BY_HAND, due_on=day
    ).select_related("by")
    done = {reminder.report_id: reminder for reminder in today}
    left = [report for report in awaited if report.pk not in done]
    if not left:
        raise Refused(_already(next(iter(done.values()))))
    told = duties.of_bodies([report.body for report in left], day)
    gone = next((report.dissolved_on for report in left if report.is_left_behind(day)), None)
    left = [report for report in left if any(told[report.body_id])]
    if not left and gone:
        told = _("The group was dissolved on %(day)s; its report can be filled in on its behalf.")
        raise Refused(told % {"day": date_format(gone)})
    if not left:
        raise Refused(_("Nobody sits in this body who could be reminded: give a seat first."))
    owed = [Owed(report, Reminder.Kind.BY_HAND, day) for report in left]
    Reminder.objects.bulk_create(Reminder(**each._asdict(), at=at, by=by) for each in owed)
    _record(owed, by=by, told_at=told_at)
    digests = _digests(left, told, at)
    if told_at is None:
        _post(digests, {report.pk: (Reminder.Kind.BY_HAND, str(day)) for report in left})
    return Outcome(owed, digests)


def _already(reminder):
    at = timezone.localtime(reminder.at)
    return _("Reminded already today at %(time)s by %(name)s.") % {
        "time": date_format(at, "H:i"), "name": reminder.by,
    }  # fmt: skip


def _digests(reports, told, at, *, escalates=False):
    """Return {person: items}: everything that one person is told at once."""
    digests, staff = {}, duties.glc_staff(timezone.localdate(at)) if escalates else []
    for report in reports:
        people, copies = told[report.body_id]
        is_late = days_late(report.quarter.due_at, at) >= ESCALATED_AFTER
        glc = [one for one in staff if one not in people] if is_late else []
        for why, readers in (("duty", people), ("copy", copies), ("late", glc)):
            for person in readers:
                digests.setdefault(person, []).append(Item.at(report, why, at))
    return digests


def midday(day):
    """Return noon of a day in Rome."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def _post(digests, steps):
    """Post one mail to each person. Its key names what it tells of: it is never posted twice."""
    for person, items in digests.items():
        told = sorted((item.report.trail_key, *steps.get(item.report.pk, ())) for item in items)
        mark = hashlib.sha256(repr(told).encode()).hexdigest()[:24]
        key = f"reminder/{person.ref}/{mark}"
        outbox.post(to=person, kind="reminder", key=key, **words_for(person, items)._asdict())


def words_for(person, items):
    """Return the `accounts.mails.Words` of a person's digest."""
    parts = {why: [item for item in items if item.why == why] for why in ("duty", "copy", "late")}
    return mails.compose(
        person,
        "reporting/mails/reminder",
        items=items,
        **parts,
        account=links.page("account") + "#mails",
    )


def _record(owed, *, by, told_at):
    """Tell the trail, quarter by quarter, which bodies were reminded of what."""
    for quarter in dict.fromkeys(each.report.quarter for each in owed):
        theirs = [each for each in owed if each.report.quarter == quarter]
        trail.record(
            by=by, verb="reminder_sent", target=quarter, told_at=told_at,
            after={
                "reminded": [each.report.body.key for each in theirs],
                "reminder": theirs[0].kind,
            },
        )  # fmt: skip


def awaited_in(quarter, day=None):
    """Return the reports of a quarter that are still to come on a day (today), late or not: nobody
    waits for what a dissolved group never filed."""
    return quarter.reports.filter(state__in=STILL_TO_COME).of_bodies_at_work(day)
