"""What GLC staff are to see to: one list, the most urgent first, whatever asks for it.

Late comes before what waits, what waits before what is still to come; in each, the earliest day
first. Everything is read from what the home page has loaded already.
"""

import datetime
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.days import date_format
from reporting.quarters import days_late, latest_day_before
from reporting.templatetags.reports import days_late_words
from reporting.workflow import State
from sip.models import Owner
from sip.templatetags.plan import quarter_label

PACK_IN_SIGHT = datetime.timedelta(days=45)  # so long before its GLM a pack is called for


class Rank(IntEnum):
    LATE = 0
    WAITS = 1
    TO_COME = 2


class Task(NamedTuple):
    """One thing to do: `what` and `why` in words, when (`since` or until `day`), and the one
    address where it is done. `report` is the one it is about, where it is about one."""

    rank: Rank
    day: datetime.date
    what: str
    why: str
    when: str
    act: str
    url: str
    report: object = None
    anchor: str = ""

    @property
    def is_late(self):
        return self.rank == Rank.LATE

    @property
    def is_now(self):
        return self.rank < Rank.TO_COME


def tasks(home):
    """Return the tasks of GLC staff (`Task`), in order; `home` is their `reporting.home.Home`."""
    found = [
        *_to_remind(home), *_to_file(home), *_left_behind(home), *_to_decide(home),
        *_to_settle(home), *_pack(home),
        *_mandates(home), *_groups(home), *_consultation(home),
    ]  # fmt: skip
    return sorted(found, key=lambda task: (task.rank, task.day))


def _to_remind(home):
    """The bodies that are late, those of one quarter in one row: one click reminds them all."""
    late = [report for report in home.desk.late if not report.is_due]
    for quarter, rows in groupby(late, key=lambda report: report.quarter):
        reports = list(rows)
        number, due = len(reports), timezone.localdate(quarter.due_at)
        names = _listed(report.body.short_name for report in reports)
        why = ngettext(
            "The report for %(quarter)s was due on %(day)s.",
            "The reports for %(quarter)s were due on %(day)s.",
            number,
        ) % {"quarter": quarter_label(quarter.key), "day": date_format(due)}
        reminded = [report.reminded_at for report in reports if report.reminded_at]
        last = (
            _("Last reminder: %(day)s.") % {"day": date_format(timezone.localdate(max(reminded)))}
            if reminded
            else _("Nobody has been reminded yet.")
        )
        yield Task(
            Rank.LATE, due, _("Remind %(names)s") % {"names": names}, f"{why} {last}",
            days_late_words(days_late(quarter.due_at, home.at)), _("Remind"),
            reverse("reception", args=[quarter.key]) + "#awaited",
        )  # fmt: skip


def _to_file(home):
    for row in home.desk.due:
        report, due = row.report, timezone.localdate(row.report.quarter.due_at)
        begun = ngettext(
            "%(begun)d part of %(count)d begun.", "%(begun)d parts of %(count)d begun.", row.begun
        ) % {"begun": row.begun, "count": row.parts}
        deadline = _("Due on %(day)s.") % {"day": date_format(due)}
        late = days_late_words(row.days_late) if row.days_late else ""
        yield Task(
            Rank.LATE if late else Rank.TO_COME, due,
            _("File the report of %(body)s for %(quarter)s") % _named(report),
            f"{deadline} {begun}" if report.is_started else deadline,
            late or _in_days(row.days_left), _filing(report),
            reverse("report-edit", args=[report.quarter.key, report.body.key]), report,
        )  # fmt: skip


def _left_behind(home):
    """What a dissolved group never filed: nobody is chased for it."""
    for report in home.desk.left_behind:
        yield Task(
            Rank.WAITS, report.dissolved_on,
            _("Fill in the report of %(body)s for %(quarter)s, or close the quarter without it")
            % _named(report),
            _("The group was dissolved on %(day)s; its report can be filled in on its behalf.")
            % {"day": date_format(report.dissolved_on)},
            "", _filing(report),
            reverse("report-edit", args=[report.quarter.key, report.body.key]), report,
        )  # fmt: skip


def _filing(report):
    if report.state == State.RETURNED:
        return _("Correct the report")
    return _("Resume the draft") if report.is_started else _("Start the report")


def _to_decide(home):
    """Reports that ask for a decision; who took part in one hands the decision on."""
    for place, row in enumerate(home.desk.waiting):
        report, since = row.report, timezone.localdate(row.report.submitted_at)
        what = _("Read the report of %(body)s for %(quarter)s") % _named(report)
        why, act = "", _("Read and decide")
        if report.body.kind == Owner.Kind.ADVISORY_GROUP:
            why = _("Only GLC staff accept the report of the SAG.")
        if row.took_part:
            why = _("Somebody else has to decide: you wrote, submitted or lead this report.")
            act = pgettext("a report", "Read")
        yield Task(
            Rank.WAITS, since, what, why, _("since %(day)s") % {"day": date_format(since)}, act,
            reverse("report-review", args=[report.quarter.key, report.body.key]), report,
            "" if place else "h-decide",
        )  # fmt: skip


