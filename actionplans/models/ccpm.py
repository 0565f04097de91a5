"""Results of a Cluster Coordination Performance Monitoring (CCPM) exercise."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import one_of
from actionplans.functions import SubFunction
from actionplans.models.clusters import NationalCluster


def in_digits(score):
    """Return a score with all its decimals and no more, as the reader's language writes it: what
    lies just above a bound is not rounded to it."""
    return number_format(score.normalize())


class Band(models.TextChoices):
    """How a score reads. Bounds as the tool has them: 25 is weak, 25.5 is unsatisfactory."""

    GOOD = "good", pgettext_lazy("CCPM", "Good")
    SATISFACTORY = "satisfactory", pgettext_lazy("CCPM", "Satisfactory")
    UNSATISFACTORY = "unsatisfactory", pgettext_lazy("CCPM", "Unsatisfactory")
    WEAK = "weak", pgettext_lazy("CCPM", "Weak")

    @classmethod
    def of(cls, score):
        """Return the band of a score from 0 to 100."""
        for bound, band in ((25, cls.WEAK), (50, cls.UNSATISFACTORY), (75, cls.SATISFACTORY)):
            if score <= bound:
                return band
        return cls.GOOD

    @property
    def needs_action(self):
        return self in (Band.WEAK, Band.UNSATISFACTORY)


class Group(models.TextChoices):
    """The six groups whose answers are counted apart."""

    INTERNATIONAL_NGO = "international_ngo", _("International NGOs")
    NATIONAL_NGO = "national_ngo", _("National NGOs")
    UN = "un", _("United Nations")
    NATIONAL_AUTHORITY = "national_authority", _("National authorities")
    DONOR = "donor", _("Donors")
    OTHER = "other", _("Others")


LONGEST_REASON = 500
LEAST = 5  # below so many, nothing is told of a group: one of them could be told apart
LOCAL = (Group.NATIONAL_NGO, Group.NATIONAL_AUTHORITY)


class CcpmSurveyQuerySet(models.QuerySet):
    def standing(self):
        """Exercises that nobody withdrew: what was recorded by mistake was never found out, and
        counts at no moment."""
        return self.filter(withdrawn_at__isnull=True)

    def held(self, at):
        """Exercises that had ended and whose results were known at a `sip.moments.Moment`, the
        latest first."""
        rows = self.standing().filter(ends_on__lte=at.day)
        if at.known is not None:
            rows = rows.filter(recorded_at__lte=at.known)
        return rows.order_by("-ends_on", "-pk")


class CcpmSurvey(models.Model):
    """One exercise. It rates functions, never persons or single partners; answers are anonymous.

    `responses` is {group: [invited, responded]}; `tallies` is {sub-function: {item: {group: [how
    many answered 0, 1, 2, 3, 4]}}}, empty where only scores were entered.
    """

    cluster = models.ForeignKey(
        NationalCluster,
        on_delete=models.PROTECT,
        related_name="surveys",
        verbose_name=_("national cluster"),
    )
    starts_on = models.DateField(_("survey from"))
    ends_on = models.DateField(_("survey until"))
    responses = models.JSONField(_("invited and responded, by group"), default=dict, blank=True)
    tallies = models.JSONField(_("answers, by item and group"), default=dict, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_because = models.CharField(
        _("reason for withdrawing"), max_length=LONGEST_REASON, blank=True
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = CcpmSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("CCPM exercise")
        verbose_name_plural = _("CCPM exercises")
        ordering = ["cluster", "-ends_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "starts_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_survey_per_cluster_and_day",
                violation_error_message=_("This exercise is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="survey_ends_after_it_starts",
                violation_error_message=_("The survey cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="survey_is_withdrawn_with_a_reason",
                violation_error_message=_("Give the reason for withdrawing it."),
            ),
        ]

    def __str__(self):
        return f"{self.cluster} {self.ends_on}"

    @property
    def trail_key(self):
        return f"{self.cluster.slug}/{self.starts_on}"

    def is_held(self, at):
        """Whether it is one of `held`."""
        return self.ends_on <= at.day and (at.known is None or self.recorded_at <= at.known)


class CcpmScore(models.Model):
    """The score of one sub-function, in percent: the median of its items' medians (or as the
    exercise's report gives it). `local_score` is that of local and national actors alone; it is
    told as `told_of_local`, where enough of them answered."""

    survey = models.ForeignKey(
        CcpmSurvey, on_delete=models.PROTECT, related_name="scores", verbose_name=_("exercise")
    )
    subfunction = models.CharField(_("sub-function"), max_length=24, choices=SubFunction)
    score = models.DecimalField(_("score, in percent"), max_digits=5, decimal_places=2)
    local_score = models.DecimalField(
        _("score of local and national actors"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
    )
    is_computed = models.BooleanField(_("computed from the answers"), default=False)

    class Meta:
        verbose_name = _("CCPM score")
        verbose_name_plural = _("CCPM scores")
        ordering = ["survey", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "subfunction"], name="one_score_per_survey_and_subfunction"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100),
                name="score_is_a_percentage",
                violation_error_message=_("A score lies between 0 and 100."),
            ),
            one_of("subfunction", *SubFunction.values),
        ]

    def __str__(self):
        return f"{self.subfunction} {self.score}"

    @property
    def band(self):
        return Band.of(self.score)

    @property
    def local_answers(self):
        """How many local and national actors answered, at most, to one item."""
        items = self.survey.tallies.get(self.subfunction, {}).values()
        return max((sum(sum(item.get(group, ())) for group in LOCAL) for item in items), default=0)

    @property
    def is_suppressed(self):
        """Whether too few of them answered to tell their score."""
        return self.local_score is not None and self.local_answers < LEAST

    @property
    def told_of_local(self):
        return None if self.is_suppressed else self.local_score
