"""The filters of the plan. Whatever stands in an address passes through a form: a value that makes
no sense is named on the page and left out, and never breaks it."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import FilterSet
from django_filters.filters import Filter

from accounts.clock import today
from sip import search
from sip.forms import DayField
from sip.models import Activity, Responsibility
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS, Names, changed_since
from sip.templatetags.plan import status_label

NO_OWNER = "none"  # the body of an activity whose owner the SIP does not give
LAST_MEETING = "glm"
LONGEST_SEARCH = 100


class Chosen(NamedTuple):
    """One value in use: the filter, the value as it stands in the address, and its words."""

    name: str
    value: str
    label: str


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
    """A day that has passed, or the word for the last GLM held."""

    def __init__(self, *, last_meeting_on=None, **kwargs):
        super().__init__(**kwargs)
        self.last_meeting_on = last_meeting_on

    def clean(self, value):
        if value == LAST_MEETING:
            if self.last_meeting_on is None:
                raise ValidationError(_("No GLM has been held yet."))
            return self.last_meeting_on
        day = super().clean(value)
        if day and day >= today():
            raise ValidationError(_("Name a day that has passed."))
        return day


class ChoiceFilter(Filter):
    field_class = KnownChoices


class WordsFilter(Filter):
    field_class = WordsInAddress


class ChangedFilter(Filter):
    field_class = ChangedSince


class PlanFilter(FilterSet):
    """The filters of /plan/, its exports and its counts, over `sip.progress.standing()`.

    Several values of one filter widen, several filters narrow. `names` spares the query for them
    where they are at hand.
    """

    status = ChoiceFilter(label=gettext_lazy("Status"))
    body = ChoiceFilter(label=gettext_lazy("Delivered by"))
    pillar = ChoiceFilter(label=gettext_lazy("Pillar"))
    q = WordsFilter(label=gettext_lazy("Words"))
    changed = ChangedFilter(label=gettext_lazy("Changed since"))

    class Meta:
        model = Activity
        fields = ()

    def __init__(self, data=None, *, names=None, on=None):
        super().__init__(data if data is not None else QueryDict())
        self.names, self.on = names or Names.load(), on
        self.choices = {
            "status": {key: status_label(key) for key in STATUS_KEYS},
            "body": {
                **{body.code: body.title for body in self.names.bodies.values()},
                NO_OWNER: _("Not given in the SIP"),
            },
            "pillar": {
                pillar.code: _("Pillar %(code)s: %(title)s")
                % {"code": pillar.code, "title": pillar.title}
                for pillar in self.names.pillars.values()
            },
        }
        for name, choices in self.choices.items():
            self.filters[name].extra["choices"] = list(choices.items())
        self.filters["changed"].extra["last_meeting_on"] = self.names.last_meeting_on

    def filter_queryset(self, queryset):
        return queryset.filter(*self.conditions().values())

    @property
    def values(self):
        """The values that count, by filter; what is empty or wrong is not among them."""
        if not self.data:  # the page most people ask for: nothing to clean
            return {}
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def conditions(self):
        """Return the filters in use, each as a condition on `sip.progress.standing()`."""
        return {name: getattr(self, f"_by_{name}")(value) for name, value in self.values.items()}

    def problems(self):
        """Return what is wrong with the address, in words: [(label of the filter, message)]."""
        found = []
        for name, field in self.form.fields.items() if self.data else ():
            messages = list(self.form.errors.get(name, ()))
            if unknown := getattr(field, "unknown", None):
                shown = ", ".join(value[:40].replace("\0", "�") for value in unknown[:5])
                messages.append(_("“%(value)s” is unknown and was left out.") % {"value": shown})
            found += [(field.label, message) for message in messages]
        return found

    def chosen(self):
        """Return the values in use, one by one, with the words for each."""
        found = []
        for name, value in self.values.items():
            if name in self.choices:
                found += [Chosen(name, one, str(self.choices[name][one])) for one in value]
            elif name == "q":
                found.append(Chosen(name, value, _("“%(words)s”") % {"words": value}))
            else:
                given = self.data[name]
                found.append(Chosen(name, given, changed_label(value, given == LAST_MEETING)))
        return found

    def _by_status(self, keys):
        stated = Q(standing_status__in=[key for key in keys if key != NOT_REPORTED])
        return stated | Q(standing_status__isnull=True) if NOT_REPORTED in keys else stated

    def _by_body(self, keys):
        named = Responsibility.objects.on(self.on)
        of_these = Q(pk__in=named.filter(owner__key__in=keys).values("activity"))
        return of_these | ~Q(pk__in=named.values("activity")) if NO_OWNER in keys else of_these

    def _by_pillar(self, codes):
        return Q(output__outcome__pillar__code__in=codes)

    def _by_q(self, words):
        found = Q()
        for word in search.words(words):
            found &= Q(search_text__contains=word)
        return found

    def _by_changed(self, day):
        return changed_since(day)


def changed_label(day, is_meeting=False):
    words = _("Changed since the GLM of %(day)s") if is_meeting else _("Changed since %(day)s")
    return words % {"day": date_format(day, "DATE_FORMAT")}
