"""The filters of the plan. Whatever stands in an address passes through a form: a value that makes
no sense is named on the page and left out, and never breaks it."""

from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Contains, Exact
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import FilterSet
from django_filters.filters import Filter

from accounts.days import date_format
from sip import quarters, search
from sip.bodies import awaited_in_time, reported_on
from sip.changes import WAYS_IN_WORDS, changed_since
from sip.filterfields import (
    ChangedSince,
    KnownChoices,
    Quarters,
    WordsInAddress,
)
from sip.lastmeeting import LastMeeting
from sip.models import Activity, Lens, Responsibility, Status
from sip.models.progress import NOT_REPORTED
from sip.momentform import MomentForm, band
from sip.moments import moment, responsible
from sip.progress import STATUS_KEYS, Names
from sip.templatetags.plan import quarter_label, status_label

NO_REPORTER, SILENT = "no_reporter", "silent"
NO_OWNER = "none"  # the body of an activity whose owner the SIP does not give
SEVERAL = "several"  # stands for the bodies of an activity that more than one answers for


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


class QuartersFilter(Filter):
    field_class = Quarters


class PlanFilter(FilterSet):
    """The filters of /plan/, its exports and its counts, over `sip.progress.standing()`.

    Several values of one filter widen, several filters narrow. `as_of`, `quarter` and `include`
    leave nothing out: they name the `moment` that is read (`may_include`: whether this reader may
    see figures before they are accepted). `names` spares the queries for them where they are at
    hand.
    """

    status = ChoiceFilter(label=gettext_lazy("Status"))
    body = ChoiceFilter(label=gettext_lazy("Delivered by"))
    pillar = ChoiceFilter(label=gettext_lazy("Pillar"))
    part = ChoiceFilter(label=gettext_lazy("Outcome or output"))
    lens = ChoiceFilter(label=gettext_lazy("Lens"))
    q = WordsFilter(label=gettext_lazy("Words"))
    changed = ChangedFilter(label=gettext_lazy("Status changed since the day"))
    moved = ChoiceFilter(label=gettext_lazy("Changes"))
    stale = QuartersFilter(label=gettext_lazy("Not confirmed"))
    gap = ChoiceFilter(label=gettext_lazy("Gaps"))

    class Meta:
        model = Activity
        fields = ()

    def __init__(self, data=None, *, names=None, may_include=False, looks_ahead=False):
        super().__init__(data if data is not None else QueryDict())
        self.asked = MomentForm(self.data, may_include=may_include) if self.data else None
        self.moment = self.asked.moment if self.asked else moment()
        self.names = names or Names.load(self.moment, looks_ahead=looks_ahead)
        self.choices = {
            "status": {key: status_label(key) for key in STATUS_KEYS},
            "body": {
                **{body.code: body.in_a_list for body in self.names.bodies.values()},
                NO_OWNER: _("Not given in the SIP"),
                SEVERAL: _("Several bodies"),
            },
            "pillar": {
                pillar.code: _("Pillar %(code)s: %(title)s")
                % {"code": pillar.code, "title": pillar.title}
                for pillar in self.names.pillars.values()
            },
            "part": self._parts() if self.data.get("part") else {},
            "lens": _lenses() if self.data.get("lens") else {},
            "moved": WAYS_IN_WORDS,
            "gap": {
                NO_REPORTER: _("Nobody reports on it"),
                SILENT: self._silent(),
            },
        }
        for name, choices in self.choices.items():
            self.filters[name].extra["choices"] = list(choices.items())
        self.filters["changed"].extra["last_meeting"] = self.names.last_meeting
        self.filters["changed"].extra["last_day"] = self.moment.day

    def _silent(self):
        """Name the quarter meant; whoever asks for it reads whether it can be judged yet."""
        quarter = quarter_label(self.moment.last_quarter)
        if SILENT in self.data.getlist("gap") and awaited_in_time(self.moment).exists():
            told = _("Silent in %(quarter)s (not judged where reports are not due yet)")
            return told % {"quarter": quarter}
        return silent_in(quarter)

    def _parts(self):
        """The outcomes and outputs: many, so their labels are made for who asks for one."""
        return {
            **_labelled(_("Outcome %(code)s"), self.names.outcomes),
            **_labelled(_("Output %(code)s"), self.names.outputs),
        }

    @property
    def values(self):
        """The values that count, by filter; what is empty or wrong is not among them."""
        if not self._narrows:  # the pages most people ask for: nothing to clean
            return {}
        self.form.is_valid()
        found = {name: value for name, value in self.form.cleaned_data.items() if value}
        if "moved" in found and "changed" not in found:
            del found["moved"]
        return found

    @cached_property
    def _narrows(self):
        """Whether the address names a filter, and not a moment alone."""
        return any(name in self.data for name in self.filters)

    @property
    def is_past(self):
        return not self.moment.is_now

    def band(self):
        """Say which other moment than today is shown, in sentences."""
        return band(self.moment)

    def conditions(self):
        """Return the filters in use, each as a condition on `sip.progress.standing()`."""
        values = self.values
        ways = values.pop("moved", ())
        found = {name: getattr(self, f"_by_{name}")(value) for name, value in values.items()}
        if ways:
            found["moved"] = changed_since(self.then(values["changed"]), *ways)
        return found

    def problems(self):
        """Return what is wrong with the address, in words: [(label of the filter, message)]."""
        found = self.asked.problems_within(self.names.strategy) if self.asked else []
        if self.data.get("moved") and "changed" not in self.values:
            found.append((self.filters["moved"].label, _("Say since when: a day or a quarter.")))
        for name, field in self.form.fields.items() if self._narrows else ():
            messages = list(self.form.errors.get(name, ()))
            if unknown := getattr(field, "unknown", None):
                shown = ", ".join(value[:40].replace("\0", "�") for value in unknown[:5])
                messages.append(_("“%(value)s” is unknown and was left out.") % {"value": shown})
            found += [(field.label, message) for message in messages]
        return found

    @property
    def unfit(self):
        """The names of what is wrong in the address: no link goes on with it."""
        return {
            *(self.asked.errors if self.asked else ()),
            *(self.form.errors if self._narrows else ()),
        }

    def chosen(self):
        """Return the values in use, one by one, with the words for each."""
        found = []
        for name, value in self.values.items():
            if name in self.choices:
                found += [Chosen(name, one, str(self.choices[name][one])) for one in value]
            elif name == "q":
                found.append(Chosen(name, value, _("“%(words)s”") % {"words": value}))
            elif name == "stale":
                found.append(Chosen(name, str(value), stale_label(value)))
            else:
                given = self.data[name]
                found.append(Chosen(name, given, changed_label(value)))
        return [*found, *(self._chosen_moment() if self.asked else ())]

    def _chosen_moment(self):
        """What names another moment can be taken away as well."""
        given = {name: self.data[name] for name in self.moment.query if name in self.data}
        labels = {
            "as_of": lambda: _("As of %(day)s") % {"day": date_format(self.moment.day)},
            "quarter": lambda: quarter_label(self.moment.quarter),
            "include": lambda: _("Submitted figures included"),
        }
        if self.moment.known and self.moment.quarter:
            labels["as_of"] = lambda: (
                _("As known by %(day)s") % {"day": date_format(localdate(self.moment.known))}
            )
        return [Chosen(name, value, labels[name]()) for name, value in given.items()]

    def _by_status(self, keys):
        stated = Q(standing_status__in=[key for key in keys if key != NOT_REPORTED])
        return stated | Q(standing_status__isnull=True) if NOT_REPORTED in keys else stated

    def _by_body(self, keys):
        if self.moment.frozen:
            return reduce(or_, map(_frozen_with, keys))
        named = Responsibility.objects.filter(responsible(self.moment))
        found = Q(pk__in=named.filter(owner__key__in=keys).values("activity"))
        if NO_OWNER in keys:
            found |= ~Q(pk__in=named.values("activity"))
        if SEVERAL in keys:
            bodies = named.order_by().values("activity").annotate(n=Count("owner", distinct=True))
            found |= Q(pk__in=bodies.filter(n__gt=1).values("activity"))
        return found

    def _by_part(self, codes):
        return Q(output__code__in=codes) | Q(output__outcome__code__in=codes)

    def _by_lens(self, keys):
        return Q(pk__in=Activity.objects.filter(lenses__key__in=keys).order_by().values("pk"))

    def _by_stale(self, count):
        """Not confirmed in the last so many quarters; what is completed needs no confirming."""
        since = self.moment.last_quarter.plus(1 - count).starts_on
        settled = Q(standing_status=Status.COMPLETED, is_upkeep=False)
        return Q(standing_from__lt=since) & ~settled

    def _by_pillar(self, codes):
        return Q(output__outcome__pillar__code__in=codes)

    def _by_q(self, words):
        found = Q()
        for word in search.words(words):
            found &= Q(search_text__contains=word)
        return found

    def _by_gap(self, gaps):
        reported = Q(pk__in=reported_on(self.moment).order_by().values("pk"))
        found = ~reported if NO_REPORTER in gaps else Q()
        if SILENT in gaps:
            unheard = Q(standing_from=None) | self._by_stale(1)
            awaited = awaited_in_time(self.moment).order_by().values("pk")
            found |= reported & unheard & ~Q(pk__in=awaited)
        return found

    def _by_changed(self, since):
        return changed_since(self.then(since))

    def then(self, since):
        """The moment that changes are counted from, as it is known at the one that is shown."""
        if isinstance(since, quarters.QuarterDays):
            return self.moment.before(since)
        return since.then if isinstance(since, LastMeeting) else moment(since)


def silent_in(quarter):
    return _("Silent in %(quarter)s") % {"quarter": quarter}


def _frozen_with(key):
    """Return the condition on the bodies of a frozen row: a list of keys, read as its text."""
    told = Cast("frozen__owner_keys", TextField())
    if key == NO_OWNER:
        return Q(Exact(told, Value("[]")))
    return Q(Contains(told, '", "' if key == SEVERAL else f'"{key}"'))


def _labelled(pattern, elements):
    return {
        element.code: _("%(part)s: %(title)s")
        % {"part": pattern % {"code": element.code}, "title": element.title}
        for element in elements.values()
    }


def _lenses():
    return {lens.key: str(lens.name) for lens in Lens.objects.all()}


def stale_label(count):
    return ngettext(
        "Not confirmed for %(n)d quarter", "Not confirmed for %(n)d quarters", count
    ) % {"n": count}


def changed_label(since):
    if isinstance(since, LastMeeting):
        return _("Changed since %(glm)s") % {"glm": since.words}
    if isinstance(since, quarters.QuarterDays):
        return _("Changed since %(quarter)s") % {"quarter": quarter_label(since)}
    return _("Changed since %(day)s") % {"day": date_format(since)}
