"""What people type about organisations: their entry, declaration, offers and requests."""

import difflib
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners import geography, languages
from partners.models import Affiliation, Answer, Contact, Resource
from sip.conflicts import NOT_ASKED, BeganField
from sip.forms import DayField, LineField, ManyField, VersionField, WordsField
from sip.search import fold

KEY = re.compile(r"[0-9]{1,18}")
NOTHING = re.compile(r"\s*([-−–]\s*[0-9]|0+([.,]0+)?(?![0-9.,]))")


class VersionedForm(forms.Form):
    """A form made from a version of something; see `sip.twoversions`."""

    version = VersionField()
    began_from = BeganField()

    def typed(self):
        """Return what was sent, as two versions are compared: {name: text}. Countries are called
        as the reader calls them, however they were typed."""
        self.is_valid()
        given = {name: self._sent(name) for name in self.fields if name not in NOT_ASKED}
        for name, field in self.fields.items():
            if isinstance(field, CountriesField) and name in self.cleaned_data:
                given[name] = "\n".join(geography.names_of(self.cleaned_data[name]))
        return given

    def _sent(self, name):
        if hasattr(self.data, "getlist"):
            return ", ".join(self.data.getlist(name))
        return self.data.get(name, "")


class CountriesField(WordsField):
    """Countries, as people write them; answers their alpha-3 codes. One a line, or with commas or
    semicolons between them."""

    def to_python(self, value):
        found = {name: geography.code_of(name) for name in _names(super().to_python(value))}
        if unknown := [name for name, code in found.items() if code is None]:
            raise ValidationError([_unknown(name) for name in unknown[:5]])
        return sorted(set(found.values()))

    def validate(self, value):
        if self.required and not value:
            raise ValidationError(self.error_messages["required"])

    def run_validators(self, value):
        """The codes are known ones already."""


def _names(text):
    """Return the names in a text. A comma parts them, unless it belongs to a name that is known."""
    lines = [line.strip() for line in text.replace(";", "\n").split("\n")]
    parts = [
        part for line in lines for part in ([line] if geography.code_of(line) else line.split(","))
    ]
    return [part.strip() for part in parts if part.strip()]


def _unknown(name):
    near = difflib.get_close_matches(fold(name), geography.typed_names(), n=1, cutoff=0.75)
    if near:
        return _("No country is called “%(name)s”: did you mean %(near)s?") % {
            "name": name, "near": geography.name_of(geography.typed_names()[near[0]]),
        }  # fmt: skip
    return _("No country is called “%(name)s”: write its usual name, or its three letters.") % {
        "name": name
    }


def web_address(**kwargs):
    return forms.URLField(
        required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Type an address such as https://example.org.")}, **kwargs,
    )  # fmt: skip


