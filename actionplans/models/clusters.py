"""National clusters and the people who coordinate them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.choices import one_of
from accounts.clock import today
from accounts.dated import Dated, DatedQuerySet, one_open
from partners.models import Organisation
from sip.models import Owner

# OCHA's codes of global clusters (HXL +v_ocha_clusters); a code that is not here is shown as it is.
CLUSTERS = {
    "CCM": _("Camp coordination and camp management"),
    "EDU": _("Education"),
    "ERY": _("Early recovery"),
    "FSC": _("Food security"),
    "HEA": _("Health"),
    "LOG": _("Logistics"),
    "NUT": _("Nutrition"),
    "PRO": _("Protection"),
    "SHL": _("Shelter and NFI"),
    "TEL": _("Emergency telecommunications"),
    "WSH": _("Water, sanitation and hygiene"),
}


def known_country(code):
    """Refuse what is no ISO 3166-1 alpha-3 code."""
    if len(code) != 3 or not countries.alpha2(code):
        raise ValidationError(_("Give the three letters of a country (ISO 3166-1), such as COD."))


def not_an_address(key):
    """Refuse keys that addresses below /countries/ hold already."""
    if key == "new":
        raise ValidationError(_("This key is taken by a page of the tracker: give another one."))


class NationalClusterQuerySet(models.QuerySet):
    def active(self, on=None):
        """Clusters activated and not yet deactivated on that day."""
        day = on or today()
        return self.filter(
            Q(activated_on__isnull=True) | Q(activated_on__lte=day),
            Q(deactivated_on__isnull=True) | Q(deactivated_on__gt=day),
        )

    def coordinated_by(self, person, on=None):
        """Clusters that this person coordinates on that day."""
        places = TeamPlace.objects.on(on).filter(person=person, role=TeamPlace.Role.COORDINATOR)
        return self.filter(pk__in=places.values("cluster"))

    def of_team(self, person, on=None):
        """Clusters in whose team this person has a place on that day."""
        return self.filter(pk__in=TeamPlace.objects.on(on).filter(person=person).values("cluster"))


class NationalCluster(models.Model):
    """A cluster in a country: temporary, activated by the IASC, answering to the HC through its
    lead agency; of any OCHA cluster code."""

    slug = models.SlugField(_("key"), unique=True, validators=[not_an_address])
    name = models.CharField(_("name"), max_length=120)
    cluster_code = models.CharField(
        _("OCHA cluster code"),
        max_length=8,
        default="LOG",
        validators=[
            RegexValidator(
                r"^[A-Z]{3}(-[A-Z]{3})?\Z", _("Give OCHA’s code of a cluster, such as LOG.")
            )
        ],
    )
    country = models.CharField(
        _("country (ISO alpha-3)"), max_length=3, blank=True, validators=[known_country]
    )
    activated_on = models.DateField(_("activated on"), null=True, blank=True)
    deactivated_on = models.DateField(_("deactivated on"), null=True, blank=True)
    lead_agency = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clusters_led",
        verbose_name=_("lead agency"),
    )
    # Official and local languages (ISO 639-1): those that meetings there should be held in.
    languages = models.JSONField(_("languages of the country"), default=list, blank=True)
    # The plan of source 004 names no country: it stands under a sample, which figures leave out
    # as soon as there is a real cluster.
    is_sample = models.BooleanField(_("sample"), default=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = NationalClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("national cluster")
        verbose_name_plural = _("national clusters")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deactivated_on__isnull=True)
                | Q(activated_on__isnull=True)
                | Q(deactivated_on__gte=F("activated_on")),
                name="cluster_deactivated_after_it_is_activated",
                violation_error_message=_("It cannot be deactivated before it is activated."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def trail_key(self):
        return self.slug

    def is_deactivated_on(self, day):
        return self.deactivated_on is not None and self.deactivated_on <= day

    @property
    def country_name(self):
        """The country's name in the reader's language; "" where none is given."""
        return countries.name(self.country) if self.country else ""

    @property
    def cluster_name(self):
        return CLUSTERS.get(self.cluster_code, self.cluster_code)


class AdvisoryBody(models.Model):
    """An advisory group of a national cluster: its SAG, named by the partners of the country where
    relevant (source 000), or its Operations Advisory Group. It is a body like the groups, with
    seats and meetings of its own."""

    owner = models.OneToOneField(
        Owner, on_delete=models.PROTECT, related_name="advisory_body", verbose_name=_("body")
    )
    cluster = models.ForeignKey(
        NationalCluster, on_delete=models.PROTECT, related_name="advisory_bodies",
        verbose_name=_("national cluster"),
    )  # fmt: skip
    opened_on = models.DateField(_("named on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("advisory group of a country")
        verbose_name_plural = _("advisory groups of countries")
        ordering = ["cluster", "owner__kind", "-opened_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="advisory_body_closed_after_it_is_named",
                violation_error_message=_("It cannot be closed before it is named."),
            )
        ]

    def __str__(self):
        return str(self.owner.name)

    @property
    def trail_key(self):
        return self.owner.key


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
            one_open(
                "cluster",
                "person",
                name="one_open_place_per_person_and_cluster",
                message=_("This person is in the team already."),
            ),
            one_of("role", "coordinator", "member"),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}, {self.cluster}"
