"""The back office's way with texts in several languages: one form field for each language, all of
them side by side where they can only be read, and search without accents or case."""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.characters import taken
from accounts.office import OfficeAdmin, OfficeForm
from sip import search
from sip.translated import LANGUAGES, RIGHT_TO_LEFT, Translated, titled

LONGEST = 10_000


class TextField(forms.CharField):
    """One text in one language, kept as typed, with the line ends of the database."""

    widget = forms.Textarea

    def __init__(self, language, **kwargs):
        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        attrs = {"rows": 3, "cols": 80, "lang": language, "dir": direction}
        super().__init__(
            widget=forms.Textarea(attrs=attrs), strip=False, required=False, max_length=LONGEST,
            validators=[ProhibitNullCharactersValidator()], **kwargs,
        )  # fmt: skip
        self.language = language

    def to_python(self, value):
        text = taken(super().to_python(value))
        return text if text.strip() else ""


class LanguageForm(OfficeForm):
    """A form whose `TranslatedField`s are written language by language: see `language_form`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, code in self.written():
            text = getattr(self.instance, name) or Translated(None)
            self.initial.setdefault(f"{name}_{code}", text.data["texts"].get(code, ""))

    def written(self):
        """Return (column, language) of each text that this form writes."""
        names = [
            (name, field.language)
            for name, field in self.fields.items()
            if hasattr(field, "language")
        ]
        return [(name.removesuffix(f"_{code}"), code) for name, code in names]

    @property
    def columns(self):
        """A text that is only shown to this person is no column of the form."""
        shown = {name for name, code in self.written()}
        return [name for name in super().columns if name not in self.in_languages or name in shown]

    def clean(self):
        data = super().clean()
        for name, code in self.written():
            field = self._meta.model._meta.get_field(name)
            text = getattr(self.instance, name) or Translated(None)
            missing = code == text.original_language and not field.blank
            if missing and not data.get(f"{name}_{code}") and f"{name}_{code}" not in self.errors:
                self.add_error(f"{name}_{code}", _("Give the text in its original language."))
        return data

    def changes(self):
        """Return {column: {language: text}} of what was typed anew."""
        changed = {}
        for name, code in self.written():
            if f"{name}_{code}" in self.changed_data:
                changed.setdefault(name, {})[code] = self.cleaned_data[f"{name}_{code}"]
        return changed

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            for name, texts in self.changes().items():
                text = getattr(self.instance, name) or Translated(None)
                for code, words in texts.items():
                    text = text.with_text(code, words)
                setattr(self.instance, name, text)


def language_form(model, texts, published=()):
    """Make the form class that writes these texts of a model, but no French of `published` ones."""
    fields = {
        f"{name}_{code}": TextField(code, label=titled(_name_of(model, name), code))
        for name in texts
        for code in LANGUAGES
        if not (name in published and code == "fr")
    }
    return type(f"{model.__name__}Form", (LanguageForm,), {**fields, "in_languages": tuple(texts)})


class LanguageAdmin(OfficeAdmin):
    """Objects with texts in several languages.

    `texts` names the columns that can be written; of `published` ones the French stays as it was
    published. In `fields` a text's name stands for all its languages.
    """

    texts = ()
    published = ()

    def __init__(self, model, admin_site):
        self.form = language_form(model, self.texts, self.published)
        for name in self.texts:
            setattr(self, f"{name}_texts", _shower(model, name))
            setattr(self, f"{name}_published", _shower(model, name, only="fr"))
        super().__init__(model, admin_site)

    def get_fields(self, request, obj=None):
        may_write = self.has_change_permission(request, obj) if obj else True
        return [part for name in self.fields for part in self._parts(name, may_write)]

    def get_readonly_fields(self, request, obj=None):
        shown = [f"{name}_{how}" for name in self.texts for how in ("texts", "published")]
        return [*self.readonly_fields, *shown]

    def _parts(self, name, may_write):
        if name not in self.texts:
            return [name]
        if not may_write:
            return [f"{name}_texts"]
        inputs = [key for key in self.form.base_fields if key.rpartition("_")[0] == name]
        return [f"{name}_published", *inputs] if name in self.published else inputs


class FoldedSearch:
    """Search as everywhere in the tracker. For short lists of objects without a search column."""

    def searched_texts(self, obj):
        return [str(obj)]

    def get_search_results(self, request, queryset, search_term):
        words = search.words(search_term)
        if not words:
            return queryset, False
        found = [
            obj.pk
            for obj in queryset
            if all(word in search.fold(" ".join(self.searched_texts(obj))) for word in words)
        ]
        return queryset.filter(pk__in=found), False


class ColumnSearch:
    """Search in the folded column that `Searchable` models keep."""

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False


def every_text(text):
    """Return the texts of a `Translated`, whatever the language."""
    return list(text.data["texts"].values()) if text else []


def _name_of(model, name):
    return model._meta.get_field(name).verbose_name


def _shower(model, name, only=""):
    """Make the column that shows every language of a text, or only one."""

    def show(obj):
        rows = (
            (
                get_language_info(code)["name_translated"],
                code,
                "rtl" if code in RIGHT_TO_LEFT else "ltr",
                words,
            )
            for code, words in (getattr(obj, name) or Translated(None)).data["texts"].items()
            if words and only in ("", code)
        )
        lines = format_html_join("", '<dt>{}</dt><dd lang="{}" dir="{}">{}</dd>', rows)
        return format_html('<dl class="office-texts">{}</dl>', lines) if lines else ""

    show.short_description = capfirst(_name_of(model, name))
    return show
