"""Many rows alike written at once, for pages whose time would go into asking of each part what it
is: whether it is lazy, and which language the reader has."""

from html import escape

from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from sip.templatetags.plan import lang_attrs


def joined(pattern, rows):
    """Return what `format_html_join("", pattern, rows)` does, for parts that are not lazy."""
    lines = [pattern.format(*map(_escaped, parts)) for parts in rows]
    return mark_safe("".join(lines))  # noqa: S308 (each part is escaped, or safe already)


def spoken():
    """Return a function that gives of a `Translated` its attributes and its words, for the reader
    of now."""
    reader = get_language()

    def of(text):
        language = text.language_for(reader)
        attrs = "" if language == reader else lang_attrs(text)
        return attrs, text.data["texts"].get(language, "")

    return of


def _escaped(part):
    return part if hasattr(part, "__html__") else escape(str(part))
