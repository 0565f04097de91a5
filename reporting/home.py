"""What awaits a person: one page, with a part for each of their roles.

Reads only, in a number of queries that depends on the roles and never on how much there is.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from accounts import links
from accounts.models import TrailRow, User
from accounts.presenting import folded, tell
from reporting.answered import answered
from reporting.coming import in_order, next_opening
from reporting.desk import Desk
from reporting.front import Announced
from reporting.owed import (
    declarations_owed,
    joinings_to_answer,
    plans_to_follow,
    requests_to_answer,
)
from reporting.roles import Roles
from reporting.standing import Standing, standing
from reporting.urgent import tasks
from sip.bodies import activities_of
from sip.models import Decision
from workinggroups import activity, offices
from workinggroups.models import Seat

ACTS_SHOWN = 6
ACTS_READ = 40  # so many, of which those alike stand on one line


@dataclass
class Home:
    """Everything the home page of one person prints. Each part is read when it is printed; their
    `standing` and how many activities are `blocked` are told by who has read them."""

    user: User
    at: datetime.datetime
    standing: Standing | None = None
    blocked: int = 0  # for those who sit in the SAG
    next_meeting: Announced | None = None
    opening: Callable = next_opening  # of the next quarter, asked by whoever will report on it
    day: datetime.date = field(init=False)
    roles: Roles = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self):
        self.day = timezone.localdate(self.at)
        self.roles = Roles(self.user, self.day, self.standing or standing(self.user, self.day))
        self.desk = Desk(self.roles, self.at)

    @cached_property
    def tasks(self):
        """What GLC staff are to see to, the most urgent first."""
        return tasks(self) if self.roles.is_glc else []

    @property
    def is_calm(self):
        """Whether the sentence that opens the page has nothing to say."""
        asked = self.joinings or self.requests or self.countersigning
        waits = self.blocked or self.declarations or self.plans or self.tasks or asked
        return self.desk.is_calm and not waits

    @cached_property
    def declarations(self):
        """The person's partners whose declaration of the commitments is due."""
        return declarations_owed(self.user, self.day) if self.roles.organisations else []

    @cached_property
    def joinings(self):
        """Who asks to join an organisation or a group, and waits for the person's answer."""
        return joinings_to_answer(self.roles, self.day)

    @cached_property
    def requests(self):
        """Requests for resources that wait for the answer of the person's organisations."""
        return requests_to_answer(self.roles, self.day)

    @cached_property
    def countersigning(self):
        """The decisions that wait for the person's name, as a member of the SAG."""
        if not self.roles.is_in_sag:
            return []
        waiting = Decision.objects.to_countersign(self.user)
        return list(waiting.only("key", "text", "taken_by", "taken_on"))

    @cached_property
    def own_joinings(self):
        """The requests of somebody without a role that wait for an answer."""
        if self.has_parts:
            return []
        return list(self.user.joinings.waiting().select_related("organisation"))

    @cached_property
    def own_requests(self):
        """The person's requests to join a group that wait."""
        if not self.roles.standing.asks_a_group:
            return []
        return list(self.user.join_requests.waiting().select_related("body"))

    @cached_property
    def plans(self):
        """The national plans that wait for the person who coordinates them."""
        return plans_to_follow(self.user, self.day) if self.roles.clusters else []

    @property
    def actions(self):
        """How many actions of the national plans wait."""
        return sum(plan.count for plan in self.plans)

    @cached_property
    def answers(self):
        """What the groups that the person leads were answered since their last report."""
        if not self.roles.led:
            return []
        return answered(self.user, self.roles.led, self.activities, self.desk.reports)

    @property
    def contact(self):
        """The address of the GLC, where this installation names one."""
        return settings.CONTACT_EMAIL

    @property
    def has_parts(self):
        roles = self.roles
        held = roles.seats or roles.organisations or roles.clusters
        return bool(held or roles.is_glc or roles.is_administrator)

    @cached_property
    def activities(self):
        """Activities of the person's groups: named in the SIP, or assigned (`is_named`)."""
        bodies = [seat.body_id for seat in self.roles.groups]
        return list(activities_of(bodies, self.day)) if bodies else []

    @cached_property
    def last_acts(self):
        """The end of the trail in words, for the GLC."""
        if not self.roles.is_glc:
            return []
        # An accepted report is one act here; the trail tells of each status it made official.
        rows = TrailRow.objects.exclude(verb="status_reported")[:ACTS_READ]
        return folded(tell(rows, brief=True))[:ACTS_SHOWN]

    @cached_property
    def groups_in_need(self):
        """Groups that lack a lead, a focal point or partners, or have done their work: for the GLC,
        their secretariat."""
        return offices.in_need(self.day) if self.roles.is_glc else []

    @cached_property
    def mandates_ending(self):
        """Mandates in the SAG to renew at a GLM within ninety days, for the GLC."""
        if not self.roles.is_glc:
            return []
        return list(Seat.objects.not_renewed(self.day).select_related("person", "body"))

    @cached_property
    def consulting(self):
        """Whether the SAG consults each quarter, for whoever answers for it."""
        return activity.consulting(self.day) if self.roles.decides else None

    @cached_property
    def inactive(self):
        """Members who no longer come, for the leads of their groups."""
        led = [body.pk for body in self.roles.led]
        return activity.inactive(led, self.day) if led else []

    @property
    def has_network(self):
        """Whether something about groups and seats asks for attention, beside the tasks of GLC
        staff."""
        lacks = self.consulting and self.consulting.is_lacking and not self.roles.is_glc
        return bool(lacks or self.inactive)

    @cached_property
    def accounts(self):
        """How many people can sign in, how many have no way in yet though their account is open,
        and how many accounts are closed, for administrators."""
        return User.objects.annotate(can_sign_in=links.can_sign_in()).aggregate(
            open=Count("pk", filter=Q(can_sign_in=True)),
            pending=Count("pk", filter=Q(is_active=True, can_sign_in=False)),
            closed=Count("pk", filter=Q(is_active=False)),
        )

    @cached_property
    def next_opening(self):
        """The next quarter to open, for those who will report on it."""
        return self.opening(self.day) if self.roles.led else None

    @property
    def coming(self):
        """The next dates of who leads a group, the nearest first."""
        return in_order(self.roles.leading, self.next_meeting, self.next_opening)
