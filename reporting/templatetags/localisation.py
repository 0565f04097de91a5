"""What templates say of localisation: a row of shares as a small chart."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

WIDE, TALL = 10, 20  # of a column with its gap, and of the whole chart


@register.simple_tag
def shares(values):
    """One column for each share in per cent, none where it is not shown."""
    columns = [
        (WIDE * place, TALL - round(TALL * value / 100, 1), round(TALL * value / 100, 1))
        for place, value in enumerate(values)
        if value is not None
    ]
    rects = format_html_join(
        "", '<rect class="f-on_track" x="{}" y="{}" width="8" height="{}"/>', columns
    )
    width = WIDE * len(values)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="axis" d="M0 {}h{}"/>{}</svg>',
        width, TALL, TALL, width, rects,
    )  # fmt: skip
