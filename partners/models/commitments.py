"""Minimum commitments: sets of them, and what organisations declare each year.

Annex I of the SIP: they “are not prescriptive” and “not meant to limit participation”, so nothing
else in the tracker ever reads them to decide anything.
"""

from copy import copy

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.models import Record
from partners.models.organisations import Organisation
from sip.translated import TranslatedField


class CommitmentSet(models.Model):
    """The commitments of the whole cluster, or those that a national cluster made of them."""

    GLOBAL = "global"

    key = models.SlugField(_("key"), unique=True, max_length=50)
    name = TranslatedField(_("name"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    adapted_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="adaptations",
        verbose_name=_("adapted from"),
    )  # fmt: skip
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    class Meta:
        verbose_name = _("set of commitments")
        verbose_name_plural = _("sets of commitments")
        ordering = ["pk"]

    def __str__(self):
        return str(self.name)

    @property
    def trail_key(self):
        return self.key


class Commitment(models.Model):
    """One commitment of a set; `text` word for word as its source has it."""

    set = models.ForeignKey(
        CommitmentSet, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("set")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    key = models.SlugField(_("key"), max_length=50)
    label = TranslatedField(_("short title"))
    text = TranslatedField(_("text"))

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["set", "number"]
        constraints = [
            models.UniqueConstraint(fields=["set", "number"], name="one_commitment_per_number"),
            models.UniqueConstraint(fields=["set", "key"], name="one_commitment_per_key"),
        ]

    def __str__(self):
        return f"{self.number}. {self.label}"


class Answer(models.TextChoices):
    """What an organisation says of one commitment."""

    APPLIED = "applied", _("Applied")
    UNDER_WAY = "under_way", _("Under way")
    NOT_YET = "not_yet", _("Not yet")

    @property
    def sign(self):
        """The shape it is shown with: those of the statuses, in the same order of merit."""
        return {"applied": "completed", "under_way": "on_track", "not_yet": "not_started"}[self]


class DeclarationQuerySet(models.QuerySet):
    def confirmed(self):
        return self.exclude(confirmed_at=None)


class Declaration(models.Model):
    """What an organisation declares for a year. A draft until a named person confirms it."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="declarations",
        verbose_name=_("organisation"),
    )
    set = models.ForeignKey(
        CommitmentSet, on_delete=models.PROTECT, related_name="declarations", verbose_name=_("set")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2019), MaxValueValidator(2099)]
    )
    signed_as = models.CharField(_("name and function"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("recorded by"),
    )  # fmt: skip
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("saved by"), editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of commitments")
        verbose_name_plural = _("declarations of commitments")
        ordering = ["-year", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "set", "year"], name="one_declaration_per_year",
                violation_error_message=_("There is a declaration for this year already."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(signed_as=""),
                name="declaration_confirmed_by_a_named_person",
                violation_error_message=_("Name the person who commits the organisation."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.organisation}, {self.year}"

    @property
    def trail_key(self):
        return f"{self.organisation.slug}/{self.year}"

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None


class ConfirmedDeclaration(Record):
    """A declaration as it was confirmed once: written with that act, never changed. A past day
    reads the last one by then; today reads the declaration itself."""

    declaration = models.ForeignKey(
        Declaration,
        on_delete=models.PROTECT,
        related_name="confirmed",
        verbose_name=_("declaration"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("recorded by"),
    )  # fmt: skip
    signed_as = models.CharField(_("name and function"), max_length=200)
    # By number of the commitment: {"answer", "comment", "evidence"}.
    answers = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("declaration as confirmed")
        verbose_name_plural = _("declarations as confirmed")
        ordering = ["declaration", "confirmed_at", "pk"]
        indexes = [models.Index(fields=["declaration", "confirmed_at"])]

    def __str__(self):
        return f"{self.declaration}, {self.confirmed_at:%Y-%m-%d}"

    def as_then(self):
        """Return the declaration as it stood, not to be saved, with what it said of each commitment
        ({its number: `Confirmation`})."""
        held = copy(self.declaration)
        held.confirmed_at, held.confirmed_by_id = self.confirmed_at, self.confirmed_by_id
        held.signed_as = self.signed_as
        return held, {
            int(number): Confirmation(declaration=held, **said)
            for number, said in self.answers.items()
        }


class Confirmation(models.Model):
    """What a declaration says of one commitment."""

    declaration = models.ForeignKey(
        Declaration,
        on_delete=models.CASCADE,
        related_name="confirmations",
        verbose_name=_("declaration"),
    )
    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,
        related_name="confirmations",
        verbose_name=_("commitment"),
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    evidence = models.URLField(_("evidence (link)"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("answer on a commitment")
        verbose_name_plural = _("answers on commitments")
        ordering = ["declaration", "commitment__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "commitment"], name="one_answer_per_commitment"
            ),
            one_of("answer", *Answer.values),
        ]

    def __str__(self):
        return f"{self.commitment}: {self.get_answer_display()}"
