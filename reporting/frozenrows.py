"""What a closed quarter said of each activity: written once, at closing, and never again."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.models import Record
from sip.models import Activity, Owner, Status, StatusRow
from sip.translated import TranslatedField


class FrozenRow(Record):
    """One activity of the plan on the last day of a closed quarter, as known when it was closed.

    `status` is empty where nobody had reported yet. Whatever is corrected later stands beside it.
    """

    quarter = models.ForeignKey(
        "reporting.Quarter",
        on_delete=models.PROTECT,
        related_name="frozen_rows",
        verbose_name=_("quarter"),
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="frozen_rows", verbose_name=_("activity")
    )
    code = models.CharField(_("code"), max_length=12)
    order = models.PositiveIntegerField(_("order"))
    short_title = TranslatedField(_("short title"))
    text = TranslatedField(_("text"))
    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    completed_on = models.DateField(_("day of delivery"), null=True, blank=True)
    # The row that said so, and the body whose word it was (none for the GLC and the SIP itself).
    status_row = models.ForeignKey(
        StatusRow,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("status row"),
    )
    body = models.ForeignKey(
        Owner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    # Keys of bodies: who delivered it, in the order of the SIP's wording …
    owner_keys = models.JSONField(_("delivered by"), default=list, blank=True)
    # … and who owed a line on it in this quarter that was never accepted.
    not_received = models.JSONField(_("report not received from"), default=list, blank=True)

    class Meta:
        verbose_name = _("frozen row of a closed quarter")
        verbose_name_plural = _("frozen rows of closed quarters")
        ordering = ["quarter", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "activity"], name="one_frozen_row_per_quarter_and_activity"
            ),
            models.CheckConstraint(
                condition=Q(status="", effective_on__isnull=True)
                | Q(
                    status__in=[
                        "completed", "on_track", "at_risk", "blocked", "paused", "not_started"
                    ],
                    effective_on__isnull=False,
                ),
                name="frozen_row_known_status_with_its_day",
            ),
            one_of("status", "", *Status.values),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.quarter} {self.code}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(_("A closed quarter stays as it was closed."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(_("A closed quarter stays as it was closed."))

    @property
    def is_confirmed(self):
        """Whether something took effect within the quarter itself."""
        return self.effective_on is not None and self.effective_on >= self.quarter.starts_on
