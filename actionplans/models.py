"""National clusters and the people who coordinate them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.dated import Dated, DatedQuerySet


class NationalCluster(models.Model):
    """A cluster in a country: temporary, activated by the IASC; of any OCHA cluster code."""

    slug = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    cluster_code = models.CharField(_("OCHA cluster code"), max_length=5, default="LOG")

    class Meta:
        verbose_name = _("national cluster")
        verbose_name_plural = _("national clusters")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def trail_key(self):
        return self.slug


class TeamPlace(Dated):
    """A place in a national cluster's team, for a time."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        MEMBER = "member", _("Team member")

    cluster = models.ForeignKey(
        NationalCluster,
        on_delete=models.PROTECT,
        related_name="team",
        verbose_name=_("national cluster"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="team_places",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("place in a national team")
        verbose_name_plural = _("places in national teams")
        ordering = ["cluster", "person"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["cluster", "person"],
                condition=Q(ends_on__isnull=True),
                name="one_open_place_per_person_and_cluster",
                violation_error_message=_("This person is in the team already."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}, {self.cluster}"
