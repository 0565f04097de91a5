"""Forms of the meetings of a body."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from sip.forms import DayField, HourField, LineField, ManyField, WordsField
from sip.models import Meeting, Spoken
from sip.registers.forms import DAY, RegisterForm
from sip.search import fold
from workinggroups.meetings import FACTS

MOST_GUESTS = 60


class MeetingForm(RegisterForm):
    """One meeting of a body: when, how, in which languages, and its minutes."""

    lines = (
        "subject", "held_on", "begins_at", "mode", "place", "languages", "interpretation",
        "minutes_url", "minutes_languages", "is_cancelled",
    )  # fmt: skip

    subject = LineField(label=_("Subject"), longest=200)
    consulted = LineField(
        label=_("Consulted"), longest=300, required=False,
        help_text=_("With whom: groups, partners, national coordinators."),
    )  # fmt: skip
    held_on = DayField(label=_("Day"), help_text=DAY)
    begins_at = HourField(
        label=_("Begins at"), required=False, help_text=_("Hours are those of Rome.")
    )
    mode = forms.ChoiceField(label=_("How is it held?"), choices=Meeting.Mode)
    place = LineField(label=_("Place"), longest=120, required=False)
    languages = ManyField(label=_("Working languages"), choices=Spoken.choices)
    interpretation = ManyField(label=_("Interpretation into"), choices=Spoken.choices)
    minutes_url = forms.URLField(
        label=_("Minutes: link"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where they are kept. People who are signed in see it."),
        error_messages={"invalid": _("Type a whole link, such as https://logcluster.org/glm.")},
    )  # fmt: skip
    minutes_languages = ManyField(label=_("Languages of the minutes"), choices=Spoken.choices)
    is_cancelled = forms.BooleanField(label=_("This meeting is cancelled"), required=False)

    def __init__(self, *args, in_sag=False, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not in_sag:
            del self.fields["consulted"]
        if is_new:
            del self.fields["is_cancelled"]

    def values(self):
        """Return what the acts on meetings take."""
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}


def saved_meeting(meeting):
    """Return the answers about a meeting as they are saved."""
    hour = meeting.begins_at
    return {
        **{name: getattr(meeting, name) for name in FACTS},
        "begins_at": hour.strftime("%H:%M") if hour else "",
        "is_cancelled": "on" if meeting.is_cancelled else "",
    }


class GuestsField(WordsField):
    """Organisations of the directory, one a line, by name, acronym or key."""

    def clean(self, value):
        names = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if len(names) > MOST_GUESTS:
            raise ValidationError(
                gettext("Name %(most)d organisations at most.") % {"most": MOST_GUESTS}
            )
        rows = Organisation.objects.current().only("slug", "name", "acronym") if names else ()
        known = {}
        for one in rows:
            for said in (one.acronym, one.slug, one.name):
                known.setdefault(fold(said), one)
        if unknown := [name[:60] for name in names if fold(name) not in known]:
            raise ValidationError(
                gettext("The directory has no organisation “%(name)s”.") % {"name": unknown[0]}
            )
        return list(dict.fromkeys(known[fold(name)] for name in names))


class CameForm(RegisterForm):
    """Who came to a meeting."""

    rows = ("guests",)

    people = ManyField(label=_("Who came?"))
    guests = GuestsField(
        label=_("Guests"), required=False, rows=3, longest=6000,
        help_text=_("Organisations without a seat, one a line, as in the directory."),
    )  # fmt: skip

    def __init__(self, *args, seats=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(seat.person.ref): seat.person for seat in seats}
        self.fields["people"].choices = [
            (str(seat.person.ref),
             f"{seat.person.name} ({seat.organisation})" if seat.organisation else seat.person.name)
            for seat in seats
        ]  # fmt: skip

    def clean_people(self):
        return [self.people[ref] for ref in self.cleaned_data["people"]]

    def typed(self):
        """Organisations are called as the directory calls them, however they were typed; people
        stand by their keys."""
        given = super().typed()
        if "guests" in self.cleaned_data:
            given["guests"] = "\n".join(one.name for one in self.cleaned_data["guests"])
        return given
