"""The register of decisions: what the SAG and the plenaries of the GLMs have settled."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from sip.models.followup import Followed, FollowedQuerySet
from sip.models.governance import Meeting
from sip.models.motions import Motion
from sip.models.ownership import Owner
from sip.models.plan import Activity
from sip.translated import TranslatedField


class DecisionQuerySet(FollowedQuerySet):
    def visible_to(self, user):
        """Decisions are made by partners and for them: everybody signed in reads them all."""
        return self.all() if user.is_authenticated else self.none()

    def of_plenary(self, meeting):
        """What the plenary of a meeting decided."""
        return self.filter(meeting=meeting)

    def interim(self, *, after, until):
        """What the SAG decided between two GLMs: after one day, until another, both dates or None.
        It is presented at the GLM that follows."""
        taken = self.filter(taken_by=Decision.Body.SAG)
        taken = taken.filter(taken_on__gt=after) if after else taken
        return taken.filter(taken_on__lte=until) if until else taken

    def about(self, activity):
        return self.filter(activity=activity)

    def on_bodies(self):
        """Decisions of the SAG on which the opening or the end of a group may rest: those that
        concern no activity."""
        return self.filter(taken_by=Decision.Body.SAG, activity__isnull=True)

    def to_countersign(self, user):
        """What a member of the SAG may countersign (`policy.can_countersign` asks again)."""
        return self.filter(countersigned_by__isnull=True).exclude(recorded_by=user)

    def endorsing(self):
        """Votes by which a plenary endorsed the work of a working group."""
        return self.filter(endorses__isnull=False)

    def last_endorsing(self, day):
        """The votes taken by a day, the one that counts first: a later vote on a group's work
        takes the place of an earlier one."""
        return self.endorsing().filter(taken_on__lte=day).order_by("-taken_on", "-pk")

    def with_subject(self):
        """Load what every row of a list prints, in the same query."""
        return self.select_related("activity", "owner", "meeting", "endorses")


class Decision(Followed):
    """One decision: who took it and when, what it says, what it concerns, what became of it.

    Between two GLMs the SAG decides, and the next GLM hears of it (source
    001_b7fb176d4c28d299.txt). A decision once recorded is not taken out.
    """

    class Body(models.TextChoices):
        SAG = "sag", _("SAG")
        GLM = "glm", _("GLM plenary")

    key = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    taken_by = models.CharField(_("taken by"), max_length=3, choices=Body)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("at the GLM"),
    )
    taken_on = models.DateField(_("taken on"))
    text = TranslatedField(_("decision"))
    detail = TranslatedField(_("detail"), blank=True)
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("activity"),
    )
    # What the plenary was asked, where it had been put to it before.
    motion = models.OneToOneField(
        Motion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("answers"),
        error_messages={"unique": _("This has been decided already.")},
    )
    # What the activity's body had asked for, as it stood when the decision was taken.
    asked = models.TextField(_("what was asked"), blank=True)
    asked_since_on = models.DateField(_("asked since"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    endorses = models.ForeignKey(
        Owner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="endorsements",
        verbose_name=_("endorses the work of"),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    countersigned_at = models.DateTimeField(_("countersigned"), null=True, editable=False)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("countersigned by"),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta(Followed.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-taken_on", "-pk"]
        indexes = [models.Index(fields=["-taken_on"])]
        constraints = [
            *Followed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(taken_by="glm", meeting__isnull=False)
                | Q(taken_by="sag", meeting__isnull=True),
                name="decision_of_a_plenary_or_of_the_sag",
                violation_error_message=_(
                    "A decision of a plenary names its GLM; one of the SAG stands between two."
                ),
            ),
            models.CheckConstraint(
                condition=Q(motion__isnull=True) | Q(taken_by="glm"),
                name="decision_on_a_motion_is_the_plenary_s",
                violation_error_message=_("Only a plenary decides what was put to it."),
            ),
            models.CheckConstraint(
                condition=Q(
                    votes_for__isnull=True, votes_against__isnull=True, votes_abstained__isnull=True
                )
                | Q(
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_abstained__isnull=False,
                ),
                name="decision_all_votes_or_none",
                violation_error_message=_("Give all three numbers of a vote, or none."),
            ),
            models.CheckConstraint(
                condition=Q(endorses__isnull=True)
                | Q(taken_by="glm", votes_for__isnull=False, votes_for__gt=F("votes_against")),
                name="decision_endorses_by_a_vote_of_the_plenary",
                violation_error_message=_(
                    "A group's work is endorsed only by a vote of a GLM plenary, with more votes "
                    "for than against."
                ),
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True, countersigned_by__isnull=True)
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False),
                name="decision_countersigned_when_and_by_whom",
            ),
            one_of("taken_by", "sag", "glm"),
        ]

    def __str__(self):
        return f"{self.key} {self.text}"

    @property
    def trail_key(self):
        return self.key

    @property
    def has_vote(self):
        return self.votes_for is not None