def _to_settle(home):
    lines = home.desk.disagreements
    if lines:
        contested = dict.fromkeys(line.activity.code for line in lines)
        what = ngettext(
            "Settle the disagreement between bodies on %(codes)s",
            "Settle the disagreements between bodies on %(codes)s",
            len(contested),
        ) % {"codes": _listed(contested)}
        why = _("Until then the body named first in the SIP counts.")
        yield Task(
            Rank.WAITS, min(line.report.quarter.ends_on for line in lines), what, why, "",
            pgettext("button", "See"), "#h-disagree",
        )  # fmt: skip


def _pack(home):
    """The pack of the next GLM, until a first version of it is frozen."""
    if home.next_meeting is None:
        return
    meeting = home.next_meeting.meeting
    if meeting.is_packed or meeting.starts_on - home.day > PACK_IN_SIGHT:
        return
    last_day = latest_day_before(meeting.starts_on)
    lacking = sum(
        report.quarter.meeting_id == meeting.pk
        and report.state != State.ACCEPTED
        and not report.is_left_behind(home.day)
        for report in home.desk.reports
    )
    why = _("It should be frozen on %(day)s at the latest.") % {"day": date_format(last_day)}
    if lacking:
        lacks = ngettext(
            "%(n)d report that it tells of is not accepted yet.",
            "%(n)d reports that it tells of are not accepted yet.",
            lacking,
        )
        why = f"{why} {lacks % {'n': lacking}}"
    left = (last_day - home.day).days
    yield Task(
        Rank.LATE if left < 0 else Rank.TO_COME, last_day,
        _("Prepare the pack of the GLM of %(days)s") % {"days": home.next_meeting.days}, why,
        days_late_words(-left) if left < 0 else _in_days(left), pgettext("button", "Prepare"),
        reverse("pack-prepare", args=[meeting.key]),
    )  # fmt: skip


def _mandates(home):
    """Mandates in the SAG that end, those of one body and day in one row."""
    seats = sorted(home.mandates_ending, key=lambda seat: (seat.ends_on, seat.body.key))
    for (ends_on, body), rows in groupby(seats, key=lambda seat: (seat.ends_on, seat.body.key)):
        held = list(rows)
        yield Task(
            Rank.TO_COME, ends_on,
            ngettext(
                "Have a seat of the SAG renewed", "Have %(n)d seats of the SAG renewed", len(held)
            ) % {"n": len(held)},
            ngettext(
                "The mandate of %(names)s ends on %(day)s. A seat is renewed at a GLM.",
                "The mandates of %(names)s end on %(day)s. A seat is renewed at a GLM.",
                len(held),
            ) % {"names": _listed(seat.person.name for seat in held), "day": date_format(ends_on)},
            _in_days((ends_on - home.day).days), _("See the seats"),
            reverse("group-seats", args=[body]),
        )  # fmt: skip


def _groups(home):
    """A group without a lead or without a focal point is not active; it is made of partners, and
    dissolved once its work is done (source 002)."""
    for group in home.groups_in_need:
        body = {"body": group.owner.short_name}
        if not group.has_lead:
            yield Task(
                Rank.WAITS, home.day, _("Give %(body)s a lead") % body,
                _("Nobody of the support team in Rome leads this group, so nobody is to file its "
                  "report."), "",
                _("Name a lead"), reverse("group-lead", args=[group.owner.key]),
            )  # fmt: skip
        if not group.has_focal_point:
            yield Task(
                Rank.WAITS, home.day, _("Give %(body)s a SAG focal point") % body,
                _("Nobody who sits in the SAG is the focal point of this group."), "",
                _("Name a focal point"), reverse("group-seats", args=[group.owner.key]),
            )  # fmt: skip
        if not group.has_partner:
            yield Task(
                Rank.TO_COME, group.mandate_ends_on, _("Find partners for %(body)s") % body,
                _("Nobody of a partner organisation sits in this group."), "",
                _("See the seats"), reverse("group-seats", args=[group.owner.key]),
            )  # fmt: skip
        if group.is_done:
            yield Task(
                Rank.TO_COME, group.mandate_ends_on,
                _("Ask the SAG whether %(body)s has done its work") % body,
                _("All its activities are completed. A group is dissolved once its tasks are "
                  "done."), "",
                _("See the group"), reverse("group", args=[group.owner.key]),
            )  # fmt: skip


def _consultation(home):
    if home.consulting and home.consulting.is_lacking:
        last = home.consulting.last
        yield Task(
            Rank.WAITS, last.ends_on,
            _("Record how the SAG consulted in %(quarter)s") % {"quarter": quarter_label(last.key)},
            _("No consultation of the SAG is recorded in that quarter."), "",
            pgettext("button", "See"), reverse("group-meetings", args=["sag"]),
        )  # fmt: skip


def _named(report):
    return {"body": report.body.short_name, "quarter": quarter_label(report.quarter.key)}


def _in_days(days):
    if days == 0:
        return _("today")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def _listed(names):
    return get_text_list([str(name) for name in names], pgettext("last of a list", "and"))
