"""A link or a file that shows what somebody says: what every kind of evidence has in common."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from sip.papers.filetypes import FORMATS

LONGEST_LINK = 500
LONGEST_NAME = 120
LARGEST = 10 * 1024 * 1024  # bytes in one file
MOST_PAPERS = 20  # links and files in one place


def random_name(evidence, filename):
    """Return a place for an uploaded file that says nothing of it and cannot be guessed."""
    return f"evidence/{uuid.uuid4().hex}"


class PaperQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(removed_at__isnull=True)


class Paper(models.Model):
    """A link or a file. Taken off, it is only marked: nothing of it is ever deleted."""

    url = models.URLField(_("link"), max_length=LONGEST_LINK, blank=True)
    file = models.FileField(_("file"), upload_to=random_name, blank=True, editable=False)
    # The file's name as it was given, made harmless.
    name = models.CharField(_("file name"), max_length=LONGEST_NAME, blank=True)
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
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken off by"),
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", name="", format="", size=0) & ~Q(url="")
                | Q(url="", size__gt=0) & ~Q(file="") & ~Q(name="") & ~Q(format=""),
                name="%(class)s_is_a_link_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="%(class)s_removed_when_and_by_whom",
            ),
            one_of("format", "", *FORMATS),
        ]

    def __str__(self):
        return self.url or self.name
