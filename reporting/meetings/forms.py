"""Forms by which the GLC prepares a meeting."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners import geography
from partners.models import Organisation
from reporting.meetings.models import Audience, Document
from sip.editing import EditForm
from sip.forms import DayField, HourField, LineField, ManyField, WordsField
from sip.models import Meeting, Spoken
from sip.papers.checking import file_error
from sip.registers.forms import A_PARAGRAPH, DAY, RegisterForm
from sip.search import fold

MOST_PEOPLE = 999


class SitesField(WordsField):
    """Places, one on a line, each with its country after a comma: “Nairobi, Kenya”."""

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        return [self._site(line) for line in lines]

    def _site(self, line):
        place, _comma, country = (part.strip() for part in line.rpartition(","))
        if not place:
            place, country = country, ""
        if len(place) > 120:
            raise ValidationError(_("Shorten the name of this place: %(place)s")
                                  % {"place": f"{place[:60]}…"})  # fmt: skip
        code = country_code(country)
        if country and not code:
            raise ValidationError(
                _("%(country)s is no country that is known here: give its name or its ISO code.")
                % {"country": country[:60]}
            )
        return place, code


def country_code(words):
    """Return the ISO code of a country as typed (see `geography.code_of`), or ""."""
    code = geography.code_of(words)
    return countries.alpha2(code) if code else ""


def site_lines(sites):
    """Return sites, as (place, country), as the form asks for them."""
    return "\n".join(
        f"{place}, {countries.name(str(country))}" if country else place for place, country in sites
    )


class FactsForm(EditForm):
    """When, where and in which languages a meeting is held."""

    lines = ("place",)
    rows = ("sites",)

    starts_on = DayField(label=_("First day"), help_text=DAY)
    ends_on = DayField(label=_("Last day"), help_text=DAY)
    mode = forms.ChoiceField(label=_("How is it held?"), choices=Meeting.Mode)
    place = LineField(
        label=_("Main place"), longest=120, required=False,
        help_text=_("As it stands in titles: Rome."),
    )  # fmt: skip
    sites = SitesField(
        label=_("Sites"), required=False, rows=4,
        help_text=_("One on a line, with its country after a comma: Nairobi, Kenya."),
    )  # fmt: skip
    languages = ManyField(label=_("Working languages"), choices=Spoken.choices)
    interpretation = ManyField(label=_("Interpretation into"), choices=Spoken.choices)

    def typed(self):
        """Countries are called as the page calls them, however they were typed."""
        given = super().typed()
        if "sites" in self.cleaned_data:
            given["sites"] = site_lines(self.cleaned_data["sites"])
        return given


class AnnounceForm(FactsForm):
    """A meeting to be announced: its facts, and the month that names it."""

    key = forms.CharField(
        label=_("Year and month"), max_length=7, help_text=_("They name the meeting: 2027-06."),
        validators=[RegexValidator(r"^20\d\d-(0[1-9]|1[0-2])\Z", _("Type it such as 2027-06."))],
    )  # fmt: skip
    field_order = ("key",)


class CancelForm(EditForm):
    why = WordsField(
        label=_("Why is it cancelled?"), longest=A_PARAGRAPH,
        help_text=_("Everybody reads it; calendars that hold the meeting are told."),
    )  # fmt: skip


class SessionForm(RegisterForm):
    """One session of the agenda."""

    lines = ("title_fr", "title_en", "day", "begins", "until", "audience", "is_cancelled")

    title_fr = LineField(label=_("Title, in French"), longest=200, required=False,
                         help_text=_("One language is enough."))  # fmt: skip
    title_en = LineField(label=_("Title, in English"), longest=200, required=False)
    day = DayField(label=_("Day"), help_text=DAY)
    begins = HourField(label=_("Begins at"), help_text=_("Hours are those of Rome."))
    until = HourField(label=_("Ends at"), required=False)
    audience = forms.ChoiceField(label=_("Open to"), choices=Audience)
    detail_fr = WordsField(label=_("Detail, in French"), longest=A_PARAGRAPH, required=False)
    detail_en = WordsField(label=_("Detail, in English"), longest=A_PARAGRAPH, required=False)
    is_cancelled = forms.BooleanField(label=_("Take this session off the agenda"), required=False)

    def clean(self):
        self.ask_for_one("title", _("Give the session a title, in French or in English."))
        return self.cleaned_data

    def values(self):
        """Return what the actions on sessions take."""
        data = self.cleaned_data
        at = {
            name: data[hour] and timezone.make_aware(datetime.datetime.combine(data["day"],
                                                                               data[hour]))
            for name, hour in (("begins_at", "begins"), ("ends_at", "until"))
        }  # fmt: skip
        return {
            **at, "title": self.text("title"), "detail": self.text("detail"),
            "audience": data["audience"], "is_cancelled": data["is_cancelled"],
        }  # fmt: skip


def saved_session(session):
    """Return the answers about a session as they are saved."""
    begins = timezone.localtime(session.begins_at)
    texts = {
        f"{name}_{language}": getattr(session, name).data["texts"].get(language, "")
        for name in ("title", "detail")
        for language in ("fr", "en")
    }
    return {
        **texts, "day": begins.date(), "begins": begins.strftime("%H:%M"),
        "until": timezone.localtime(session.ends_at).strftime("%H:%M") if session.ends_at else "",
        "audience": session.audience, "is_cancelled": "on" if session.is_cancelled else "",
    }  # fmt: skip


class NumbersForm(EditForm):
    """How many people of an organisation took part."""

    lines = ("onsite", "online")

    onsite = forms.IntegerField(label=_("People on site"), min_value=0, max_value=MOST_PEOPLE)
    online = forms.IntegerField(label=_("People online"), min_value=0, max_value=MOST_PEOPLE)


class CameForm(EditForm):
    """Which organisations of the meeting came to a session. `able` are those it is open to."""

    lines = ("organisations",)

    organisations = ManyField(label=_("Organisations"))

    def __init__(self, *args, able, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices = [
            (row.slug, str(row.organisation)) for row in able
        ]  # fmt: skip


class AttendanceForm(NumbersForm):
    """One more organisation that took part, named as the directory does."""

    organisation = LineField(
        label=_("Organisation"), longest=200,
        help_text=_("Its name or its acronym, as in the directory."),
    )  # fmt: skip
    field_order = ("organisation",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget.attrs["list"] = "organisations"

    def clean_organisation(self):
        wanted = fold(self.cleaned_data["organisation"])
        rows = Organisation.objects.only("slug", "name", "acronym")
        found = [one for one in rows if wanted in (fold(one.name), fold(one.acronym), one.slug)]
        if not found:
            raise ValidationError(
                _("No organisation has this name. Add it to the directory first.")
            )
        if len(found) > 1:
            raise ValidationError(
                _("Several organisations are called so: type the whole name of one.")
            )
        return found[0]


class DocumentForm(EditForm):
    """A document of a meeting: a link, or a file of a kind that is kept (`filetypes`)."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Document.Kind)
    title = LineField(label=_("Title"), longest=200)
    language = forms.ChoiceField(label=_("Language"), choices=Spoken)
    audience = forms.ChoiceField(label=_("Open to"), choices=Audience)
    url = forms.URLField(
        label=_("Link"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where it is kept; or choose a file below."),
        error_messages={"invalid": _("Type a whole link, such as https://logcluster.org/glm.")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"), required=False,
        help_text=_("At most 10 MB: PDF, Office, OpenDocument, CSV, text or picture."),
        error_messages={"empty": _("This file is empty.")},
    )  # fmt: skip

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if not upload:
            return None
        if wrong := file_error(upload):
            raise ValidationError(wrong)
        return upload

    def clean(self):
        data = self.cleaned_data
        if not {"url", "file"} & set(self.errors) and bool(data.get("url")) == bool(
            data.get("file")
        ):
            self.add_error("url", ValidationError(_("Give a link or a file: one of the two.")))
        return data
