"""What GLC staff choose before a pack is frozen."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reporting.pack.models import SECTIONS
from sip.forms import WordsField
from sip.templatetags.plan import quarter_label

NOTE_LENGTH = 500
LABELS = {
    "decisions": _("Decisions asked"),
    "follow_up": _("Follow-up of earlier decisions"),
    "progress": _("Progress by pillar and by body"),
    "changes": _("What has changed"),
    "groups": _("Reports of the bodies"),
    "lessons": _("Follow-up of lessons learned"),
    "activities": _("Annex: all activities"),
    "evidence": _("Annex: evidence"),
    "method": _("Annex: method"),
}


class FreezeForm(forms.Form):
    """`number` is the version that the form was made for: it must come back unchanged."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9999)
    quarters = forms.MultipleChoiceField(
        label=_("Quarters"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one quarter that ended since the last GLM."),
            "invalid_choice": _("Choose quarters of the list."),
        },
    )
    sections = forms.MultipleChoiceField(
        label=pgettext_lazy("of a pack", "Parts"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, LABELS[key]) for key in SECTIONS],
        required=False,
        error_messages={"invalid_choice": _("Choose parts of the list.")},
    )
    language = forms.ChoiceField(
        label=_("Language"), widget=forms.RadioSelect, choices=settings.LANGUAGES,
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("Choose a language of the list."),
        },
    )  # fmt: skip
    note = WordsField(
        label=_("What does this version change?"),
        help_text=_("One sentence, such as “Adds the report of the Training group”."),
        longest=NOTE_LENGTH,
        error_messages={"required": _("Say what this version changes.")},
    )

    def __init__(self, *args, offered, number, **kwargs):
        """`offered` are the quarters to choose from, `number` the version to be frozen next."""
        super().__init__(*args, **kwargs)
        self.fields["quarters"].choices = [(days.key, quarter_label(days)) for days in offered]
        if number == 1:
            del self.fields["note"]
