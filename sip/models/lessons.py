"""The register of lessons learned: activity 4.4.2.2 tells each GLM how far they have got."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sip.models.followup import Followed, FollowedQuerySet
from sip.models.governance import Meeting
from sip.translated import TranslatedField


class LessonQuerySet(FollowedQuerySet):
    def visible_to(self, user):
        """Everybody signed in reads the register; the GLC keeps it."""
        return self.all() if user.is_authenticated else self.none()

    def known_at(self, day):
        """Lessons drawn by the end of that day."""
        return self.filter(learnt_on__lte=day)

    def with_subject(self):
        """Load what every row of a list prints, in the same query."""
        return self.select_related("owner", "meeting")


class Lesson(Followed):
    """A lesson drawn from an operation, the measure agreed on it, and how far that has got
    (source 001_b7fb176d4c28d299.txt, activities 4.4.2.1 and 4.4.2.2)."""

    lesson = TranslatedField(_("lesson"))
    source = models.CharField(
        _("drawn from"), max_length=200, help_text=_("The operation, exercise or evaluation.")
    )
    learnt_on = models.DateField(_("drawn on"))
    measure = TranslatedField(_("agreed measure"), blank=True)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("agreed at the GLM"),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta(Followed.Meta):
        verbose_name = _("lesson learned")
        verbose_name_plural = _("lessons learned")
        ordering = ["-learnt_on", "-pk"]
        constraints = [*Followed.Meta.constraints]

    def __str__(self):
        return str(self.lesson)[:80]
