"""Languages that people work in, by code. Most names come from Django, in the reader's language."""

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# Names that Django has no translation of.
NAMED_HERE = {
    "am": _("Amharic"),
    "ha": _("Hausa"),
    "ht": _("Haitian Creole"),
    "ps": _("Pashto"),
    "so": _("Somali"),
}
KNOWN_TO_DJANGO = (
    "fr", "en", "ar", "es", "pt", "bn", "fa", "hi", "id", "my", "ne", "ru", "sw", "tr", "uk", "ur",
    "zh-hans",
)  # fmt: skip


def _name(code):
    return capfirst(str(get_language_info(code)["name_translated"]))


_lazy_name = lazy(_name, str)

CHOICES = [
    *((code, _lazy_name(code)) for code in KNOWN_TO_DJANGO),
    *NAMED_HERE.items(),
]


def names_of(codes):
    """Return the names of languages, in the order of `CHOICES`."""
    return [str(name) for code, name in CHOICES if code in set(codes)]
