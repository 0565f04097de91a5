"""Facts that hold for a time: grants, seats, engagements, assignments.

Each row carries the days it holds and the instants at which we learnt of its beginning and its
end, so that any past day can be read as it was known then (`as_of`) or as it is known now (`on`).
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import end_of_day, today


def holding(day, relation=""):
    """Return the condition that a row holds on `day` (today when None), as known now.

    `relation` is the way to the rows, such as "seats"; conditions on the same rows belong into
    the same `filter()`.
    """
    day = day or today()
    start, end = (f"{relation}__{name}" if relation else name for name in ("starts_on", "ends_on"))
    return (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})) & Q(**{f"{start}__lte": day})


def known_to_hold(day, known, relation="", always=None):
    """Return the condition that a row held on `day`, as recorded by the instant `known`.

    `always` is the condition of rows that count from their own day on, whenever they were recorded.
    """
    start, end, recorded, ended = (
        f"{relation}__{name}" if relation else name
        for name in ("starts_on", "ends_on", "recorded_at", "ended_at")
    )
    still_open = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    still_open |= Q(**{f"{ended}__gt": known})
    recorded_then = Q(**{f"{recorded}__lte": known})
    if always:
        recorded_then |= always
    return still_open & recorded_then & Q(**{f"{start}__lte": day})


class DatedQuerySet(models.QuerySet):
    def on(self, day=None):
        """Return the rows that hold on `day` (a date; today by default), as known now."""
        return self.filter(holding(day))

    def as_of(self, day):
        """Return the rows that held on `day`, as recorded by the end of that day in Rome."""
        return self.filter(known_to_hold(day, end_of_day(day)))


class Dated(models.Model):
    """A fact that holds from one day to another, both included; open-ended without a last day."""

    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("end recorded"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message=_("The last day cannot come before the first."),
            )
        ]

    def holds_on(self, day=None):
        day = day or today()
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def is_over(self, day, at=None):
        """Whether it ends by `day` already, or ended before the instant `at` (now when None).

        An end that has passed is not moved: the days since were read with it, and the row keeps
        one end and one instant at which it was recorded.
        """
        passed = self.ends_on and self.ends_on < (timezone.localdate(at) if at else today())
        return bool(self.ends_on and (self.ends_on <= day or passed))


def one_open(*fields, name, message, **conditions):
    """Return the constraint that of the rows alike in `fields` (and meeting `conditions`) one at
    most is open: has no last day. `message` says so to whoever would add another."""
    return models.UniqueConstraint(
        fields=fields, condition=Q(ends_on__isnull=True, **conditions), name=name,
        violation_error_message=message,
    )  # fmt: skip
