"""What was said to a body about a report that is still to come: one row, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import one_of
from accounts.models import Record


class Reminder(Record):
    """One reminder of one report. The mails themselves are in the outbox."""

    class Kind(models.TextChoices):
        BEFORE_14 = "before_14", pgettext_lazy("reminder", "14 days before the deadline")
        BEFORE_3 = "before_3", pgettext_lazy("reminder", "3 days before the deadline")
        AFTER_1 = "after_1", pgettext_lazy("reminder", "1 day after the deadline")
        AFTER_7 = "after_7", pgettext_lazy("reminder", "7 days after the deadline")
        BY_HAND = "by_hand", pgettext_lazy("reminder", "by the GLC")

    report = models.ForeignKey(
        "reporting.Report",
        on_delete=models.PROTECT,
        related_name="reminders",
        verbose_name=_("report"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The day it was owed: another deadline owes others. By hand, the day itself: one a day.
    due_on = models.DateField(_("owed on"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind", "due_on"],
                name="reminded_once",
                violation_error_message=_("This body has been reminded already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="by_hand", by__isnull=False)
                | (~Q(kind="by_hand") & Q(by__isnull=True)),
                name="reminded_by_hand_by_somebody",
            ),
            one_of("kind", "before_14", "before_3", "after_1", "after_7", "by_hand"),
        ]

    def __str__(self):
        return f"{self.report}: {self.kind} {self.due_on}"
