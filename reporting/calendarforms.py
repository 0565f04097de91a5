"""The form by which GLC staff move the days of a quarter."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.days import date_format
from sip.editing import EditForm
from sip.forms import DayField, WordsField
from sip.glmnames import name_of
from sip.models import Meeting


class MeetingChoice(forms.ModelChoiceField):
    """A GLM, by its days."""

    def label_from_instance(self, meeting):
        return f"{name_of(meeting)} ({date_format(meeting.starts_on)})"


class QuarterDaysForm(EditForm):
    """The days of a quarter; `version` is the one that was read."""

    opens_on = DayField(
        label=pgettext_lazy("a quarter", "Opens on"), help_text=_("Day/month/year.")
    )
    due_on = DayField(
        label=_("Reports are due on"),
        help_text=_("Day/month/year: in time until midnight, Rome time."),
    )
    meeting = MeetingChoice(
        Meeting.objects.standing().order_by("-starts_on"),
        label=_("GLM that takes it up"),
        empty_label=_("None"),
        required=False,
    )
    reason = WordsField(
        label=_("Why the days are changed"),
        help_text=_("It stays in the trail, with your name."),
        error_messages={"required": _("Say why the days are changed.")},
    )


def saved_days(quarter):
    """Return the answers about a quarter's days as they are saved; each change has its reason."""
    return {
        "opens_on": quarter.opens_on,
        "due_on": timezone.localdate(quarter.due_at),
        "meeting": quarter.glm and quarter.meeting_id,
        "reason": "",
    }
