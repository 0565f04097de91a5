"""Meetings of the whole cluster. They stand at the bottom because quarters point to them."""

import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import today


class MeetingQuerySet(models.QuerySet):
    def upcoming(self, on=None):
        return self.filter(ends_on__gte=on or today()).order_by("starts_on")

    def held(self, on=None):
        return self.filter(ends_on__lt=on or today()).order_by("-starts_on")


class Meeting(models.Model):
    """A Global Logistics Meeting (GLM): twice a year, in June and November."""

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

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("global meeting (GLM)")
        verbose_name_plural = _("global meetings (GLM)")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="meeting_ends_after_it_starts"
            )
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
