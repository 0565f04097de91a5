"""A file put up for import: kept between its preview and the word to write it."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LASTS = datetime.timedelta(hours=1)


class PendingImportQuerySet(models.QuerySet):
    def alive(self, at=None):
        return self.filter(made_at__gt=(at or timezone.now()) - LASTS)

    def expired(self, at=None):
        return self.filter(made_at__lte=(at or timezone.now()) - LASTS)


class PendingImport(models.Model):
    """An uploaded file, for the person who put it up alone, with what it would change.

    `preview` is what the person was shown; `basis` marks the differences it rests on, so that a
    file is never written on top of rows that have changed since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    preview = models.JSONField()
    basis = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True, blank=True)

    objects = PendingImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")
        ordering = ["-made_at"]

    def __str__(self):
        return self.file_name

    @property
    def expires_at(self):
        return self.made_at + LASTS
