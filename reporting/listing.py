"""The reports that one person may see, each knowing what it is to them."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Grant
from reporting.models import Report
from sip.models import Owner
from workinggroups.models import bodies_of


def shown_to(user, *, sees_all):
    """Return the reports a person may see, the latest quarter first, in one query.

    Each is `is_due` (theirs to file now) or not, and `is_own`: of a body in which they sit, or of
    the support team in Rome for GLC staff. `sees_all`: do they read reports at any stage?
    """
    staff = user.grants.on().filter(role=Grant.Role.GLC_STAFF)
    own = Q(pk__in=bodies_of(user)) | Q(Exists(staff), kind=Owner.Kind.SUPPORT_TEAM)
    reports = Report.objects.with_subject()
    return list(
        (reports if sees_all else reports.visible_to(user)).annotate(
            is_due=Exists(Report.objects.to_be_filed_by(user).filter(pk=OuterRef("pk"))),
            is_own=Exists(Owner.objects.filter(own, pk=OuterRef("body"))),
        )
    )
