"""Where each activity stands: rows that are added, never changed."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, pgettext_lazy

from accounts.choices import one_of
from accounts.clock import end_of_day
from accounts.models import AppendOnly, Record
from sip.models.ownership import Owner
from sip.models.plan import Activity


class Question(NamedTuple):
    """Something a status asks of whoever chooses it: the field that answers, and what is missing
    when it does not."""

    field: str
    missing: str


class Status(models.TextChoices):
    """Where an activity stands; feminine in French, to agree with *activité*.

    The order is that of every list: furthest first. “Not yet reported” is no status but the
    absence of one, and stands last.
    """

    COMPLETED = "completed", pgettext_lazy("status of an activity", "Completed")
    ON_TRACK = "on_track", pgettext_lazy("status of an activity", "On track")
    AT_RISK = "at_risk", pgettext_lazy("status of an activity", "At risk")
    BLOCKED = "blocked", pgettext_lazy("status of an activity", "Blocked")
    PAUSED = "paused", pgettext_lazy("status of an activity", "Paused")
    NOT_STARTED = "not_started", pgettext_lazy("status of an activity", "Not started")

    @property
    def meaning(self):
        return MEANINGS[self]

    @property
    def questions(self):
        return QUESTIONS.get(self, ())

    @property
    def iati(self):
        """The IATI ActivityStatus code."""
        return IATI[self]

    @property
    def prp(self):
        """The overall status of UNICEF's Partner Reporting Portal (`rag_code` in exports)."""
        return PRP[self]


NOT_REPORTED = "none"  # how addresses and files name the absence of a status
NOT_REPORTED_LABEL = pgettext_lazy("status of an activity", "Not yet reported")
PRP_NOT_REPORTED = "No Status"


def counted_label(key, number):
    """Return the word for a status beside the number of those that have it: French agrees."""
    words = {
        Status.COMPLETED: npgettext("count of a status", "Completed", "Completed", number),
        Status.ON_TRACK: npgettext("count of a status", "On track", "On track", number),
        Status.AT_RISK: npgettext("count of a status", "At risk", "At risk", number),
        Status.BLOCKED: npgettext("count of a status", "Blocked", "Blocked", number),
        Status.PAUSED: npgettext("count of a status", "Paused", "Paused", number),
        Status.NOT_STARTED: npgettext("count of a status", "Not started", "Not started", number),
    }
    return words.get(key) or npgettext(
        "count of a status", "Not yet reported", "Not yet reported", number
    )


MEANINGS = {
    Status.COMPLETED: _("Delivered, with evidence."),
    Status.ON_TRACK: _("Advances as planned."),
    Status.AT_RISK: _("Delay or risk that the owner can put right alone."),
    Status.BLOCKED: _("Cannot advance without a decision of the SAG."),
    Status.PAUSED: _("Stopped on purpose, resumption planned."),
    Status.NOT_STARTED: _("No work has begun."),
}
QUESTIONS = {
    Status.AT_RISK: (
        Question("reason", _("Give the reason for the delay or risk.")),
        Question("way_forward", _("Say how it will be put right.")),
    ),
    Status.BLOCKED: (
        Question("decision_needed", _("State the decision needed from the SAG, in one sentence.")),
    ),
    Status.PAUSED: (Question("reason", _("Give the reason for the pause.")),),
    Status.COMPLETED: (
        Question("evidence", _("Give the evidence: a link, a file or a reference.")),
        Question("completed_on", _("Give the day of delivery.")),
    ),
}
IATI = {
    Status.NOT_STARTED: "1", Status.ON_TRACK: "2", Status.AT_RISK: "2", Status.BLOCKED: "2",
    Status.PAUSED: "6", Status.COMPLETED: "4",
}  # fmt: skip
PRP = {
    Status.NOT_STARTED: "No Progress", Status.ON_TRACK: "On Track", Status.AT_RISK: "Constrained",
    Status.BLOCKED: "No Progress", Status.PAUSED: "No Progress", Status.COMPLETED: "Met",
}  # fmt: skip


def says(field):
    """Return the condition that a text says something: spaces alone do not."""
    return Q(GreaterThan(Length(Trim(field)), 0))


