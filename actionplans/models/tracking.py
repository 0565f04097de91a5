"""What becomes of the actions: statuses, row after row, and the times each was done."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.models import AppendOnly
from actionplans.models.plans import Action
from sip.models import Status
from sip.papers.models import Paper


class ActionStatusQuerySet(AppendOnly):
    def held(self, at):
        """Rows in force at a moment (`sip.moments.Moment`), as known then, the one that counts
        first for each action."""
        rows = self.filter(effective_on__lte=at.day)
        if at.known:
            rows = rows.filter(recorded_at__lte=at.known)
        return rows.order_by("-effective_on", "-recorded_at", "-pk")


class ActionStatus(models.Model):
    """One statement of where an action stands, from a day on. Never changed, only followed."""

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="status_rows", verbose_name=_("action")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    effective_on = models.DateField(_("takes effect on"))
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.TextField(_("evidence (link or reference)"), blank=True)
    completed_on = models.DateField(_("day of delivery"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = ActionStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("status of an action")
        verbose_name_plural = _("statuses of actions")
        ordering = ["-effective_on", "-recorded_at", "-pk"]
        indexes = [models.Index(fields=["action", "-effective_on", "-recorded_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="completed")
                | (~Q(evidence="") & Q(completed_on__isnull=False)),
                name="action_completed_needs_evidence_and_day",
                violation_error_message=_("“Completed” needs evidence and the day of delivery."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["at_risk", "blocked", "paused"]) | ~Q(reason=""),
                name="action_in_trouble_needs_a_reason",
                violation_error_message=_("Give the reason for the delay, the block or the pause."),
            ),
            one_of("status", *Status.values, name="action_known_status"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.action_id} {self.status} {self.effective_on}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(_("A status row is only ever followed by another one."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(_("A status row is only ever followed by another one."))


class OccurrenceQuerySet(models.QuerySet):
    def delete(self):
        raise TypeError("A tick is taken back, never deleted.")

    adelete = delete

    def standing(self):
        """Ticks that nobody has taken back."""
        return self.filter(taken_back_at__isnull=True)

    def held(self, at):
        """What had been done by the day of a moment (`sip.moments.Moment`), as known then: ticked
        by that instant, and not taken back before it."""
        rows = self.filter(done_on__lte=at.day)
        if at.known is None:
            return rows.standing()
        rows = rows.filter(recorded_at__lte=at.known)
        return rows.filter(Q(taken_back_at__isnull=True) | Q(taken_back_at__gt=at.known))


class Occurrence(models.Model):
    """Once that a recurring action was done, or a continuous one looked at. A tick made by mistake
    is taken back, and stays to be read as of a day on which it stood.

    `period_on` is the first day of the week, month or quarter it stands for; of a continuous
    action, the day of the review itself.
    """

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="occurrences", verbose_name=_("action")
    )
    period_on = models.DateField(_("first day of the period"))
    done_on = models.DateField(_("done on"))
    note = models.TextField(_("note"), blank=True)
    evidence = models.CharField(_("evidence (link or reference)"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = ["-period_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "period_on"],
                condition=Q(taken_back_at__isnull=True),
                name="one_occurrence_per_action_and_period",
                violation_error_message=_("This period is ticked off already."),
            ),
            models.CheckConstraint(
                condition=Q(done_on__gte=models.F("period_on")),
                name="occurrence_done_once_its_period_began",
                violation_error_message=_("It cannot be done before its period begins."),
            ),
        ]

    def __str__(self):
        return f"{self.action_id} {self.period_on}"

    def delete(self, *args, **kwargs):
        raise ValidationError(_("A tick is taken back, never deleted."))

    def is_held(self, at):
        """Whether it is one of `OccurrenceQuerySet.held`, for rows that are read already."""
        if self.done_on > at.day or (at.known and self.recorded_at > at.known):
            return False
        taken_back = self.taken_back_at
        return taken_back is None or (at.known is not None and taken_back > at.known)


class ActionPaper(Paper):
    """A link or a file that shows what was done for an action."""

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="papers", verbose_name=_("action")
    )

    class Meta(Paper.Meta):
        verbose_name = _("evidence of an action")
        verbose_name_plural = _("evidence of actions")
        ordering = ["action", "pk"]
