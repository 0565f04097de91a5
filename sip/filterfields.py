"""What may stand in the address of a list: read by a form, so that nothing in it breaks a page."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import today
from accounts.days import date_format
from sip import quarters
from sip.forms import EARLIEST_DAY, DayField
from sip.models import Strategy

LAST_MEETING = "glm"
LONGEST_SEARCH = 100


class KnownChoices(forms.MultipleChoiceField):
    """Takes the values it knows and remembers the others, to name them on the page."""

    def to_python(self, value):
        values = list(dict.fromkeys(super().to_python(value)))
        self.unknown = [value for value in values if not self.valid_value(value)]
        return [value for value in values if self.valid_value(value)]

    def validate(self, value):
        """Nothing is required, and what is unknown is gone."""


class WordsInAddress(forms.CharField):
    """What is typed into a search box: short, and without what a database cannot take."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = [
            MaxLengthValidator(
                LONGEST_SEARCH,
                gettext_lazy("Search for %(limit_value)d characters at most."),
            ),
            ProhibitNullCharactersValidator(
                message=gettext_lazy("This text holds a character that cannot be searched (NUL).")
            ),
        ]


class ChangedSince(DayField):
    """A day that has passed, a quarter that has ended, or the word for the last GLM held: gives a
    day, a `QuarterDays` or a `LastMeeting`. `last_day` is the last one that is shown."""

    def __init__(self, *, last_meeting=None, last_day=None, **kwargs):
        super().__init__(**kwargs)
        self.last_meeting, self.last_day = last_meeting, last_day

    def clean(self, value):
        if value == LAST_MEETING:
            if self.last_meeting is None:
                raise ValidationError(_("No GLM has been held yet."))
            return self.last_meeting
        last = self.last_day or today()
        if quarter := quarters.typed(value):
            if quarter.ends_on > last:
                raise ValidationError(_("Name a quarter that has ended."))
            return quarter
        day = super().clean(value)
        if day and day >= last:
            raise ValidationError(_("Name a day that has passed."))
        return day


class Quarters(forms.IntegerField):
    """A number of quarters."""

    default_error_messages = {"invalid": gettext_lazy("Give a number of quarters, from 1 to 20.")}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = [
            validator(limit, self.default_error_messages["invalid"])
            for validator, limit in ((MinValueValidator, 1), (MaxValueValidator, 20))
        ]


class PastDay(DayField):
    """A day on which something can have been known already."""

    def to_python(self, value):
        day = forms.DateField.to_python(self, value)
        if day and day < EARLIEST_DAY:
            days = Strategy.objects.order_by("starts_on").values_list("starts_on", flat=True)
            first = date_format(days.first() or EARLIEST_DAY, "DATE_FORMAT")
            raise ValidationError(_("Choose a day from %(day)s on.") % {"day": first})
        return day

    def clean(self, value):
        day = super().clean(value)
        if day and day > today():
            raise ValidationError(_("This day is still to come."))
        return day