class StatusAnswers(models.Model):
    """The answers that statuses ask for; shared by status rows and report lines."""

    reason = models.TextField(_("reason"), blank=True)
    way_forward = models.TextField(_("way forward"), blank=True)
    decision_needed = models.TextField(_("decision needed from the SAG"), blank=True)
    evidence = models.TextField(_("evidence (link or reference)"), blank=True)
    completed_on = models.DateField(_("day of delivery"), null=True, blank=True)

    class Meta:
        abstract = True

    def answers(self):
        return {field: getattr(self, field) for field in ANSWER_FIELDS}

    @property
    def asked_answers(self):
        """The answers that the chosen status asks for; those typed under another are not said."""
        asked = {each.field for each in Status(self.status).questions} if self.status else ()
        return {field: answer for field, answer in self.answers().items() if field in asked}

    @property
    def unasked_answers(self):
        """Answers typed under another status than the chosen one: a draft keeps them, and nobody
        else is told."""
        asked = self.asked_answers
        given = self.answers().items()
        return {field: answer for field, answer in given if answer and field not in asked}


ANSWER_FIELDS = ("reason", "way_forward", "decision_needed", "evidence", "completed_on")


class StatusRowQuerySet(AppendOnly):
    def latest_first(self):
        """The order that decides which row counts: effective day, then what was recorded last."""
        return self.order_by("-effective_on", "-recorded_at", "-pk")

    def as_of(self, day):
        """Rows in force on `day`, as recorded by the end of that day in Rome."""
        return self.known_at(day, end_of_day(day))

    def known_at(self, day, known=None):
        """Rows in force on `day`, as recorded by an instant (by now when None). What the SIP itself
        prints is known from its own day on, whenever it was loaded."""
        rows = self.filter(effective_on__lte=day)
        if known is None:
            return rows
        return rows.filter(Q(recorded_at__lte=known) | Q(origin=StatusRow.Origin.SOURCE))


class StatusRow(StatusAnswers, Record):
    """One statement of where an activity stands, from a day on. Never changed, only followed."""

    class Origin(models.TextChoices):
        SOURCE = "source", _("printed in the SIP")
        REPORT = "report", _("quarterly report")
        DIRECT = "direct", _("set by the GLC")
        SETTLEMENT = "settlement", _("disagreement settled by the GLC")

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="status_rows", verbose_name=_("activity")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    effective_on = models.DateField(_("takes effect on"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    body = models.ForeignKey(
        Owner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    # Why GLC staff acted outside a report; shown to signed-in people.
    motive = models.TextField(_("why outside a report"), blank=True)

    objects = StatusRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("status row")
        verbose_name_plural = _("status rows")
        ordering = ["-effective_on", "-recorded_at", "-pk"]
        indexes = [
            # Serves the history of an activity, its status as of a day, and the last quarters.
            models.Index(fields=["activity", "-effective_on", "-recorded_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="completed")
                | (says("evidence") & Q(completed_on__isnull=False)),
                name="completed_needs_evidence_and_day",
                violation_error_message=_("“Completed” needs evidence and the day of delivery."),
            ),
            models.CheckConstraint(
                condition=~Q(status="blocked") | says("decision_needed"),
                name="blocked_needs_the_decision",
                violation_error_message=_("“Blocked” needs the decision expected from the SAG."),
            ),
            models.CheckConstraint(
                condition=~Q(status="at_risk") | (says("reason") & says("way_forward")),
                name="at_risk_needs_reason_and_way_forward",
                violation_error_message=_("“At risk” needs the reason and the way forward."),
            ),
            models.CheckConstraint(
                condition=~Q(status="paused") | says("reason"),
                name="paused_needs_a_reason",
                violation_error_message=_("“Paused” needs a reason."),
            ),
            one_of("status", *Status.values, name="status_row_known_status"),
            one_of(
                "origin", "source", "report", "direct", "settlement", name="status_row_known_origin"
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=["direct", "settlement"]) | says("motive"),
                name="status_outside_a_report_needs_a_motive",
                violation_error_message=_("Say why the status is set outside a report."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.activity.code} {self.status} {self.effective_on}"
