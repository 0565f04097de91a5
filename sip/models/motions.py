"""What is put to the plenary of a GLM. What is asked of the SAG stands in the statuses: blocked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sip.models.governance import Meeting
from sip.models.ownership import Owner
from sip.models.plan import Activity
from sip.translated import TranslatedField


class MotionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Partners decide in the plenary: everybody signed in reads what it is asked."""
        return self.all() if user.is_authenticated else self.none()

    def standing(self):
        return self.filter(is_withdrawn=False)

    def waiting(self):
        """Those on which nothing has been decided yet."""
        return self.standing().filter(decision=None)

    def left_behind(self):
        """Those put to a plenary that was cancelled: they wait for another."""
        return self.waiting().filter(meeting__cancelled_on__isnull=False)

    def with_subject(self):
        """Load what every row of a list prints, in the same query."""
        return self.select_related("asked_by", "activity", "endorses", "decision")


class Motion(models.Model):
    """One decision asked of a plenary: by whom, what and why. The decision that answers it names
    it (`Decision.motion`); one that is withdrawn is marked so, for its number has been read.

    `endorses` is the group whose work a dedicated vote would endorse; nothing else does (source
    002_c3e49dfa0a38ab2f.txt).
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="motions", verbose_name=_("at the GLM")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    text = TranslatedField(_("decision asked"))
    reason = TranslatedField(_("why it is asked"), blank=True)
    asked_by = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="motions", verbose_name=_("asked by")
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="motions",
        verbose_name=_("activity"),
    )
    endorses = models.ForeignKey(
        Owner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("would endorse the work of"),
    )
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    # Rises with every edit: the value that the next one must bring back to be taken.
    version = models.PositiveIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(_("last recorded"), default=timezone.now, editable=False)

    objects = MotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision asked of a plenary")
        verbose_name_plural = _("decisions asked of plenaries")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="one_motion_per_number_and_meeting"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="motions_count_from_one"),
        ]

    def __str__(self):
        return f"{self.ref} {self.text}"

    @property
    def ref(self):
        """“P1”: how the pack and the meeting call it."""
        return f"P{self.number}"

    @property
    def answer(self):
        """The decision that answers it, or None. Read it with `with_subject`."""
        return getattr(self, "decision", None)
