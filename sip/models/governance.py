"""Meetings of the whole cluster. They stand at the bottom because quarters point to them."""

import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.choices import one_of
from accounts.clock import today


class MeetingQuerySet(models.QuerySet):
    """Meetings. A cancelled one keeps its page and its place in calendars, and counts nowhere."""

    def standing(self):
        return self.filter(cancelled_on__isnull=True)

    def upcoming(self, on=None):
        return self.standing().filter(ends_on__gte=on or today()).order_by("starts_on")

    def held(self, on=None):
        return self.standing().filter(ends_on__lt=on or today()).order_by("-starts_on")


class Spoken(models.TextChoices):
    """Languages that a meeting may be held in or interpreted into (ISO 639-1)."""

    AR = "ar", _("Arabic")
    EN = "en", _("English")
    ES = "es", _("Spanish")
    FR = "fr", _("French")
    PT = "pt", _("Portuguese")
    RU = "ru", _("Russian")
    UK = "uk", _("Ukrainian")
    ZH = "zh", _("Chinese")


class Meeting(models.Model):
    """A Global Logistics Meeting (GLM): twice a year as a rule (source 002), and as needed (source
    001); no source names its months."""

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("on site")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("on site and online")

    key = models.CharField(
        _("key"),
        max_length=7,
        unique=True,
        validators=[RegexValidator(r"^20\d\d-(0[1-9]|1[0-2])\Z", _("Year and month: 2026-11."))],
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.HYBRID)
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    interpretation = models.JSONField(_("interpretation into"), default=list, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    cancelled_why = models.TextField(_("why it is cancelled"), blank=True, editable=False)
    # Rises with every edit: what the next one must bring back, and the SEQUENCE in calendars.
    version = models.PositiveIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(_("last recorded"), default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("global meeting (GLM)")
        verbose_name_plural = _("global meetings (GLM)")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | ~Q(cancelled_why=""),
                name="meeting_cancelled_for_a_reason",
                violation_error_message=_("Say why the meeting is cancelled."),
            ),
            one_of("mode", "onsite", "online", "hybrid"),
        ]

    def __str__(self):
        return f"GLM {self.key}"

    @property
    def trail_key(self):
        return self.key

    @property
    def month(self):
        """The first day of the month that names the meeting."""
        return datetime.date(int(self.key[:4]), int(self.key[5:]), 1)

    @property
    def is_cancelled(self):
        return self.cancelled_on is not None


class Site(models.Model):
    """One of the places where a meeting is held: several where it is regional."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="sites", verbose_name=_("meeting")
    )
    place = models.CharField(_("place"), max_length=120)
    country = CountryField(_("country"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("site of a meeting")
        verbose_name_plural = _("sites of meetings")
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "place"],
                name="one_site_per_place_of_a_meeting",
                violation_error_message=_("This place is named already."),
            )
        ]

    def __str__(self):
        return f"{self.place} ({self.country.name})" if self.country else self.place
