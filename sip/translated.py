"""Texts that exist in several languages, one of which is the original.

A translation says what it is worth (`official`, `working` or `machine`) and carries a mark of the
original it was made from, so that a reader can be told when the original has changed since.
"""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

KINDS = {
    "official": _("official translation"),
    "working": _("working translation"),
    "machine": _("machine translation"),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def _titled(words, code):
    return f"{capfirst(words)} ({get_language_info(code)['name_translated']})"


# What a text in one language is called, such as “Short title (French)”, as its reader says it.
titled = lazy(_titled, str)


def mark(text):
    """Return the short hash by which a translation remembers its original."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Translated:
    """A text in its original language, with its translations.

    `str()` gives the text for the reader's language: that language if there is one, else the
    original. `lang`, `is_translation`, `kind` and `is_stale` speak of what `str()` gives.
    """

    __slots__ = ("data",)

    def __init__(self, data):
        self.data = data or {"original": "fr", "texts": {"fr": ""}}

    @classmethod
    def of(cls, *, original="fr", kind="working", machine_from=None, **texts):
        """Make one from texts by language: `Translated.of(fr="…", en="…")`. `machine_from` is the
        language from which the original itself was translated by machine, where it was."""
        texts = {language: text for language, text in texts.items() if text or language == original}
        made_from = mark(texts[original])
        kinds = {
            language: {"kind": kind, "of": made_from} for language in texts if language != original
        }
        more = {"machine_from": machine_from} if machine_from else {}
        return cls({"original": original, "texts": texts, "translations": kinds, **more})

    def in_language(self, language):
        """Return the text for readers of `language`."""
        return self.data["texts"].get(self.language_for(language), "")

    def language_for(self, language):
        language = (language or "").split("-")[0]
        return language if self.data["texts"].get(language) else self.data["original"]

    @property
    def original(self):
        return self.data["texts"][self.data["original"]]

    @property
    def original_language(self):
        return self.data["original"]

    @property
    def languages(self):
        return list(self.data["texts"])

    @property
    def lang(self):
        return self.language_for(get_language())

    @property
    def is_translation(self):
        return self.lang != self.data["original"]

    @property
    def is_foreign(self):
        """Whether the reader gets another language than they read in."""
        return self.lang != (get_language() or "").split("-")[0]

    @property
    def kind(self):
        return KINDS.get(self._translation(self.lang).get("kind"), "")

    @property
    def source_language(self):
        """The language of the text that prevails: the original's, unless what we hold as the
        original was itself translated by machine from a text that we do not have."""
        return self.data.get("machine_from", self.data["original"])

    @property
    def machine_translated(self):
        """Whether what `str()` gives came out of a machine, by itself or through the text that it
        was translated from."""
        is_machine = self._translation(self.lang).get("kind") == "machine"
        return is_machine or "machine_from" in self.data

    @property
    def provenance(self):
        """What `str()` gives is worth, in words to print beside it; "" for an original."""
        if "machine_from" not in self.data:
            return self.kind
        if self.is_translation:
            return _("translation of a machine translation")
        return KINDS["machine"]

    @property
    def is_stale(self):
        return self.is_stale_in(self.lang)

    def is_stale_in(self, language):
        """Whether the original has changed since the translation into `language` was made."""
        made_from = self._translation(language).get("of")
        return bool(made_from) and made_from != mark(self.original)

    def with_text(self, language, text, *, kind="working"):
        """Return a copy with `text` in `language`; a translation is marked as made from today's
        original, and a changed original leaves the old translations marked as they were. What
        people write anew in its place is no machine's any more."""
        texts = {**self.data["texts"], language: text}
        translations = {**self.data.get("translations", {})}
        if language != self.data["original"]:
            translations[language] = {"kind": kind, "of": mark(texts[self.data["original"]])}
            if not text:
                del texts[language], translations[language]
        data = {**self.data, "texts": texts, "translations": translations}
        if texts[self.data["original"]] != self.original:
            data.pop("machine_from", None)
        return Translated(data)

    def _translation(self, language):
        return self.data.get("translations", {}).get(language, {})

    def __str__(self):
        return self.in_language(get_language())

    def __bool__(self):
        return bool(self.original)

    def __eq__(self, other):
        return isinstance(other, Translated) and self.data == other.data

    def __hash__(self):
        return hash(self.original)

    def __repr__(self):
        return f"<Translated {self.original[:40]!r}>"


class TranslatedField(models.JSONField):
    """A column holding a `Translated`. A new language needs no migration."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", empty)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        value = super().from_db_value(value, expression, connection)
        return Translated(value) if isinstance(value, dict) else value

    def to_python(self, value):
        return value if isinstance(value, Translated) or value is None else Translated(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value.data if isinstance(value, Translated) else value
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj):
        return self.value_from_object(obj).data

    def validate(self, value, model_instance):
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def formfield(self, **kwargs):
        return None  # edited language by language, by the forms that know what they ask for


def empty():
    return Translated(None)
