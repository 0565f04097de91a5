"""A national plan of a year: sections, gaps, and the actions that answer them."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from actionplans.deadlines import Frequency, Schedule
from actionplans.functions import CoreFunction, SubFunction
from actionplans.models.clusters import NationalCluster
from sip.models import Activity, Output


class ActionPlanQuerySet(models.QuerySet):
    def published(self, at=None):
        """Plans that everybody signed in reads: open or closed, no drafts; at a past moment
        (`sip.moments.Moment`), those that had been opened by its day."""
        plans = self.exclude(state=ActionPlan.State.DRAFT)
        if at is None or at.is_now:
            return plans
        return plans.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=at.day))


class ActionPlan(models.Model):
    """What a national cluster means to do in a year. A draft is the team's own; an open plan is
    followed; a closed one stays as it was, with its summary."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    cluster = models.ForeignKey(
        NationalCluster,
        on_delete=models.PROTECT,
        related_name="plans",
        verbose_name=_("national cluster"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    language = models.CharField(
        _("language of its texts"), max_length=7, choices=settings.LANGUAGES, default="fr"
    )
    source = models.CharField(_("source"), max_length=120, blank=True)
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("drafted from"),
    )
    # None for the plan of the source, which counts from its own year on.
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("national plan")
        verbose_name_plural = _("national plans")
        ordering = ["cluster", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year"],
                name="one_plan_per_cluster_and_year",
                violation_error_message=_("This cluster has a plan of that year already."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2099),
                name="plan_of_a_year_of_this_century",
                violation_error_message=_("Give a year from 2000 to 2099."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(summary="")
                | ~Q(state="closed") & Q(closed_on__isnull=True),
                name="plan_is_closed_with_a_summary",
                violation_error_message=_("A plan is closed on a day, with a summary."),
            ),
            one_of("state", "draft", "open", "closed"),
            one_of("language", *dict(settings.LANGUAGES)),
        ]

    def __str__(self):
        return f"{self.cluster} {self.year}"

    @property
    def trail_key(self):
        return f"{self.cluster.slug}/{self.year}"

    @property
    def is_foreign(self):
        """Whether its texts are in another language than the reader's."""
        return self.language != get_language()

    @property
    def starts_on(self):
        return datetime.date(self.year, 1, 1)

    @property
    def ends_on(self):
        """The last day on which its rhythms are asked for."""
        last = datetime.date(self.year, 12, 31)
        return min(last, self.closed_on) if self.closed_on else last

    def ends_as_of(self, day):
        """The same as one knew it on a day: before a plan is closed its whole year lies ahead."""
        return self.ends_on if self.is_closed_on(day) else datetime.date(self.year, 12, 31)

    def is_closed_on(self, day):
        return self.closed_on is not None and self.closed_on <= day

    def closed_as_of(self, day):
        """The day it was closed on, where it was closed by that day."""
        return self.closed_on if self.is_closed_on(day) else None

    def state_on(self, day):
        """The state it had on a day."""
        if self.opened_on and day < self.opened_on:
            return self.State.DRAFT
        if self.state == self.State.CLOSED and not self.is_closed_on(day):
            return self.State.OPEN
        return self.State(self.state)


class Section(models.Model):
    """A part of a plan: one of the core functions, or something else; titled and ordered freely."""

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="sections", verbose_name=_("plan")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=200)
    core_function = models.CharField(
        _("core function"), max_length=40, choices=CoreFunction, blank=True
    )

    class Meta:
        verbose_name = _("section of a national plan")
        verbose_name_plural = _("sections of national plans")
        ordering = ["plan", "order", "pk"]
        constraints = [
            one_of("core_function", "", *CoreFunction.values),
        ]

    def __str__(self):
        return self.title


