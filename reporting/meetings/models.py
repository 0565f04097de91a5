"""Sessions, attendance and documents of a meeting. They stand up here because organisations do."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from partners.models import Organisation
from sip.models import Meeting, Spoken
from sip.papers.filetypes import FORMATS
from sip.translated import TranslatedField


class Audience(models.TextChoices):
    """Whom a session or a document is for. Some days of a GLM are closed to all but operational
    partners."""

    ALL = "all", _("Partners and stakeholders")
    PARTNERS = "partners", _("Operational partners only")


class ForAudience(models.QuerySet):
    def open_to(self, sees_closed):
        """Leave out what is for operational partners, unless the reader is one of them."""
        return self if sees_closed else self.filter(audience=Audience.ALL)


class SessionQuerySet(ForAudience):
    def standing(self):
        return self.filter(is_cancelled=False)


class Session(models.Model):
    """One session of the agenda. Taken off, it is marked so: calendars hear of it."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("meeting")
    )
    title = TranslatedField(_("title"))
    detail = TranslatedField(_("detail"), blank=True)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    audience = models.CharField(_("open to"), max_length=8, choices=Audience, default=Audience.ALL)
    is_cancelled = models.BooleanField(_("taken off"), default=False)
    # Which organisations of the meeting came to this session; none while nobody has recorded it.
    attendances = models.ManyToManyField(
        "reporting.Attendance", blank=True, related_name="sessions", verbose_name=_("attendance")
    )
    # Rises with every edit: what the next one must bring back, and the SEQUENCE in calendars.
    version = models.PositiveIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(_("last recorded"), default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of a meeting")
        verbose_name_plural = _("sessions of meetings")
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="session_ends_after_it_begins",
                violation_error_message=_("A session ends after it begins."),
            ),
            one_of("audience", *Audience.values),
        ]

    def __str__(self):
        return f"{self.meeting}: {self.title}"


class AttendanceQuerySet(models.QuerySet):
    def with_subject(self):
        return self.select_related("organisation")


class Attendance(models.Model):
    """An organisation that took part in a meeting, with how many people. No person is named."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("meeting")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="attendances",
        verbose_name=_("organisation"),
    )
    onsite = models.PositiveSmallIntegerField(_("people on site"), default=0)
    online = models.PositiveSmallIntegerField(_("people online"), default=0)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation at a meeting")
        verbose_name_plural = _("organisations at meetings")
        ordering = ["meeting", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                name="one_attendance_per_organisation_and_meeting",
                violation_error_message=_("This organisation is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(onsite__gt=0) | Q(online__gt=0),
                name="attendance_of_somebody",
                violation_error_message=_("Give how many people came, on site or online."),
            ),
        ]

    def __str__(self):
        return f"{self.meeting}: {self.organisation}"

    @property
    def people(self):
        return self.onsite + self.online


class DocumentQuerySet(ForAudience):
    def standing(self):
        return self.filter(removed_at__isnull=True)


def random_name(document, filename):
    """Return a place for an uploaded file that says nothing of it and cannot be guessed."""
    return f"meetings/{uuid.uuid4().hex}"


class Document(models.Model):
    """A link or a file of a meeting. Taken off, it is only marked: nothing of it is deleted."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note for the Record")
        AGENDA = "agenda", _("Agenda")
        SLIDES = "slides", _("Presentation")
        OTHER = "other", _("Other document")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="documents", verbose_name=_("meeting")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=Spoken)
    audience = models.CharField(_("open to"), max_length=8, choices=Audience, default=Audience.ALL)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=random_name, blank=True, editable=False)
    # The file's name as it was given, made harmless.
    name = models.CharField(_("file name"), max_length=120, blank=True)
    format = models.CharField(
        _("format"), max_length=4, blank=True,
        choices=[(key, kind.label) for key, kind in FORMATS.items()],
    )  # fmt: skip
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    at = models.DateTimeField(_("added"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("added by"),
    )
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken off by"),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a meeting")
        verbose_name_plural = _("documents of meetings")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", name="", format="", size=0) & ~Q(url="")
                | Q(url="", size__gt=0) & ~Q(file="") & ~Q(name="") & ~Q(format=""),
                name="meeting_document_is_a_link_or_a_file",
                violation_error_message=_("Give a link or a file: one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="meeting_document_removed_when_and_by_whom",
            ),
            one_of("kind", "note", "agenda", "slides", "other"),
            one_of("language", *Spoken.values),
            one_of("audience", *Audience.values),
            one_of("format", "", *FORMATS),
        ]

    def __str__(self):
        return f"{self.meeting}: {self.title}"
