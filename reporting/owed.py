"""What a person owes beside reports: the yearly declaration of an organisation, answers to those
who ask to join it or a group, the actions of a national plan. Each in a number of queries that does
not grow with what there is."""

import datetime
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from actionplans import duties, rhythm
from actionplans.models import ActionPlan
from partners import coverage
from partners.models import CommitmentSet, Joining, Organisation, ResourceRequest
from partners.reading import a_year_after
from workinggroups.models import JoinRequest, Seat


class Declaring(NamedTuple):
    """A partner whose declaration of the commitments is due: a year old on a day, or never made."""

    organisation: Organisation
    due_on: datetime.date | None


class Asking(NamedTuple):
    """Somebody who asks to join an organisation or a group, and where it is answered."""

    who: str
    where: str
    asked_at: datetime.datetime
    url: str


class Following(NamedTuple):
    """An open national plan that asks for something: numbers of actions."""

    plan: ActionPlan
    count: int  # actions that wait in one way or another
    to_confirm: int  # of the period that runs, not ticked off yet
    confirm_by: datetime.date | None  # the last day of the first of these periods
    lapsed: int
    overdue: int
    to_review: int


def declarations_owed(user, day):
    """Return the person's organisations that are to declare (`Declaring`). One query more where
    the commitments are loaded."""
    whole = CommitmentSet.objects.filter(key=CommitmentSet.GLOBAL).first()
    if whole is None:
        return []
    theirs = Organisation.objects.of(user, day)
    due = coverage.due(whole, day).filter(pk__in=theirs.values("pk"))
    last = Max("declarations__confirmed_at", filter=Q(declarations__set=whole))
    return [
        Declaring(each, a_year_after(timezone.localdate(each.last)) if each.last else None)
        for each in due.annotate(last=last).order_by("name")
    ]


def joinings_to_answer(roles, day):
    """Return who waits to join the person's organisations and the groups they lead (`Asking`), the
    first first. GLC staff are asked for organisations that have nobody here, and as the secretariat
    of every group."""
    found = []
    if roles.organisations or roles.is_glc:
        rows = Joining.objects.to_answer(roles.user, day, is_glc=roles.is_glc)
        found += [
            Asking(row.person.name, row.organisation.name, row.asked_at,
                   reverse("joining", args=[row.pk]))
            for row in rows.select_related("person", "organisation")
        ]  # fmt: skip
    asked = [one.body for one in roles.seats if one.role == Seat.Role.LEAD and one.is_asked]
    if asked or (roles.is_glc and roles.standing.groups_are_asked):
        rows = JoinRequest.objects.waiting()
        rows = rows if roles.is_glc else rows.filter(body__in=asked)
        found += [
            Asking(row.person.name, row.body.short_name, row.asked_at,
                   reverse("group-requests", args=[row.body.key]))
            for row in rows.exclude(person=roles.user).select_related("person", "body")
        ]  # fmt: skip
    return sorted(found, key=attrgetter("asked_at"))


def requests_to_answer(roles, day):
    """Return the requests that wait for the person's organisations, the first first. One query,
    none where there is no such request."""
    if not roles.standing.requests_due:
        return []
    rows = ResourceRequest.objects.to_answer(roles.user, day).order_by("asked_at")
    return list(rows.select_related("resource__organisation"))


def plans_to_follow(user, day):
    """Return the open plans of the clusters that the person coordinates which ask for something
    (`Following`). Three queries, one where there is no such plan."""
    found = [_following(one.plan, one.lines, day) for one in duties.of_coordinator(user, day)]
    return [each for each in found if each.count]


def _following(plan, lines, day):
    running = [line for line in lines if _asks_now(line, day)]
    return Following(
        plan,
        sum(_waits(line) or _asks_now(line, day) for line in lines),
        len(running),
        min((line.standing.next_on for line in running), default=None),
        sum(line.standing.is_lapsed for line in lines),
        sum(line.standing.is_overdue for line in lines),
        sum(line.standing.asks_review for line in lines),
    )


def _waits(line):
    return line.standing.is_lapsed or line.standing.is_overdue or line.standing.asks_review


def _asks_now(line, day):
    """Whether the period that runs on that day is to be ticked off."""
    timed, next_on = line.timed, line.standing.next_on
    if timed.schedule != "recurring" or next_on is None:
        return False
    return rhythm.period_of(timed.frequency, day).ends_on == next_on
