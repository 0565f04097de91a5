"""How organisations are engaged, and who belongs to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.dated import Dated, DatedQuerySet
from partners.models.organisations import Organisation


class Engagement(Dated):
    """How an organisation takes part, set by GLC staff: never derived from its type."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("Partner")
        STAKEHOLDER = "stakeholder", _("Stakeholder")
        OBSERVER = "observer", _("Observer")

        @property
        def can_vote(self):
            """Stakeholders have no vote (source 001_b7fb176d4c28d299.txt)."""
            return self is self.PARTNER

        @property
        def can_use_common_services(self):
            """Common services are for partners (source 001_b7fb176d4c28d299.txt)."""
            return self is self.PARTNER

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="engagements",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["-starts_on", "-recorded_at"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(ends_on__isnull=True),
                name="one_open_engagement_per_organisation",
                violation_error_message=_("End the present engagement before adding another."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()}"


class Affiliation(Dated):
    """A person who belongs to an organisation, for a time."""

    class Role(models.TextChoices):
        CONTACT = "contact", _("Contact")
        MEMBER = "member", _("Member of staff")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.MEMBER)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["organisation", "person"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ends_on__isnull=True),
                name="one_open_affiliation_per_person_and_organisation",
                violation_error_message=_("This person is affiliated to it already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.organisation})"
