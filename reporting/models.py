"""Quarterly reports: who owes one, what it says of each activity, and how far it has got."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.clock import today
from accounts.models import Grant, Record, User
from reporting import uncounted
from reporting.errata import Erratum  # noqa: F401 (a model of this app)
from reporting.frozenrows import FrozenRow  # noqa: F401 (a model of this app)
from reporting.meetings.models import Attendance, Document, Session  # noqa: F401 (of this app)
from reporting.pack.models import Pack, PackFile  # noqa: F401 (models of this app)
from reporting.papers import Comment, Evidence, ReportText  # noqa: F401 (models of this app)
from reporting.reminded import Reminder  # noqa: F401 (a model of this app)
from reporting.workflow import State
from sip import quarters
from sip.models import Activity, Meeting, Owner, Status, StatusRow
from sip.models.progress import StatusAnswers
from workinggroups.models import Seat, bodies_of


class QuarterQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Quarter.State.OPEN)

    def ended(self, on):
        return self.filter(ends_on__lt=on)


class Quarter(models.Model):
    """A quarter of the Strategy, and the days that rule its reports."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    key = models.CharField(_("quarter"), max_length=7, unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    opens_on = models.DateField(_("opens on"))
    # The last instant that is in time, read in Europe/Rome.
    due_at = models.DateTimeField(_("reports due"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quarters",
        verbose_name=_("presented at the GLM"),
    )
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Rises with every change of its days: the value an edit must bring back to be taken.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = QuarterQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarter")
        verbose_name_plural = _("quarters")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="quarter_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state__in=["planned", "open"], closed_at__isnull=True),
                name="quarter_closed_has_its_instant",
            ),
            one_of("state", "planned", "open", "closed"),
        ]

    def __str__(self):
        return self.key

    @property
    def trail_key(self):
        return self.key

    @property
    def days(self):
        return quarters.parse(self.key)

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def glm(self):
        """The GLM that takes the quarter up; a cancelled one takes up nothing."""
        return None if self.meeting is None or self.meeting.is_cancelled else self.meeting


class ReportQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=State.ACCEPTED)

    def of_bodies_at_work(self, on=None):
        """Reports of bodies that can still be asked for them: a group is gone from the day it is
        dissolved (`WorkingGroup.objects.active`)."""
        return self.exclude(body__working_group__dissolved_on__lte=on or today())

    def awaiting_decision(self):
        return self.filter(state=State.SUBMITTED, quarter__state=Quarter.State.OPEN)

    def to_be_filed_by(self, user, on=None):
        """Reports of open quarters that this person is to submit now: as lead or deputy of a
        group, as a member of the SAG, as GLC staff for the support team in Rome."""
        return self.to_be_filed_by_whom(user, on) if user.is_authenticated else self.none()

    def to_be_filed_by_whom(self, person, on=None):
        """The same, of a person or of an expression that gives one's primary key."""
        seats = (
            Seat.objects.of(person, on)
            .in_bodies_at_work(on)
            .filter(
                Q(role__in=[Seat.Role.LEAD, Seat.Role.DEPUTY])
                | Q(body__kind=Owner.Kind.ADVISORY_GROUP)
            )
        )
        theirs = Q(body__in=seats.values("body"))
        staff = Grant.objects.on(on).filter(person=person, role=Grant.Role.GLC_STAFF)
        theirs |= Q(Exists(staff), body__kind=Owner.Kind.SUPPORT_TEAM)
        return self.filter(
            theirs, quarter__state=Quarter.State.OPEN, state__in=[State.DRAFT, State.RETURNED]
        )

    def with_subject(self):
        """Load what every row of a list of reports prints, in the same query; each knows the day
        on which its group was dissolved (`dissolved_on`), where it was."""
        return self.select_related(
            "quarter", "quarter__meeting", "body", "saved_by", "submitted_by", "accepted_by"
        ).annotate(dissolved_on=F("body__working_group__dissolved_on"))

    def with_begun(self):
        """Let each report know how many activities it has (`line_count`) and how many of them
        somebody has begun (`begun_count`), in the same query."""
        begun = ~Q(lines__status="") | Q(lines__is_unchanged=True)
        return self.annotate(line_count=Count("lines"), begun_count=Count("lines", filter=begun))

    def visible_to(self, user, on=None):
        """Accepted reports are for everybody signed in; the others for the body's own people,
        the SAG and GLC staff. An administrator may read all and change none."""
        if not user.is_authenticated:
            return self.none()
        theirs = Q(body__in=bodies_of(user, on=on)) | reads_all(user, on)
        return self.filter(Q(state=State.ACCEPTED) | theirs)


def reads_all(person, on=None):
    """Return the condition that a person (or an expression that gives one's primary key) reads
    every report at any stage: GLC staff, administrators and SAG members."""
    in_sag = Seat.objects.of(person, on).filter(body__kind=Owner.Kind.ADVISORY_GROUP)
    return Q(Exists(Grant.objects.on(on).filter(person=person))) | Q(Exists(in_sag))


def sees_unpublished(user, on=None):
    """Whether a person reads reports that are not accepted (`reads_all`)."""
    return User.objects.filter(reads_all(user, on), pk=user.pk).exists()


