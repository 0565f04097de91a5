"""Working groups: what they are for, and who sits in them and in the SAG."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.clock import today
from accounts.conflicts import Refused
from accounts.dated import Dated, DatedQuerySet, holding, one_open
from accounts.days import date_format
from partners.models import Organisation
from sip.models import Decision, Meeting, Outcome, Owner, Pillar, Strategy
from sip.translated import TranslatedField

YEAR = datetime.timedelta(days=365)


class WorkingGroupQuerySet(models.QuerySet):
    def active(self, on=None):
        """Groups that work on that day: opened, and not yet dissolved."""
        day = on or today()
        return self.filter(
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day), opened_on__lte=day
        )

    def in_order(self):
        return self.select_related("owner").order_by("owner__order")


class Doubt(models.TextChoices):
    """What stood against a decision on which a group was opened or dissolved all the same: whoever
    did it was asked, and said that the decision holds."""

    UNSIGNED = "unsigned", _("the SAG had not countersigned it")
    SERVED = "served", _("it had served another group")
    BOTH = "both", _("the SAG had not countersigned it, and it had served another group")

    @classmethod
    def of(cls, *, is_unsigned, has_served):
        """Return what stands against a decision, "" where nothing does."""
        if is_unsigned and has_served:
            return cls.BOTH
        return cls.UNSIGNED if is_unsigned else cls.SERVED if has_served else ""

    @property
    def is_unsigned(self):
        return self in (self.UNSIGNED, self.BOTH)

    @property
    def has_served(self):
        return self in (self.SERVED, self.BOTH)


def _asked(decision, doubt):
    """The condition that a doubt is one of those known, and about a decision that is there."""
    return Q(**{doubt: ""}) | Q(**{f"{doubt}__in": Doubt.values, f"{decision}__isnull": False})


class WorkingGroup(models.Model):
    """A small, temporary, task-focused group. It is an owner of the plan, with a mandate.

    A mandate that ends with the Strategy runs until its last report is accepted.
    """

    owner = models.OneToOneField(
        Owner, on_delete=models.PROTECT, related_name="working_group", verbose_name=_("body")
    )
    name_as_published = models.CharField(_("name as published"), max_length=200, blank=True)
    mandate = TranslatedField(_("mandate"))
    theme = TranslatedField(_("cross-cutting theme"), blank=True, null=True, default=None)
    pillars = models.ManyToManyField(
        Pillar, blank=True, related_name="groups", verbose_name=_("pillars")
    )
    outcomes = models.ManyToManyField(
        Outcome, blank=True, related_name="groups", verbose_name=_("outcomes")
    )
    # False where the link to pillars and outcomes is our reading of source 002.
    alignment_is_stated = models.BooleanField(_("alignment stated by the source"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)
    opened_on = models.DateField(_("opened on"))
    mandate_ends_on = models.DateField(_("mandate ends on"))
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    # The SAG governs the groups: it opens and dissolves them (sources 000 and 002).
    opened_by_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="groups_opened", verbose_name=_("opened by the decision"),
    )  # fmt: skip
    dissolved_by_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="groups_dissolved", verbose_name=_("dissolved by the decision"),
    )  # fmt: skip
    # What stood against these decisions, and was answered for by whoever did it.
    opened_despite = models.CharField(
        _("opened all the same, though"), max_length=8, choices=Doubt, blank=True, editable=False
    )
    dissolved_despite = models.CharField(
        _("dissolved all the same, though"), max_length=8, choices=Doubt, blank=True,
        editable=False,
    )  # fmt: skip
    # Members review the objectives regularly (source 002): the last time they did.
    reviewed_on = models.DateField(_("objectives reviewed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["owner__order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate_ends_on__gt=F("opened_on")),
                name="group_mandate_ends_after_it_opens",
                violation_error_message=_("The mandate cannot end before the group opens."),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=F("opened_on")),
                name="group_dissolved_after_it_opens",
                violation_error_message=_("The group cannot be dissolved before it opens."),
            ),
            models.CheckConstraint(
                condition=_asked("opened_by_decision", "opened_despite"),
                name="group_opened_despite_a_known_doubt",
            ),
            models.CheckConstraint(
                condition=_asked("dissolved_by_decision", "dissolved_despite"),
                name="group_dissolved_despite_a_known_doubt",
            ),
        ]

    def __str__(self):
        return str(self.owner.name)

    @property
    def trail_key(self):
        return self.owner.key

    def clean(self):
        """A mandate ends with the Strategy at the latest (source 002): groups are tied to it."""
        strategy = Strategy.objects.order_by("-ends_on").first()
        if strategy and self.mandate_ends_on and self.mandate_ends_on > strategy.ends_on:
            told = _("A mandate ends with the Strategy at the latest, on %(day)s.")
            raise ValidationError(
                {"mandate_ends_on": told % {"day": date_format(strategy.ends_on)}}
            )

    def refuse_unfit_mandate(self):
        """The same as the constraint, said at the question."""
        if self.mandate_ends_on <= self.opened_on:
            told = _("The mandate cannot end before the group opens.")
            raise ValidationError({"mandate_ends_on": told})

    @staticmethod
    def refuse_unfit_link(theme, outcomes):
        """A group works on outcomes of the plan or on a cross-cutting theme, one of the two (source
        001)."""
        if bool(theme and str(theme)) == bool(outcomes):
            raise ValidationError(
                {"theme": _("Name either outcomes of the plan or a cross-cutting theme, not both.")}
            )

    @property
    def known_opening(self):
        """The day on which the group was opened, or None: of the groups that the source lists, it
        gives no day, and that of the plan stands in its place."""
        return self.opened_on if self.opened_by_decision_id else None

    def refuse_dissolved(self):
        """A dissolved group is read, not changed: its page stays as it was on its last day."""
        if self.dissolved_on:
            raise Refused(
                _("This group was dissolved on %(day)s.") % {"day": date_format(self.dissolved_on)}
            )

    def review_is_due(self, on=None):
        """Whether the objectives were last reviewed, or set, more than a year ago."""
        since = self.reviewed_on or self.opened_on
        return (on or today()) > since + YEAR and self.dissolved_on is None


class Objective(models.Model):
    group = models.ForeignKey(
        WorkingGroup, on_delete=models.CASCADE, related_name="objectives", verbose_name=_("group")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = TranslatedField(_("text"))

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["group", "order"]

    def __str__(self):
        return str(self.text)


class PublishedContact(models.Model):
    """A person whom the group's public page names. Not an account, and not a seat:
    the source does not say which seat is meant."""

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("group")
    )
    name = models.CharField(_("name"), max_length=120)
    role_as_published = models.CharField(_("role as published"), max_length=120)

    class Meta:
        verbose_name = _("published contact")
        verbose_name_plural = _("published contacts")
        ordering = ["group", "name"]

    def __str__(self):
        return self.name


class SeatCategory(models.Model):
    """Whom a seat of the SAG is for, and how many of them there are: a setting, since the terms of
    reference change. A permanent seat needs no GLM and has no end."""

    key = models.SlugField(_("key"), unique=True)
    name = TranslatedField(_("name"))
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    is_permanent = models.BooleanField(_("permanent"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("category of seats")
        verbose_name_plural = _("categories of seats")
        ordering = ["order", "key"]

    def __str__(self):
        return str(self.name)

    @property
    def trail_key(self):
        return self.key

    def clean(self):
        """Whoever holds a seat was named for a time, or for good: the category does not change it
        afterwards."""
        kept = SeatCategory.objects.filter(pk=self.pk).first()
        if kept and kept.is_permanent != self.is_permanent and kept.held.exists():
            told = _("Seats were held under it: whether it is permanent stays as it is.")
            raise ValidationError({"is_permanent": told})


NOTICE = datetime.timedelta(days=90)


class SeatQuerySet(DatedQuerySet):
    def of(self, person, on=None):
        return self.on(on).filter(person=person)

    def ending_soon(self, on=None):
        """Mandates in the SAG that end within ninety days: time to renew them at a GLM."""
        day = on or today()
        return (
            self.on(day)
            .filter(body__kind=Owner.Kind.ADVISORY_GROUP, ends_on__lte=day + NOTICE)
            .order_by("ends_on")
        )

    def not_renewed(self, on=None):
        """The same, without those that another mandate follows already."""
        again = self.model.objects.filter(
            body=OuterRef("body"), person=OuterRef("person"), starts_on__gt=OuterRef("ends_on")
        )
        return self.ending_soon(on).filter(~Exists(again))

    def in_bodies_at_work(self, on=None):
        """Seats that still give rights: a dissolved group gives none."""
        day = on or today()
        return self.exclude(body__working_group__dissolved_on__lte=day)


class Seat(Dated):
    """A place in a body, for a time: in a working group or in the SAG.

    Rights follow it: leave the seat and they are gone at the next request. A group's lead belongs
    to the support team in Rome in life; that gives no GLC right here.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        DEPUTY = "deputy", _("Deputy lead")
        SAG_FOCAL_POINT = "sag_focal_point", _("SAG focal point")
        MEMBER = "member", _("Member")

    body = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="seats", verbose_name=_("body")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.MEMBER)
    # Members of the SAG are named at a GLM, for two years (source 000).
    named_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="seats_named",
        verbose_name=_("named at the GLM"),
    )  # fmt: skip
    category = models.ForeignKey(
        SeatCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="held",
        verbose_name=_("category"),
    )  # fmt: skip

    objects = SeatQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["body", "role", "person"]
        constraints = [
            *Dated.Meta.constraints,
            one_open(
                "body",
                "person",
                name="one_open_seat_per_person_and_body",
                message=_("This person sits there already."),
            ),
            one_open(
                "body",
                name="one_open_lead_per_body",
                role="lead",
                message=_("This group has a lead; end that seat first."),
            ),
            one_of("role", "lead", "deputy", "sag_focal_point", "member"),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}, {self.body}"

    def clean(self):
        """Nobody sits in a group before it is opened. What stood before this rule can be ended."""
        opening = self._opening_of_the_body()
        if self._state.adding and opening and self.starts_on and self.starts_on < opening:
            told = _("This group was opened on %(day)s: a seat in it begins then or later.")
            raise ValidationError({"starts_on": told % {"day": date_format(opening)}})

    def _opening_of_the_body(self):
        body = self.body if self.body_id else None
        if group := getattr(body, "working_group", None):
            return group.known_opening
        return getattr(getattr(body, "advisory_body", None), "opened_on", None)

    def days_left(self, on=None):
        """Return the days until the seat ends, where that is within the notice; else None."""
        left = (self.ends_on - (on or today())).days if self.ends_on else NOTICE.days + 1
        return left if 0 <= left <= NOTICE.days else None


