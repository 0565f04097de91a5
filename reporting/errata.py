"""What was found wrong after a quarter was closed: said beside the figure, which stays as it is."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import one_of
from accounts.models import Record
from sip.models import Activity, Status


class Erratum(Record):
    """One dated and signed correction of what a closed quarter says of one activity.

    It changes no frozen row and no status row.
    """

    quarter = models.ForeignKey(
        "reporting.Quarter",
        on_delete=models.PROTECT,
        related_name="errata",
        verbose_name=gettext_lazy("quarter"),
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        related_name="errata",
        verbose_name=gettext_lazy("activity"),
    )
    # What the quarter says stays readable here too: "" is “not yet reported”.
    said = models.CharField(
        gettext_lazy("status as closed"), max_length=12, choices=Status, blank=True
    )
    status = models.CharField(
        gettext_lazy("status it should say"), max_length=12, choices=Status, blank=True
    )
    text = models.TextField(gettext_lazy("what is wrong, and what is right"))
    at = models.DateTimeField(gettext_lazy("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("signed by"),
    )

    class Meta:
        verbose_name = gettext_lazy("erratum")
        verbose_name_plural = gettext_lazy("errata")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="erratum_says_what_is_right",
                violation_error_message=gettext_lazy("Say what is wrong, and what is right."),
            ),
            one_of("said", "", *Status.values),
            one_of("status", "", *Status.values),
        ]

    def __str__(self):
        return f"{self.quarter}: {self.activity.code}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(_("An erratum stands: add another one."))
        super().save(*args, **kwargs)