class Gap(models.Model):
    """A challenge or gap that a section names."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="gaps", verbose_name=_("section")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("challenge or gap"))
    subfunction = models.CharField(
        _("CCPM sub-function"), max_length=24, choices=SubFunction, blank=True
    )
    # A reading of a source whose table came to us without its lines: to be checked by the team.
    is_unsure = models.BooleanField(_("unsure reconstruction"), default=False)
    shares_cell = models.BooleanField(_("shares its cell with the gap above"), default=False)
    note = models.TextField(_("note on the source"), blank=True)
    continued_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_as",
        verbose_name=_("carried over from"),
    )

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ["section", "order", "pk"]
        constraints = [
            one_of("subfunction", "", *SubFunction.values),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def trail_key(self):
        return f"{self.section.plan.trail_key}/gap/{self.pk}"


class ActionQuerySet(models.QuerySet):
    def standing(self):
        """Actions that a plan still holds."""
        return self.filter(withdrawn_on__isnull=True)

    def held(self, at):
        """Actions that a plan held at a moment (`sip.moments.Moment`), as known then."""
        rows = self.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=at.day))
        if at.known is None:
            return rows
        return rows.filter(Q(recorded_at__isnull=True) | Q(recorded_at__lte=at.known))

    def of_plan(self, plan):
        return self.filter(gap__section__plan=plan)

    def in_order(self):
        return self.order_by(
            "gap__section__order", "gap__section", "gap__order", "gap", "order", "pk"
        )


class Action(models.Model):
    """What is to be done about a gap, by when or how often, by whom."""

    gap = models.ForeignKey(
        Gap, on_delete=models.PROTECT, related_name="actions", verbose_name=_("gap")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("action"))
    deadline_as_published = models.CharField(_("deadline as published"), max_length=120, blank=True)
    schedule = models.CharField(
        _("meaning of the deadline"),
        max_length=12,
        choices=Schedule,
        default=Schedule.UNSPECIFIED,
    )
    frequency = models.CharField(_("rhythm"), max_length=9, choices=Frequency, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    starts_on = models.DateField(_("from"))
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    support_needed = models.TextField(_("support asked for"), blank=True)
    support_from = models.CharField(_("support asked of"), max_length=200, blank=True)
    output = models.ForeignKey(
        Output,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="country_actions",
        verbose_name=_("output of the SIP"),
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="country_actions",
        verbose_name=_("activity of the SIP"),
    )
    continued_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_as",
        verbose_name=_("carried over from"),
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    # None for what a source prints: it counts from its own day on, whenever it was loaded.
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True, editable=False)
    # The row that says where it stands today, kept by actionplans.actions.
    current_row = models.ForeignKey(
        "actionplans.ActionStatus",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action of a national plan")
        verbose_name_plural = _("actions of national plans")
        ordering = ["gap", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(schedule__in=["by_month", "by_date"], due_on__isnull=False)
                | ~Q(schedule__in=["by_month", "by_date"]) & Q(due_on__isnull=True),
                name="action_day_goes_with_its_deadline",
                violation_error_message=_(
                    "Give a day with a deadline by a month or a day, and only with these."
                ),
            ),
            models.CheckConstraint(
                condition=Q(schedule="recurring") & ~Q(frequency="")
                | ~Q(schedule="recurring") & Q(frequency=""),
                name="action_rhythm_goes_with_its_deadline",
                violation_error_message=_("Give a rhythm to what recurs, and only to that."),
            ),
            one_of("schedule", *Schedule.values),
            one_of("frequency", "", *Frequency.values, name="action_known_rhythm"),
            models.CheckConstraint(
                condition=Q(output__isnull=True) | Q(activity__isnull=True),
                name="action_linked_to_an_output_or_an_activity",
                violation_error_message=_("Link it to one output or one activity of the SIP."),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def status(self):
        """Today's status, or None while nobody has reported."""
        return self.current_row.status if self.current_row else None

    def is_held(self, at):
        """Whether it is one of `ActionQuerySet.held`, for rows that are read already."""
        if self.withdrawn_on and self.withdrawn_on <= at.day:
            return False
        return at.known is None or self.recorded_at is None or self.recorded_at <= at.known

    @property
    def plan(self):
        return self.gap.section.plan

    @property
    def trail_key(self):
        return f"{self.plan.trail_key}/{self.pk}"

    @property
    def meaning(self):
        return self.frequency or self.schedule

    @property
    def sip_code(self):
        """The code of the output or activity it serves; "" where none is named."""
        linked = self.output or self.activity
        return linked.code if linked else ""
