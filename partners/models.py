"""Organisations around the plan, how they are engaged, and who speaks for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.dated import Dated, DatedQuerySet
from sip.search import Searchable, SearchableQuerySet


class OrganisationQuerySet(SearchableQuerySet):
    def with_engagement(self, on=None):
        """Load how each organisation is engaged on that day, in one more query."""
        return self.prefetch_related(
            models.Prefetch("engagements", Engagement.objects.on(on), to_attr="engaged_now")
        )

    def of(self, person, on=None):
        """Organisations this person is affiliated to on that day."""
        return self.filter(pk__in=person.affiliations.on(on).values("organisation"))


class Organisation(Searchable):
    """Whoever takes part: partner, stakeholder or observer, of any type."""

    class Type(models.TextChoices):
        """OCHA's list of organisation types, with the sub-types that localisation needs."""

        UN = "un", _("United Nations")
        INGO = "ingo", _("International NGO")
        NNGO = "nngo", _("National NGO")
        CBO = "cbo", _("Community-based organisation")
        RCRC_NATIONAL_SOCIETY = "rcrc_national_society", _("Red Cross or Red Crescent society")
        RCRC_INTERNATIONAL = "rcrc_international", _("Red Cross and Red Crescent, international")
        INTERNATIONAL_ORGANISATION = "international_organisation", _("International organisation")
        GOVERNMENT = "government", _("Government")
        LOCAL_AUTHORITY = "local_authority", _("Local authority")
        DONOR = "donor", _("Donor")
        EMBASSY = "embassy", _("Embassy")
        ACADEMIC = "academic", _("Academic or research")
        PRIVATE_SECTOR = "private_sector", _("Private sector")
        RELIGIOUS = "religious", _("Religious organisation")
        MILITARY = "military", _("Military")
        MEDIA = "media", _("Media")
        OTHER = "other", _("Other")

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    type = models.CharField(_("type"), max_length=30, choices=Type)
    # Explicit, never computed: local affiliates of an international NGO are disputed.
    is_local_national_actor = models.BooleanField(_("local or national actor"), default=False)
    website = models.URLField(_("website"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"),
                name="one_organisation_per_name",
                violation_error_message=_("An organisation with this name exists already."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def trail_key(self):
        return self.slug

    def searchable_texts(self):
        return [self.name, self.acronym]

    def engagement(self, on=None):
        """Return how it is engaged on that day (an `Engagement.Kind`), or None."""
        row = self.engagements.on(on).first()
        return Engagement.Kind(row.kind) if row else None


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