class SupportTeamPlace(Dated):
    """Somebody belongs to the support team in Rome, for a time: who may lead a group (source 002).

    It gives no right: what GLC staff may do is a grant of its own, and whoever has it belongs to
    the team without a row here (`policy.is_of_the_support_team`).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="support_team_places",
        verbose_name=_("person"),
    )  # fmt: skip

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("place in the support team")
        verbose_name_plural = _("places in the support team")
        ordering = ["person", "-starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            one_open(
                "person",
                name="one_open_place_in_the_support_team",
                message=_("This person belongs to the support team already."),
            ),
        ]

    def __str__(self):
        return str(self.person)

    @property
    def trail_key(self):
        return str(self.person.ref)


class JoinRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(answered_at=None)

    def answered(self):
        return self.exclude(answered_at=None)


class JoinRequest(models.Model):
    """Somebody asks to join a working group: membership is voluntary (source 002).

    Who asked may take the request back: it is then closed by that person, neither accepted nor
    declined.
    """

    body = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="join_requests", verbose_name=_("body")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="join_requests",
        verbose_name=_("person"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="join_requests",
        verbose_name=_("organisation"),
    )  # fmt: skip
    message = models.TextField(_("what they would bring"))
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("answered by"),
    )  # fmt: skip
    is_accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"], condition=Q(answered_at__isnull=True),
                name="one_open_request_per_person_and_body",
                violation_error_message=_("This request waits for an answer already."),
            ),
            models.CheckConstraint(
                # A check that is neither true nor false lets a row in: nothing compares with NULL.
                condition=Q(answered_at=None, answered_by=None, is_accepted=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & (
                    Q(is_accepted=None, answered_by=F("person"), answer="")
                    | Q(is_accepted__isnull=False) & (Q(is_accepted=True) | ~Q(answer=""))
                ),
                name="request_answered_by_whom_when_and_how",
                violation_error_message=_("Say why the request is declined."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.person} → {self.body}"

    @property
    def is_taken_back(self):
        return self.answered_at is not None and self.is_accepted is None


def bodies_of(person, *roles, on=None):
    """Return the bodies at work in which the person sits on that day, in one of these roles
    (any role when none is named)."""
    seats = Q(holding(on, "seats"), seats__person=person)
    if roles:
        seats &= Q(seats__role__in=roles)
    return (
        Owner.objects.filter(seats)
        .exclude(working_group__dissolved_on__lte=on or today())
        .distinct()
    )


class GroupMeetingQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(is_cancelled=False)

    def held(self, on=None):
        """Meetings of that day and before, the latest first; what is cancelled was not held."""
        return self.standing().filter(held_on__lte=on or today()).order_by("-held_on", "-pk")

    def coming(self, on=None):
        """Meetings of that day and after, the next one first."""
        return self.standing().filter(held_on__gte=on or today()).order_by("held_on", "pk")

    def begun(self, at):
        """Meetings of the days before an instant, and of its day those whose hour has come; one
        without an hour lasts its day."""
        now = timezone.localtime(at)
        return self.filter(
            Q(held_on__lt=now.date()) | Q(held_on=now.date(), begins_at__lte=now.time())
        )


class GroupMeeting(models.Model):
    """A meeting of one body: a working group, the SAG (a consultation), an advisory group of a
    country. Cancelled, it is marked so: calendars hear of it."""

    body = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="group_meetings", verbose_name=_("body")
    )
    subject = models.CharField(_("subject"), max_length=200)
    # Whom the SAG consulted: regular consultations are an activity of the plan (1.3.1.2).
    consulted = models.CharField(_("with whom"), max_length=300, blank=True)
    held_on = models.DateField(_("day"))
    begins_at = models.TimeField(_("begins, Rome time"), null=True, blank=True)
    mode = models.CharField(
        _("mode"), max_length=8, choices=Meeting.Mode, default=Meeting.Mode.ONLINE
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    interpretation = models.JSONField(_("interpretation into"), default=list, blank=True)
    minutes_url = models.URLField(_("minutes"), max_length=500, blank=True)
    minutes_languages = models.JSONField(_("languages of the minutes"), default=list, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    # Rises with every edit: what the next one must bring back, and the SEQUENCE in calendars.
    version = models.PositiveIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(_("last recorded"), default=timezone.now, editable=False)

    objects = GroupMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting of a body")
        verbose_name_plural = _("meetings of bodies")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on", "subject"],
                name="one_meeting_per_body_day_and_subject",
                violation_error_message=_("This meeting is recorded already."),
            ),
            one_of("mode", *Meeting.Mode.values),
        ]

    def __str__(self):
        return self.subject

    @property
    def trail_key(self):
        return f"{self.body.key}/{self.pk}"


class GroupAttendance(models.Model):
    """Who came to a meeting of a body: somebody with a seat there, for an organisation or for none,
    or an organisation that was a guest (no person named)."""

    meeting = models.ForeignKey(
        GroupMeeting, on_delete=models.PROTECT, related_name="attendances",
        verbose_name=_("meeting"),
    )  # fmt: skip
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="group_attendances", verbose_name=_("person"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True,
        related_name="group_attendances", verbose_name=_("organisation"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("attendance at a meeting of a body")
        verbose_name_plural = _("attendances at meetings of bodies")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False),
                name="group_attendance_of_somebody",
                violation_error_message=_("Name a person or an organisation."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"], name="one_group_attendance_per_person",
                violation_error_message=_("This person is on the list already."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "organisation"], condition=Q(person__isnull=True),
                name="one_group_attendance_per_guest",
                violation_error_message=_("This organisation is on the list already."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.meeting}: {self.person or self.organisation}"