class Report(models.Model):
    """One body's account of one quarter. Made by the system when the quarter opens."""

    quarter = models.ForeignKey(
        Quarter, on_delete=models.PROTECT, related_name="reports", verbose_name=_("quarter")
    )
    body = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="reports_filed", verbose_name=_("body")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Rises with every save: the value an edit must bring back to be taken.
    version = models.PositiveIntegerField(default=0, editable=False)
    summary = models.TextField(_("summary for the GLM"), blank=True)
    # Answers as they were typed, {"1.3.1.3-completed_on": text}: `reporting.unreadable`.
    unreadable = models.JSONField(default=dict, blank=True, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("last saved"), null=True, blank=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last saved by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    # What whoever submits a group's report says of it; never a condition of anything.
    was_shared = models.BooleanField(
        _("shared with the members of the group"), default=False, editable=False
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-quarter__starts_on", "body__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "body"],
                name="one_report_per_body_and_quarter",
                violation_error_message=_("This body has a report for this quarter already."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_submitted_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="report_accepted_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "accepted"], submitted_at__isnull=False)
                | Q(state="draft", submitted_at__isnull=True)
                | Q(state="returned"),
                name="report_state_matches_submission",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at__isnull=True)),
                name="report_state_matches_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("submitted_by")),
                name="report_accepted_by_somebody_else",
                violation_error_message=_("Nobody accepts a report that they submitted."),
            ),
            one_of("state", *State.values),
        ]

    def __str__(self):
        return f"{self.body} {self.quarter}"

    @property
    def trail_key(self):
        return f"{self.quarter.key}/{self.body.key}"

    @property
    def is_started(self):
        return self.version > 0

    @property
    def is_editable(self):
        return State(self.state).is_editable and self.quarter.is_open

    @property
    def awaits_decision(self):
        return self.state == State.SUBMITTED and self.quarter.is_open

    @property
    def is_uncounted(self):
        """Whether its quarter was closed without it."""
        return self.state != State.ACCEPTED and self.quarter.state == Quarter.State.CLOSED

    @property
    def state_in_words(self):
        if self.is_uncounted:
            return uncounted.label(self.state, is_started=self.is_started)
        return self.get_state_display()

    @property
    def can_be_reopened(self):
        return self.state == State.ACCEPTED and self.quarter.is_open

    def is_left_behind(self, day):
        """Whether it never came and its group is dissolved by that day: the group is not asked for
        it any more, GLC staff may file it on its behalf. Read with `with_subject`."""
        is_gone = self.dissolved_on is not None and self.dissolved_on <= day
        return is_gone and State(self.state).is_editable

    def is_late(self, at=None):
        """Whether it came, or is still missing, after the deadline."""
        return (self.submitted_at or at or timezone.now()) > self.quarter.due_at


class ReportLine(StatusAnswers):
    """What a report says about one activity."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="lines", verbose_name=_("report")
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="report_lines", verbose_name=_("activity")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    is_unchanged = models.BooleanField(_("no change this quarter"), default=False)
    progress = models.TextField(_("progress"), blank=True)
    challenges = models.TextField(_("challenges"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    support_needed = models.TextField(_("support needed"), blank=True)
    # What the activity was called and said when the report was accepted.
    wording = models.JSONField(_("wording at acceptance"), null=True, blank=True, editable=False)
    # The official row that acceptance made of it; none where a body named before this one in the
    # SIP's wording says otherwise.
    status_row = models.OneToOneField(
        StatusRow,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="report_line",
    )

    class Meta:
        verbose_name = _("report line")
        verbose_name_plural = _("report lines")
        ordering = ["report", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "activity"], name="one_line_per_report_and_activity"
            ),
            one_of("status", "", *Status.values, name="report_line_known_status"),
        ]

    def __str__(self):
        return f"{self.report}: {self.activity.code}"

    @property
    def papers(self):
        """Links and files that stand on the line now; read all lines' with `exhibits` at once."""
        return [paper for paper in self.exhibits.all() if paper.removed_at is None]

    def answers(self):
        """The answers, a reference to links and files standing for evidence in words."""
        answers = super().answers()
        if self.status == Status.COMPLETED and not answers["evidence"]:
            answers["evidence"] = "; ".join(str(paper) for paper in self.papers)
        return answers


class Transition(Record):
    """One move of a report from state to state: kept for ever, comment included."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="transitions", verbose_name=_("report")
    )
    before = models.CharField(_("from"), max_length=10, choices=State)
    after = models.CharField(_("to"), max_length=10, choices=State)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=120, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("move of a report")
        verbose_name_plural = _("moves of reports")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(after="returned") | ~Q(comment=""),
                name="returned_with_a_comment",
                violation_error_message=_("Say what is missing and where: the group reads it."),
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of="") | ~Q(comment=""),
                name="on_behalf_with_a_reason",
                violation_error_message=_("Say why you act on behalf of this body."),
            ),
            one_of("before", *State.values),
            one_of("after", *State.values),
        ]

    def __str__(self):
        return f"{self.report}: {self.before} → {self.after}"
