"""What stands beside a report: evidence of what a line says, comments, and the text as it was
handed over. Nothing of it is ever deleted.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.models import Record
from sip.papers.models import Paper, random_name  # noqa: F401 (named by a migration)


class Evidence(Paper):
    """A link or a file that shows what a line of a report says."""

    line = models.ForeignKey(
        "reporting.ReportLine",
        on_delete=models.PROTECT,
        related_name="exhibits",
        verbose_name=_("report line"),
    )

    class Meta(Paper.Meta):
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("pieces of evidence")
        ordering = ["line", "pk"]


class Comment(models.Model):
    """Something said about a report or one of its lines, or an answer to it (`parent`)."""

    report = models.ForeignKey(
        "reporting.Report",
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name=_("report"),
    )
    line = models.ForeignKey(
        "reporting.ReportLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("report line"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("answer to"),
    )
    text = models.TextField(_("comment"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )

    class Meta:
        verbose_name = _("comment on a report")
        verbose_name_plural = _("comments on reports")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message=_("Write the comment."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, parent__isnull=True),
                name="comment_resolved_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.report}: {self.text[:40]}"

    @property
    def is_open(self):
        return self.resolved_at is None


class ReportText(Record):
    """The words of a report as its body handed them over, or as the secretariat edited them then.

    `words` is {activity code: {field: text}}. Rows are only added: what was first said stays.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("as submitted")
        EDITED = "edited", _("as edited by the secretariat")

    report = models.ForeignKey(
        "reporting.Report", on_delete=models.PROTECT, related_name="texts", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)
    summary = models.TextField(_("summary for the GLM"), blank=True)
    words = models.JSONField(_("words"), editable=False)

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="edited") | ~Q(reason=""),
                name="edited_with_a_reason",
                violation_error_message=_("Say why you edit the words of this body."),
            ),
            one_of("kind", "submitted", "edited"),
        ]

    def __str__(self):
        return f"{self.report}, {self.get_kind_display()}"
