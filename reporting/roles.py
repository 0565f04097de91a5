"""What a person is today, for pages that have a part for each role.

For showing only: what a person may do is asked of the policies, at the moment of the act.
"""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, Subquery

from accounts.models import User
from actionplans.models import NationalCluster
from partners.filters import with_kind
from partners.models import Engagement, Organisation
from reporting.policy import LEADING
from reporting.standing import Standing
from sip.models import Owner
from workinggroups.models import GroupMeeting, JoinRequest, Seat


@dataclass
class Roles:
    """What a person is today: one query for seats beside their `standing`, each with the next
    meeting of its body (`meets_on`, `meets_at`) and whether somebody asks to join it (`is_asked`),
    and one more each where there are organisations or
    national teams."""

    user: User
    day: datetime.date
    standing: Standing
    seats: list = field(init=False)

    def __post_init__(self):
        seats = Seat.objects.of(self.user, self.day).in_bodies_at_work(self.day)
        meets = GroupMeeting.objects.coming(self.day).filter(body=OuterRef("body"))
        asked = JoinRequest.objects.waiting().filter(body=OuterRef("body"))
        self.seats = list(
            seats.select_related("body")
            .annotate(
                meets_on=Subquery(meets.values("held_on")[:1]),
                meets_at=Subquery(meets.values("begins_at")[:1]),
                is_asked=Exists(asked),
            )
            .order_by("body__order")
        )

    @property
    def is_glc(self):
        return self.standing.is_glc

    @property
    def is_administrator(self):
        return self.standing.is_administrator

    @property
    def is_in_sag(self):
        return any(seat.body.kind == Owner.Kind.ADVISORY_GROUP for seat in self.seats)

    @property
    def leading(self):
        """The person's seats as lead or deputy."""
        return [seat for seat in self.seats if seat.role in LEADING]

    @property
    def led(self):
        """The groups that the person leads, as lead or deputy."""
        return [seat.body for seat in self.leading]

    @property
    def groups(self):
        return [seat for seat in self.seats if seat.body.kind == Owner.Kind.WORKING_GROUP]

    @property
    def decides(self):
        return self.is_in_sag or self.is_glc

    @cached_property
    def organisations(self):
        """The person's organisations, each with `engagement` (an `Engagement.Kind` or None)."""
        if not self.standing.has_organisation:
            return []
        found = list(with_kind(Organisation.objects.of(self.user, self.day), self.day))
        for organisation in found:
            organisation.engaged_as = (
                Engagement.Kind(organisation.kind) if organisation.kind else None
            )
        return found

    @cached_property
    def clusters(self):
        if not self.standing.has_team:
            return []
        return list(NationalCluster.objects.of_team(self.user, self.day))
