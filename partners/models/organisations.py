"""Organisations around the plan: who they are, where they work, how to reach them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.dated import Dated, DatedQuerySet, one_open
from partners import geography, languages
from partners.codes import CodesField
from sip.search import Searchable, SearchableQuerySet


class OrganisationQuerySet(SearchableQuerySet):
    def current(self):
        """Organisations that stand for themselves: no duplicate that was merged into another."""
        return self.filter(merged_into=None)

    def with_engagement(self, on=None):
        """Load how each organisation is engaged on that day, in one more query."""
        rows = Organisation.engagements.rel.related_model.objects.on(on)
        return self.prefetch_related(models.Prefetch("engagements", rows, to_attr="engaged_now"))

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

        @property
        def is_local_by_nature(self):
            """What the flag is preset to (source 003_62e76c6e13cbc795.txt): national and local
            organisations, authorities, national societies of the Red Cross and Red Crescent."""
            return self in {
                self.NNGO, self.CBO, self.RCRC_NATIONAL_SOCIETY, self.GOVERNMENT,
                self.LOCAL_AUTHORITY,
            }  # fmt: skip

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    # One a line: earlier names, other acronyms, the name in another language or script.
    aliases = models.TextField(_("other names and acronyms"), blank=True, max_length=1000)
    type = models.CharField(_("type"), max_length=30, choices=Type)
    # Explicit, never computed: local affiliates of an international NGO are disputed.
    is_local_national_actor = models.BooleanField(_("local or national actor"), default=False)
    website = models.URLField(_("website"), blank=True)
    languages = CodesField(_("working languages"), known=languages.CHOICES)
    # A duplicate keeps its row, its key and what could not move; its address leads on.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged",
        verbose_name=_("merged into"),
    )  # fmt: skip
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

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
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="no_organisation_merged_into_itself",
                violation_error_message=_("An organisation cannot be merged into itself."),
            ),
            one_of(
                "type",
                "un",
                "ingo",
                "nngo",
                "cbo",
                "rcrc_national_society",
                "rcrc_international",
                "international_organisation",
                "government",
                "local_authority",
                "donor",
                "embassy",
                "academic",
                "private_sector",
                "religious",
                "military",
                "media",
                "other",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def trail_key(self):
        return self.slug

    def has_contact(self, on=None):
        """Whether one of its people who may sign in is its contact on that day."""
        held = self.affiliations.on(on).filter(role="contact", person__is_active=True)
        return held.exists()

    @property
    def goes_on_as(self):
        """The entry that goes on for this one: itself, unless it was merged, however many times."""
        found = self
        while found.merged_into_id:
            found = found.merged_into
        return found

    def searchable_texts(self):
        return [self.name, self.acronym, *self.aliases.splitlines()]

    def engagement(self, on=None):
        """Return how it is engaged on that day (an `Engagement.Kind`), or None."""
        row = self.engagements.on(on).first()
        return row.Kind(row.kind) if row else None

    @property
    def language_names(self):
        return languages.names_of(self.languages)


class Presence(Dated):
    """An organisation works in a country, for a time."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="presences",
        verbose_name=_("organisation"),
    )
    country = models.CharField(_("country (ISO 3166-1 alpha-3)"), max_length=3)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("presence in a country")
        verbose_name_plural = _("presences in countries")
        ordering = ["country", "organisation"]
        constraints = [
            *Dated.Meta.constraints,
            one_open(
                "organisation",
                "country",
                name="one_open_presence_per_organisation_and_country",
                message=_("This organisation is recorded there already."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.country_name}"

    @property
    def country_name(self):
        return geography.name_of(self.country)


class Contact(models.Model):
    """Where an organisation is reached: a function, not a person. Never shown to visitors."""

    MOST = 3  # of one organisation
    PARTS = ("function", "email", "phone")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    place = models.PositiveSmallIntegerField(
        _("place in the list"), validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    function = models.CharField(_("function"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("contact of an organisation")
        verbose_name_plural = _("contacts of organisations")
        ordering = ["organisation", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"], name="one_contact_per_place",
                violation_error_message=_("There is a contact at this place already."),
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""), name="contact_can_be_reached",
                violation_error_message=_("Give an e-mail address or a telephone number."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.function}, {self.organisation}"
