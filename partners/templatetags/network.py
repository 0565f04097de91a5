"""What templates say about organisations: answers on commitments, languages, kinds of offers."""

from django import template
from django.utils.html import format_html

from partners import languages
from partners.models import Answer, Resource

register = template.Library()


@register.simple_tag
def answer(key):
    """An answer as shape, word and colour; nothing where there is none."""
    if key not in Answer.values:
        return ""
    said = Answer(key)
    return format_html('<span class="st is-{}">{}</span>', said.sign, said.label)


@register.filter
def language_names(codes):
    """“French, English” from codes, or from “fr, en”."""
    parts = codes.split(",") if isinstance(codes, str) else codes
    return ", ".join(languages.names_of([part.strip() for part in parts]))


@register.filter
def offer_kind(key):
    return Resource.Kind(key).label if key in Resource.Kind.values else key


@register.filter
def by_sign(counts):
    """Counts by answer, as `bar` takes them: {shape: number}; no answer last, and empty."""
    return {(Answer(key).sign if key in Answer.values else "none"): n for key, n in counts.items()}
