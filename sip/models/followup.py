"""What becomes of something agreed: who sees to it, by when, how far it has got."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import one_of
from accounts.clock import today
from sip.models.ownership import Owner


class FollowUp(models.TextChoices):
    """How far a decision or an agreed measure has got; feminine in French, to agree with both."""

    TODO = "todo", pgettext_lazy("follow-up", "Not started")
    UNDER_WAY = "under_way", pgettext_lazy("follow-up", "Under way")
    APPLIED = "applied", pgettext_lazy("follow-up", "Applied")
    DROPPED = "dropped", pgettext_lazy("follow-up", "Dropped")

    @property
    def is_open(self):
        return self in OPEN


OPEN = (FollowUp.TODO, FollowUp.UNDER_WAY)


class FollowedQuerySet(models.QuerySet):
    def open(self):
        """What is still to be done."""
        return self.filter(follow_up__in=OPEN)

    def late(self, on=None):
        """What is still to be done though its day has passed."""
        return self.open().filter(due_on__lt=on or today())


class Followed(models.Model):
    """The follow-up of something agreed. Its moves are kept by the trail."""

    follow_up = models.CharField(
        _("follow-up"), max_length=9, choices=FollowUp, default=FollowUp.TODO
    )
    owner = models.ForeignKey(
        Owner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_followed",
        verbose_name=_("followed up by"),
    )
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    done_on = models.DateField(_("applied on"), null=True, blank=True)
    follow_up_note = models.TextField(_("what has been done"), blank=True)
    # Rises with every edit: the value that the next one must bring back to be taken.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(follow_up="applied", done_on__isnull=False)
                | (~Q(follow_up="applied") & Q(done_on__isnull=True)),
                name="%(class)s_applied_on_a_day",
                violation_error_message=_(
                    "“Applied” needs the day on which it was, and only “Applied” has one."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(follow_up="dropped") | ~Q(follow_up_note=""),
                name="%(class)s_dropped_for_a_reason",
                violation_error_message=_("Say why it is dropped."),
            ),
            one_of("follow_up", *FollowUp.values),
        ]

    @property
    def is_open(self):
        return FollowUp(self.follow_up).is_open

    def days_late(self, on=None):
        """Return by how many days it is late on that day (0 when it is not)."""
        if not self.due_on or not self.is_open:
            return 0
        return max(0, ((on or today()) - self.due_on).days)
