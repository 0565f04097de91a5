"""What the person who asks is and owes today: read in one query for each request, for the parts of
a page and its navigation.

For showing only: what a person may do is asked of the policies, at the moment of the act.
"""

from functools import lru_cache
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Func, OuterRef, Subquery

from accounts.clock import today
from accounts.models import Grant, User
from actionplans.models import TeamPlace
from partners.models import Affiliation, ResourceRequest
from reporting.models import Report, reads_all
from sip.models import Owner
from workinggroups.models import JoinRequest, Seat


class Standing(NamedTuple):
    is_glc: bool = False
    is_administrator: bool = False
    sits_in_the_sag: bool = False
    reads_all: bool = False  # reports at any stage (`reporting.models.reads_all`)
    has_organisation: bool = False
    has_team: bool = False
    reports_due: int = 0
    requests_due: int = 0  # for resources of the person's organisations
    asks_a_group: bool = False  # whether a request of the person's to join a group waits
    groups_are_asked: bool = False  # whether anybody's does

    @property
    def may_include_submitted(self):
        """Whether figures before they are accepted may be offered (`sip.submitted.can_include`)."""
        return self.is_glc or self.sits_in_the_sag


def of(request):
    """Return the `Standing` of the person who asks."""
    if not hasattr(request, "standing"):
        request.standing = standing(request.user, today())
    return request.standing


def standing(user, day):
    """Return the `Standing` of a person on a day; a visitor has none. One query."""
    if not user.is_authenticated:
        return Standing()
    return Standing(*_everybody(day).get(pk=user.pk))


@lru_cache(maxsize=2)
def _everybody(day):
    """Return what all people are and owe on a day, never read whole: the question is the same for
    everybody and put together once, which costs more than to answer it for one person."""
    me = OuterRef("pk")
    due = Report.objects.to_be_filed_by_whom(OuterRef(me), day).order_by()
    asked = ResourceRequest.objects.to_answer(OuterRef(me), day).order_by()
    return User.objects.values_list(
        _has(Grant, day, role=Grant.Role.GLC_STAFF),
        _has(Grant, day, role=Grant.Role.ADMINISTRATOR),
        _has(Seat, day, body__kind=Owner.Kind.ADVISORY_GROUP),
        ExpressionWrapper(reads_all(me, day), output_field=BooleanField()),
        _has(Affiliation, day),
        _has(TeamPlace, day),
        _number(due),
        _number(asked),
        Exists(JoinRequest.objects.waiting().filter(person=OuterRef("pk"))),
        Exists(JoinRequest.objects.waiting()),
    )


def _number(rows):
    return Subquery(rows.annotate(number=Func(F("pk"), function="COUNT")).values("number"))


def _has(model, day, **conditions):
    return Exists(model.objects.on(day).filter(person=OuterRef("pk"), **conditions))
