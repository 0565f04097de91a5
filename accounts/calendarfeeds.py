"""Calendars read without signing in: an address that only its person knows, until it is revoked."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

SALT = "accounts.calendarfeeds"
LENGTH = 40  # characters of the part that cannot be guessed


def new_secret():
    return secrets.token_urlsafe(16)


class CalendarFeed(models.Model):
    """The calendar of one person. Its address follows from `secret` and from the installation's
    key, so that neither the database nor a copy of it holds an address that opens."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed"
    )
    secret = models.CharField(max_length=40, default=new_secret)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar of a person")
        verbose_name_plural = _("calendars of people")

    def __str__(self):
        return str(self.person)

    @property
    def token(self):
        """What stands in the address: who it is for, and what nobody can guess."""
        made = salted_hmac(SALT, f"{self.person.ref}{self.secret}", algorithm="sha256")
        return f"{self.person.ref.hex}{made.hexdigest()[:LENGTH]}"

    @classmethod
    def named_by(cls, token):
        """Return the calendar that an address opens, or None: a wrong, revoked or closed one."""
        feeds = cls.objects.select_related("person").filter(person__is_active=True)
        feed = feeds.filter(person__ref=token[:-LENGTH]).first()
        return feed if feed and constant_time_compare(feed.token, token) else None
