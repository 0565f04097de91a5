"""What the person who asks is and owes today: read in one query for each request, for the parts of
a page and its navigation.

For showing only: what a person may do is asked of the policies, at the moment of the act.
"""

from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Func, OuterRef, Subquery

from accounts.clock import today
from accounts.models import Grant, User
from actionplans.models import TeamPlace
from partners.models import Affiliation
from reporting.models import Report, reads_all


class Standing(NamedTuple):
    is_glc: bool = False
    is_administrator: bool = False
    has_organisation: bool = False
    has_team: bool = False
    reads_all: bool = False  # reports at any stage (`reporting.models.reads_all`)
    reports_due: int = 0


def of(request):
    """Return the `Standing` of the person who asks."""
    if not hasattr(request, "standing"):
        request.standing = standing(request.user, today())
    return request.standing


def standing(user, day):
    """Return the `Standing` of a person on a day; a visitor has none. One query."""
    if not user.is_authenticated:
        return Standing()

    def has(model, **conditions):
        return Exists(model.objects.on(day).filter(person=OuterRef("pk"), **conditions))

    due = Report.objects.to_be_filed_by(user, day).order_by()
    found = User.objects.filter(pk=user.pk).values_list(
        has(Grant, role=Grant.Role.GLC_STAFF),
        has(Grant, role=Grant.Role.ADMINISTRATOR),
        has(Affiliation),
        has(TeamPlace),
        ExpressionWrapper(reads_all(user, day), output_field=BooleanField()),
        Subquery(due.annotate(number=Func(F("pk"), function="COUNT")).values("number")),
    )
    return Standing(*found.get())