class EntryForm(VersionedForm):
    """An organisation's entry, as its own people keep it."""

    acronym = LineField(label=_("Acronym"), longest=40, required=False)
    aliases = WordsField(
        label=_("Other names and acronyms"), longest=1000, rows=3, required=False,
        help_text=_("One a line: earlier names, the name in another language or script."),
    )  # fmt: skip
    website = web_address(label=_("Website"))
    languages = ManyField(label=_("Working languages"), choices=languages.CHOICES)
    countries = CountriesField(
        label=_("Countries where you work today"), rows=4, required=False,
        help_text=_("One a line. A country taken away stays in the history until yesterday."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for place in range(1, Contact.MOST + 1):
            self.fields |= {
                f"contact{place}-function": LineField(
                    label=_("Function"), longest=120, required=False
                ),
                f"contact{place}-email": forms.EmailField(
                    label=_("E-mail address"), required=False,
                    error_messages={"invalid": _("Type an address such as name@example.org.")},
                ),
                f"contact{place}-phone": LineField(
                    label=_("Telephone"), longest=40, required=False
                ),
            }  # fmt: skip

    def clean(self):
        data = super().clean()
        for place in range(1, Contact.MOST + 1):
            function, email, phone = self._contact(place)
            if (email or phone) and not function:
                self.add_error(f"contact{place}-function", _("Say whom one reaches there."))
            reached = email or phone or f"contact{place}-email" in self.errors
            if function and not reached:
                self.add_error(
                    f"contact{place}-email", _("Give an e-mail address or a telephone number.")
                )
        return data

    def _contact(self, place):
        return [self.cleaned_data.get(f"contact{place}-{part}", "") for part in Contact.PARTS]

    def contacts(self):
        """Return the contacts that were typed: [{"function", "email", "phone"}]."""
        rows = [self._contact(place) for place in range(1, Contact.MOST + 1)]
        return [dict(zip(Contact.PARTS, row, strict=True)) for row in rows]

    def contact_fields(self):
        return [
            [self[f"contact{place}-{part}"] for part in Contact.PARTS]
            for place in range(1, Contact.MOST + 1)
        ]


class DeclarationForm(VersionedForm):
    """Twelve answers, or as many as the set has, and who commits the organisation."""

    PARTS = ("answer", "comment", "evidence")  # of an answer

    signed_as = LineField(
        label=_("Name and function"), longest=200, required=False,
        help_text=_("The person who commits the organisation."),
    )  # fmt: skip

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields |= {
                f"{item.number}-answer": forms.ChoiceField(
                    label=_("Where you stand"), choices=Answer, widget=forms.RadioSelect,
                    required=False,
                    error_messages={"invalid_choice": _("Choose one of the three.")},
                ),
                f"{item.number}-comment": LineField(
                    label=_("Comment"), longest=500, required=False
                ),
                f"{item.number}-evidence": web_address(label=_("Evidence (link)")),
            }  # fmt: skip

    def answers(self):
        """Return {number: {"answer", "comment", "evidence"}}."""
        return {
            item.number: {
                part: self.cleaned_data.get(f"{item.number}-{part}", "") for part in self.PARTS
            }
            for item in self.items
        }


class AdaptForm(VersionedForm):
    """The commitments of a national cluster beside those they are made from, and a few of its own.
    One whose title and text are both empty is left out."""

    OWN = 3  # places for commitments that the whole cluster has not

    def __init__(self, *args, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        self.numbers = numbers
        for number in numbers:
            self.fields |= {
                f"{number}-label": LineField(label=_("Short title"), longest=80, required=False),
                f"{number}-text": WordsField(
                    label=_("Text"), longest=1500, rows=4, required=False
                ),
            }  # fmt: skip

    def texts(self):
        """Return {number: (label, text)} of those that say something."""
        said = {
            number: tuple(
                self.cleaned_data.get(f"{number}-{part}", "") for part in ("label", "text")
            )
            for number in self.numbers
        }
        return {number: pair for number, pair in said.items() if any(map(str.strip, pair))}


class OfferForm(VersionedForm):
    """One resource that an organisation offers."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Resource.Kind, widget=forms.RadioSelect)
    title = LineField(
        label=_("What you offer"), longest=120, help_text=_("In a few words: two logisticians.")
    )
    description = WordsField(label=_("Description"), longest=2000, rows=3, required=False)
    quantity = LineField(label=_("Quantity"), longest=120, required=False)
    countries = CountriesField(
        label=_("Where"), rows=3, required=False,
        help_text=_("Countries, one a line or with commas between them. Empty: anywhere."),
    )  # fmt: skip
    languages = ManyField(label=_("Languages"), choices=languages.CHOICES)
    available_on = DayField(
        label=_("From when"), required=False, help_text=_("Day/month/year. Empty: now.")
    )
    notice_days = forms.IntegerField(
        label=_("Days of notice"), required=False, min_value=0, max_value=365,
        help_text=_("How many days you need once you are asked."),
    )  # fmt: skip
    conditions = WordsField(label=_("Conditions"), longest=1000, rows=2, required=False)
    contact = LineField(
        label=_("Contact"), longest=200, required=False,
        help_text=_("Shown to the GLC and to the countries, never to visitors."),
    )  # fmt: skip
    expires_on = DayField(
        label=_("Offered until"), help_text=_("Day/month/year. It then leaves the list by itself.")
    )

    def clean_quantity(self):
        """Words are taken as they are; a number that stands first is at least one."""
        quantity = self.cleaned_data["quantity"]
        if NOTHING.match(quantity):
            raise ValidationError(_("Give a quantity of one or more, such as 3 lorries."))
        return quantity


class AskForm(forms.Form):
    """What is needed, and for whom."""

    on_behalf_of = forms.ChoiceField(label=_("Asked for"))
    need = WordsField(
        label=_("What do you need, where and when?"), longest=2000,
        help_text=_("Two sentences. The organisation answers; the GLC sees both."),
    )  # fmt: skip

    def __init__(self, *args, askers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on_behalf_of"].choices = askers


class StepForm(VersionedForm):
    """The next step of a request, in words: an act, which is not merged with another one."""

    began_from = None
    state = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    text = WordsField(label=_("In a sentence or two"), longest=2000, rows=3)

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = steps


class MergeForm(forms.Form):
    """Which organisation goes on, and how one knows that the two are one."""

    into = LineField(
        label=_("The entry that goes on"), longest=200,
        help_text=_("Its name as the directory has it, its acronym, or the end of its address."),
    )  # fmt: skip
    reason = WordsField(label=_("How you know that the two are one"), longest=1000)


class JoinForm(forms.Form):
    """Who one is in the organisation, for the person who confirms it."""

    words = WordsField(
        label=_("Your function there, and whom they may ask"), longest=1000, rows=3,
        help_text=_("Its people read this, your name and your e-mail address."),
    )  # fmt: skip


class AnswerJoiningForm(forms.Form):
    """Whether somebody belongs to the organisation."""

    decision = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[("accepted", _("Confirm")), ("declined", _("Decline"))],
        error_messages={"required": _("Choose one of the two.")},
    )  # fmt: skip
    role = forms.ChoiceField(
        label=_("If you confirm, as what?"), widget=forms.RadioSelect, choices=Affiliation.Role,
        required=False,
    )  # fmt: skip
    words = WordsField(
        label=_("In a sentence"), longest=1000, rows=3, required=False,
        help_text=_("To decline, say why. The person reads it."),
    )  # fmt: skip

    def __init__(self, *args, organisation, **kwargs):
        """An organisation without a contact gets one, unless whoever answers says otherwise."""
        super().__init__(*args, **kwargs)
        role = Affiliation.Role.MEMBER if organisation.has_contact() else Affiliation.Role.CONTACT
        self.fields["role"].initial = role

    def clean_role(self):
        return self.cleaned_data["role"] or self.fields["role"].initial


class SeatsField(forms.Field):
    """The seats that the page named, by their keys; what is no key names none (-1)."""

    def clean(self, value):
        return {int(key) if KEY.fullmatch(key) else -1 for key in super().clean(value) or ()}


class LeaveForm(forms.Form):
    """A word for those who stay, and the seats that were said to end."""

    ending = SeatsField(widget=forms.MultipleHiddenInput, required=False)

    words = WordsField(
        label=_("A word on why, if you like"), longest=1000, rows=2, required=False,
        help_text=_("It stands in the trail."),
    )  # fmt: skip
