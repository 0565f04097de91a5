"""Who answers for an activity (“Réalisé par”), and who reports on it: two relations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import one_of
from accounts.dated import Dated, DatedQuerySet, one_open
from sip.models.plan import Activity
from sip.translated import TranslatedField


class OwnerQuerySet(models.QuerySet):
    def of_the_plan(self):
        """Bodies that the plan knows: those of a country advise its own cluster."""
        return self.exclude(kind__in=Owner.OF_A_COUNTRY)

    def reporting(self):
        """Bodies that file a report of their own."""
        return self.filter(reports=True)


class Owner(models.Model):
    """A body of the plan: a name of the “Réalisé par” column, or a working group."""

    class Kind(models.TextChoices):
        SUPPORT_TEAM = "support_team", _("Support team in Rome")
        COMMUNITY = "community", _("Global Logistics Cluster")
        TEAMS = "teams", _("Teams worldwide")
        ADVISORY_GROUP = "advisory_group", _("Strategic Advisory Group")
        WORKING_GROUP = "working_group", _("Working group")
        GENERIC = "generic", _("Working groups in general")
        NATIONAL_SAG = "national_sag", _("National Strategic Advisory Group")
        OAG = "oag", _("Operations Advisory Group")

    # Small, representative groups of partners: no stakeholder sits in them (source 001).
    OF_A_COUNTRY = (Kind.NATIONAL_SAG, Kind.OAG)
    ADVISORY = (Kind.ADVISORY_GROUP, *OF_A_COUNTRY)

    key = models.SlugField(_("key"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = TranslatedField(_("name"))
    short_name = TranslatedField(_("short name"))
    as_published = models.JSONField(_("names as published"), default=list, blank=True)
    is_collective = models.BooleanField(
        _("collective"),
        default=False,
        help_text=_("Stands for many bodies, so another one reports in its place."),
    )
    reports = models.BooleanField(_("files a quarterly report"), default=False)
    reports_through = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_for",
        verbose_name=_("its activities are reported by"),
    )

    objects = OwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reports=False) | Q(reports_through__isnull=True),
                name="owner_reports_itself_or_through_another",
                violation_error_message=_(
                    "A body that files its own report cannot report through another one."
                ),
            ),
            one_of(
                "kind",
                "support_team",
                "community",
                "teams",
                "advisory_group",
                "working_group",
                "generic",
                "national_sag",
                "oag",
            ),
        ]

    def __str__(self):
        return str(self.name)

    @property
    def trail_key(self):
        return self.key


class Responsibility(Dated):
    """One body named in an activity's “Réalisé par”, in the order of the published wording."""

    class Role(models.TextChoices):
        IMPLEMENTER = "implementer", pgettext_lazy("role of a body", "delivers")
        ORGANISER = "organiser", pgettext_lazy("role of a body", "organises")
        PARTICIPANT = "participant", pgettext_lazy("role of a body", "takes part")
        AUSPICES = "auspices", pgettext_lazy("role of a body", "under its auspices")
        SUPPORT = "support", pgettext_lazy("role of a body", "supports")

    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("activity"),
    )
    owner = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("body")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.IMPLEMENTER)
    qualifier = models.CharField(_("qualifier, as published"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # Known from its own day on, whenever it was loaded.
    is_published = models.BooleanField(_("printed in the SIP"), default=False, editable=False)
    named_by = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="namings", null=True, blank=True,
        editable=False, verbose_name=_("named by the group"),
    )  # fmt: skip

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["activity", "order"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(named_by=None),
                name="what_the_sip_prints_no_group_named",
                violation_error_message=_("The SIP prints this: no group named it."),
            ),
            one_open(
                "activity",
                "owner",
                "role",
                name="one_open_responsibility_per_activity_body_and_role",
                message=_("This body already has this role in the activity."),
            ),
            one_of("role", "implementer", "organiser", "participant", "auspices", "support"),
        ]

    def __str__(self):
        return f"{self.activity.code}: {self.owner} ({self.get_role_display()})"


class Assignment(Dated):
    """An activity that a body reports on though the SIP does not name it as the owner."""

    class Basis(models.TextChoices):
        INFERRED = "inferred", _("inferred from the group's mandate")
        DECIDED = "decided", _("assigned by the GLC")

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("activity")
    )
    owner = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("body")
    )
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.DECIDED)
    reason = models.TextField(_("reason"), blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["activity", "owner"]
        constraints = [
            *Dated.Meta.constraints,
            one_open(
                "activity",
                "owner",
                name="one_open_assignment_per_activity_and_body",
                message=_("This activity is assigned to this body already."),
            ),
            one_of("basis", "inferred", "decided"),
        ]

    def __str__(self):
        return f"{self.activity.code} → {self.owner}"
