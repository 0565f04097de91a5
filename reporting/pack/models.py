"""What a pack keeps: the frozen content, and the files made of it."""

import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import AppendOnly, Record
from sip.models import Meeting

SECTIONS = (
    "decisions", "follow_up", "progress", "changes", "groups", "lessons", "activities", "evidence",
    "method",
)  # fmt: skip


def canonical(frozen):
    """Return frozen content as the one text that its hash is made of."""
    return json.dumps(frozen, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def hash_of(content):
    return hashlib.sha256(content.encode()).hexdigest()


class PackQuerySet(AppendOnly):
    def visible_to(self, user):
        """A pack holds the words of accepted reports: whoever is signed in reads it."""
        return self if user.is_authenticated else self.none()


class Pack(models.Model):
    """One version of what a GLM is told: never changed, only followed by another version.

    `content` is the canonical JSON of the frozen data, in all languages at once; `content_hash` its
    SHA-256. The hash covers what is told and not when or by whom it was frozen, so that two
    versions that tell the same have the same one.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        related_name="packs",
        verbose_name=_("global meeting (GLM)"),
    )
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.TextField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen"))
    # Nobody where a command froze it.
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("frozen by"),
    )
    note = models.TextField(_("what this version is for"), blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        app_label = "reporting"
        verbose_name = _("pack of a GLM")
        verbose_name_plural = _("packs of GLMs")
        ordering = ["-meeting__starts_on", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_pack_per_meeting_and_version",
                violation_error_message=_("This version has been frozen already."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="pack_versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(note=""),
                name="later_pack_says_what_it_is_for",
                violation_error_message=_("Say what this version changes."),
            ),
        ]

    def __str__(self):
        return f"{self.meeting} v{self.number}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(_("A frozen pack is only ever followed by another version."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(_("A frozen pack is only ever followed by another version."))

    @property
    def trail_key(self):
        return f"{self.meeting.key}/{self.number}"

    @cached_property
    def frozen(self):
        """The frozen data (see `reporting.pack.freezing`)."""
        return json.loads(self.content)

    @property
    def is_intact(self):
        """Whether the content is still what was hashed when it was frozen."""
        return hash_of(self.content) == self.content_hash


class PackFile(Record):
    """One file of a version, made when first asked for and kept: everybody gets the same bytes."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(_("format"), max_length=4)
    language = models.CharField(_("language"), max_length=8)
    content = models.BinaryField(_("content"))
    size = models.PositiveIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        app_label = "reporting"
        verbose_name = _("file of a pack")
        verbose_name_plural = _("files of packs")
        ordering = ["pack", "language", "format"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "format", "language"], name="one_file_per_pack_format_and_language"
            )
        ]

    def __str__(self):
        return f"{self.pack} {self.format} {self.language}"
