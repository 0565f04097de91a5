"""The filters of the plan. Whatever stands in an address passes through a form: a value that makes
no sense is named on the page and left out, and never breaks it."""

from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import FilterSet
from django_filters.filters import Filter

from accounts.clock import today
from accounts.days import date_format
from sip import search
from sip.filterfields import LAST_MEETING, ChangedSince, KnownChoices, PastDay, WordsInAddress
from sip.models import Activity, Responsibility
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS, Names, changed_since
from sip.templatetags.plan import status_label

NO_OWNER = "none"  # the body of an activity whose owner the SIP does not give


class Chosen(NamedTuple):
    """One value in use: the filter, the value as it stands in the address, and its words."""

    name: str
    value: str
    label: str


class ChoiceFilter(Filter):
    field_class = KnownChoices


class WordsFilter(Filter):
    field_class = WordsInAddress


class ChangedFilter(Filter):
    field_class = ChangedSince


class DayFilter(Filter):
    field_class = PastDay


class PlanFilter(FilterSet):
    """The filters of /plan/, its exports and its counts, over `sip.progress.standing()`.

    Several values of one filter widen, several filters narrow; `as_of` leaves nothing out, it names
    the day whose statuses are read. `names` spares the queries for them where they are at hand.
    """

    status = ChoiceFilter(label=gettext_lazy("Status"))
    body = ChoiceFilter(label=gettext_lazy("Delivered by"))
    pillar = ChoiceFilter(label=gettext_lazy("Pillar"))
    q = WordsFilter(label=gettext_lazy("Words"))
    changed = ChangedFilter(label=gettext_lazy("Changed since"))
    as_of = DayFilter(label=gettext_lazy("As of the day"))

    class Meta:
        model = Activity
        fields = ()

    def __init__(self, data=None, *, names=None):
        super().__init__(data if data is not None else QueryDict())
        self.names = names or Names.load()
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

    @property
    def on(self):
        """The past day whose statuses are asked for, or None for today's."""
        day = self.values.get("as_of")
        return day if day and day < today() else None

    def conditions(self):
        """Return the filters in use, each as a condition on `sip.progress.standing()`."""
        return {
            name: getattr(self, f"_by_{name}")(value)
            for name, value in self.values.items()
            if name != "as_of"
        }

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
            elif name == "as_of":
                label = _("As of %(day)s") % {"day": date_format(value, "DATE_FORMAT")}
                found.append(Chosen(name, self.data[name], label))
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
