"""Strategy, pillars, outcomes, outputs, activities: codes and words as published.

Parents are foreign keys and order is a column: the SIP's codes are irregular (2.3.2.1 stands under
2.2.2, 2.3.3 under 2.2; source 001_b7fb176d4c28d299.txt), so nothing is ever read out of a code.
"""

from functools import reduce
from operator import or_

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.clock import today
from accounts.dated import holding
from accounts.models import Record
from sip.search import Searchable, SearchableQuerySet
from sip.translated import TranslatedField

CODE = RegexValidator(r"^[0-9]+(\.[0-9]+)*\Z", _("A code is numbers and full stops, as published."))


class Strategy(models.Model):
    """The Logistics Cluster Strategy that the plan implements."""

    key = models.SlugField(_("key"), unique=True)
    name = TranslatedField(_("name"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="strategy_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return str(self.name)


class PlanRevision(models.Model):
    """One published state of the plan's texts, such as the draft revision of November 2023."""

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("strategy")
    )
    key = models.SlugField(_("key"), unique=True)
    name = TranslatedField(_("name"))
    effective_on = models.DateField(_("in force from"))
    # Empty is what we know of November 2023: the source speaks of an approval to come.
    sag_approved_on = models.DateField(_("approved by the SAG on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("plan revision")
        verbose_name_plural = _("plan revisions")
        ordering = ["-effective_on"]

    def __str__(self):
        return str(self.name)


class Lens(models.Model):
    """One of the three lenses of the 2023 revision. The source maps none to an activity."""

    key = models.SlugField(_("key"), unique=True)
    name = TranslatedField(_("name"))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("lens")
        verbose_name_plural = _("lenses")
        ordering = ["order"]

    def __str__(self):
        return str(self.name)


class Pillar(models.Model):
    """One of the four interdependent pillars, with its one goal."""

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="pillars", verbose_name=_("strategy")
    )
    code = models.CharField(_("code"), max_length=12, unique=True, validators=[CODE])
    order = models.PositiveSmallIntegerField(_("order"))
    title = TranslatedField(_("title"))
    goal = TranslatedField(_("goal"))

    class Meta:
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")
        ordering = ["order"]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def trail_key(self):
        return self.code


class Outcome(models.Model):
    pillar = models.ForeignKey(
        Pillar, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("pillar")
    )
    code = models.CharField(_("code"), max_length=12, unique=True, validators=[CODE])
    order = models.PositiveSmallIntegerField(_("order"))
    title = TranslatedField(_("title"))
    note = TranslatedField(_("note on the source"), blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["pillar__order", "order"]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def trail_key(self):
        return self.code


class Output(models.Model):
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="outputs", verbose_name=_("outcome")
    )
    code = models.CharField(_("code"), max_length=12, unique=True, validators=[CODE])
    order = models.PositiveSmallIntegerField(_("order"))
    title = TranslatedField(_("title"))
    note = TranslatedField(_("note on the source"), blank=True)

    class Meta:
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        ordering = ["outcome__pillar__order", "outcome__order", "order"]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def trail_key(self):
        return self.code


class ActivityQuerySet(SearchableQuerySet):
    def current(self):
        """Activities that count: a withdrawn one stays in history only."""
        return self.filter(withdrawn_on__isnull=True)

    def in_plan_order(self):
        return self.order_by(
            "output__outcome__pillar__order", "output__outcome__order", "output__order", "order"
        )

    def of_body(self, owner, on=None):
        """Activities whose published wording names this body on that day."""
        return self.filter(
            holding(on, "responsibilities"), responsibilities__owner=owner
        ).distinct()

    def reported_by(self, owner, on=None):
        """Activities on which this body reports: its own, those of the collective bodies that
        report through it, and those assigned to it.

        The generic working groups report through another body only until the GLC assigns the
        line to a group; a body named itself goes on reporting its own part.
        """
        day = on or today()
        named = holding(day, "responsibilities")
        own = self.filter(named, responsibilities__owner=owner)
        collective = self.filter(
            named,
            responsibilities__owner__reports_through=owner,
            responsibilities__owner__kind__in=["community", "teams"],
        )
        generic = self.filter(
            named,
            responsibilities__owner__reports_through=owner,
            responsibilities__owner__kind="generic",
        ).exclude(
            pk__in=self.filter(holding(day, "assignments"), assignments__basis="decided").values(
                "pk"
            )
        )
        assigned = self.filter(holding(day, "assignments"), assignments__owner=owner)
        parts = (own, collective, generic, assigned)
        return self.filter(reduce(or_, (Q(pk__in=part.values("pk")) for part in parts)))

    def reported(self):
        return self.filter(current_row__isnull=False)

    def not_yet_reported(self):
        return self.filter(current_row__isnull=True)

    def with_path(self):
        """Load what a page prints around an activity, in the same query."""
        return self.select_related("output__outcome__pillar", "current_row")


class Activity(Searchable):
    """The smallest thing the plan promises, such as 1.1.1.2."""

    class Schedule(models.TextChoices):
        UNSPECIFIED = "unspecified", _("Not stated in the SIP")
        DATED = "dated", _("With a date")
        CONTINUOUS = "continuous", _("Continuous")
        RECURRING = "recurring", _("Recurring")

    output = models.ForeignKey(
        Output, on_delete=models.PROTECT, related_name="activities", verbose_name=_("output")
    )
    code = models.CharField(_("code"), max_length=12, unique=True, validators=[CODE])
    order = models.PositiveSmallIntegerField(_("order"))
    text = TranslatedField(_("text"))
    short_title = TranslatedField(_("short title"))
    responsible_as_published = models.CharField(_("delivered by, as published"), max_length=300)
    is_upkeep = models.BooleanField(
        _("needs upkeep"),
        default=False,
        help_text=_("Completed according to the SIP, yet its text asks to keep it up to date."),
    )
    schedule = models.CharField(
        _("schedule"), max_length=12, choices=Schedule, default=Schedule.UNSPECIFIED
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    note = TranslatedField(_("note on the source"), blank=True)
    lenses = models.ManyToManyField(
        Lens, blank=True, related_name="activities", verbose_name=_("lenses")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    # The row that says where the activity stands today; sip.actions keeps it, check_plan tries it.
    current_row = models.ForeignKey(
        "sip.StatusRow",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # Rises with every status row: the value an edit must bring back to be taken.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = [
            "output__outcome__pillar__order",
            "output__outcome__order",
            "output__order",
            "order",
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(schedule="dated", due_on__isnull=False)
                | (~Q(schedule="dated") & Q(due_on__isnull=True)),
                name="activity_due_date_goes_with_its_schedule",
                violation_error_message=_(
                    "Give a due date with the schedule “With a date”, and only with that one."
                ),
            ),
            one_of("schedule", "unspecified", "dated", "continuous", "recurring"),
        ]

    def __str__(self):
        return f"{self.code} {self.short_title}"

    @property
    def trail_key(self):
        return self.code

    @property
    def status(self):
        """Today's status, or None while nobody has reported."""
        return self.current_row.status if self.current_row else None

    def searchable_texts(self):
        return [
            self.code,
            *self.text.data["texts"].values(),
            *self.short_title.data["texts"].values(),
        ]


class Wording(Record):
    """What one element of the plan said from a day on. A row for each change, none overwritten."""

    revision = models.ForeignKey(
        PlanRevision,
        on_delete=models.PROTECT,
        related_name="wordings",
        verbose_name=_("plan revision"),
    )
    pillar = models.ForeignKey(
        Pillar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("pillar"),
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("outcome"),
    )
    output = models.ForeignKey(
        Output,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("output"),
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("activity"),
    )
    fields = models.JSONField(_("texts"))
    effective_on = models.DateField(_("in force from"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["-effective_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pillar__isnull=False, outcome=None, output=None, activity=None)
                | Q(pillar=None, outcome__isnull=False, output=None, activity=None)
                | Q(pillar=None, outcome=None, output__isnull=False, activity=None)
                | Q(pillar=None, outcome=None, output=None, activity__isnull=False),
                name="wording_of_exactly_one_element",
            )
        ]

    def __str__(self):
        return f"{self.element} {self.effective_on}"

    @property
    def element(self):
        return self.pillar or self.outcome or self.output or self.activity
