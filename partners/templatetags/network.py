"""What templates say about organisations: answers on commitments, languages, kinds of offers."""

from django import template
from django.utils.html import format_html

from partners.models import Answer

register = template.Library()


@register.simple_tag
def answer(key):
    """An answer as shape, word and colour; nothing where there is none."""
    if key not in Answer.values:
        return ""
    said = Answer(key)
    return format_html('<span class="st is-{}">{}</span>', said.sign, said.label)


@register.filter
def by_sign(counts):
    """Counts by answer, as `bar` takes them: {shape: number}; no answer last, and empty."""
    return {(Answer(key).sign if key in Answer.values else "none"): n for key, n in counts.items()}
