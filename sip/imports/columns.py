"""What a column of an import holds, and how its cells are read and written.

A column is known in a file by its key or by its title in any language of the site, so that what
was exported in French is taken back in English.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.characters import taken
from sip.forms import DayField
from sip.search import fold
from sip.translated import LANGUAGES, Translated


class Words(Widget):
    """A text. Numbers typed into a cell become what they look like; an empty cell is no text."""

    def clean(self, value, row=None, **kwargs):
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValueError(_("Write a text: the cell holds another kind of value."))
        text = taken(str(value))
        if "\0" in text:
            raise ValueError(_("This text holds a character that cannot be kept (NUL)."))
        return text

    def render(self, value, obj=None, **kwargs):
        return value or None


class Choice(Widget):
    """One of some values, written as its label in any language, or as its key."""

    def __init__(self, choices, *, blank=False):
        super().__init__()
        self.choices, self.blank = list(choices), blank

    def clean(self, value, row=None, **kwargs):
        if value in (None, ""):
            if self.blank:
                return ""
            raise ValueError(self._what_to_write())
        for key, label in self.choices:
            if value == key or fold(str(value)) in {fold(str(key)), *in_languages(label)}:
                return key
        raise ValueError(self._what_to_write())

    def render(self, value, obj=None, **kwargs):
        return next((str(label) for key, label in self.choices if key == value), None)

    def _what_to_write(self):
        labels = ", ".join(str(label) for key, label in self.choices)
        return _("Write one of these: %(choices)s.") % {"choices": labels}


class Day(Widget):
    """A day: a date cell, or 31/10/2026, or 2026-10-31."""

    def __init__(self, *, blank=False):
        super().__init__()
        self.blank = blank

    def clean(self, value, row=None, **kwargs):
        if value in (None, "") and self.blank:
            return None
        try:
            return DayField().clean(value if isinstance(value, datetime.date) else str(value or ""))
        except ValidationError as error:
            raise ValueError(_("Write a day such as 31/10/2026.")) from error

    def render(self, value, obj=None, **kwargs):
        return value


class Key(Widget):
    """Another object, by what names it: `find(text)` returns it or None."""

    def __init__(self, find, name_of, missing, *, blank=False):
        super().__init__()
        self.find, self.name_of, self.missing, self.blank = find, name_of, missing, blank

    def clean(self, value, row=None, **kwargs):
        text = Words().clean(value).strip()
        if not text and self.blank:
            return None
        found = self.find(text) if text else None
        if found is None:
            raise ValueError(self.missing)
        return found

    def render(self, value, obj=None, **kwargs):
        return self.name_of(value) if value is not None else None


class Column(Field):
    """One column: its key in files, its title, what it writes on the object.

    A protected column is exported so that people see it; what a file says there is ignored.
    """

    def __init__(self, name, title, *, widget=None, is_protected=False):
        super().__init__(
            attribute=name, column_name=name, widget=widget or Words(), readonly=is_protected
        )
        self.title = title

    @property
    def speaks_of(self):
        """The names by which an error may speak of this column."""
        return {self.column_name}


class TextColumn(Column):
    """The text of a `TranslatedField` in one language."""

    def __init__(self, source, language, title, **kwargs):
        super().__init__(f"{source}_{language}", title, **kwargs)
        self.source, self.language = source, language

    @property
    def speaks_of(self):
        return {self.column_name, self.source}

    def get_value(self, instance):
        held = getattr(instance, self.source)
        return held.data["texts"].get(self.language, "") if held is not None else ""

    def save(self, instance, row, is_m2m=False, **kwargs):
        if self.readonly:
            return
        text = self.clean(row, **kwargs)
        if text != self.get_value(instance):
            held = getattr(instance, self.source) or Translated(None)
            may_be_empty = instance._meta.get_field(self.source).blank
            if not (text or may_be_empty) and self.language == held.original_language:
                raise ValueError(_("Give the text in its original language."))
            setattr(instance, self.source, held.with_text(self.language, text))


def in_languages(text):
    """Return a translatable text in every language of the site, as search compares it."""
    found = set()
    for code in LANGUAGES:
        with override(code):
            found.add(fold(str(text)))
    return found
