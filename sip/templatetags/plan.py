"""What templates say about the plan: statuses, translated texts, small charts.

Charts are SVG with their geometry in attributes and their colours in classes, so that a strict
Content-Security-Policy holds; they carry no text and are mirrored for right-to-left by the style.
"""

from django import template
from django.template import defaultfilters
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from accounts import days
from sip import quarters
from sip.cells import CARRIED, MISSING, NOTHING
from sip.models.progress import NOT_REPORTED, NOT_REPORTED_LABEL, Status, counted_label
from sip.tongues import foreign_language_of
from sip.translated import Translated

register = template.Library()

# Height of a status in a spark column, from the top: the height repeats the status, so that the
# chart reads in black and white.
SPARK_TOP = {
    Status.COMPLETED: 0, Status.ON_TRACK: 2, Status.AT_RISK: 4, Status.PAUSED: 6,
    Status.BLOCKED: 6, Status.NOT_STARTED: 8,
}  # fmt: skip


def status_label(key):
    """Return the word for a status key; an empty one means that nobody has reported yet."""
    return NOT_REPORTED_LABEL if key in (None, "", NOT_REPORTED) else Status(key).label


@register.filter(expects_localtime=True, is_safe=False)
def date(value, style="DATE_FORMAT"):
    """Django's `date`, with the first of a month as the language writes it."""
    return defaultfilters.date(value, days.pattern(value, style))


@register.simple_tag
def status(key, note=""):
    """A status as shape, word and colour: `{% status activity.status %}`."""
    small = format_html(" <small>{}</small>", note) if note else ""
    return format_html(
        '<span class="st is-{}">{}{}</span>', key or NOT_REPORTED, status_label(key), small
    )


@register.simple_tag
def status_of(key, number):
    """A status beside how many have it, the word in agreement: `{% status_of "blocked" 2 %}`."""
    return format_html(
        '<span class="st is-{}">{}</span>', key or NOT_REPORTED, counted_label(key, number)
    )


def not_received():
    return pgettext("in a quarter", "Report not received")


def completed_earlier():
    return pgettext("in a quarter", "Completed earlier")


@register.simple_tag
def glyph(key):
    """The shape alone, with the word for assistive technology."""
    return format_html('<b class="g is-{}">{}</b>', key or NOT_REPORTED, status_label(key))


@register.simple_tag
def bar(counts, size=""):
    """One stacked bar for counts by status key, in their order: {key: number}."""
    total = sum(counts.values())
    if not total:
        return ""
    rects, x = [], 0
    for key, number in counts.items():
        if number:
            rects.append(f'<rect class="f-{key}" x="{x}" width="{number}" height="1"/>')
            x += number
    return format_html(
        '<svg class="bar {}" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>",
        size, total, mark_safe("".join(rects)),  # noqa: S308 (keys of ours, and numbers)
    )  # fmt: skip


@register.simple_tag
def spark(keys):
    """Eight columns or so, one for each of the `sip.cells`; none where no report came, and the head
    alone where what is completed had nothing to say again."""
    columns = [
        (key, 4 * place, 0, 2)
        if key == CARRIED
        else (key, 4 * place, SPARK_TOP[key], 10 - SPARK_TOP[key])
        for place, key in enumerate(keys)
        if key not in (NOTHING, MISSING)
    ]
    rects = format_html_join(
        "", '<rect class="f-{}" x="{}" y="{}" width="3" height="{}"/>', columns
    )
    width = 4 * len(keys)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="axis" d="M0 10h{}"/>{}</svg>',
        width, width, rects,
    )  # fmt: skip


@register.simple_tag
def lang_attrs(text):
    """Attributes for an element that holds a `Translated`: lang and dir where it is not in the
    language of the page."""
    if not text or not text.is_foreign:
        return ""
    # “auto”: its own direction, yet set against the same margin as the rest of the page.
    return format_html(' lang="{}" dir="auto"', text.lang)


@register.simple_tag
def said_attrs(text):
    """The same for words that somebody typed, in whatever language: `<p{% said_attrs text %}>`."""
    spoken = foreign_language_of(text or "")
    return format_html(' lang="{}" dir="auto"', spoken) if spoken else mark_safe(' dir="auto"')


@register.simple_tag
def original_mark(text):
    """“original text in French” for a `Translated`, or for words somebody typed, that the reader
    gets in another language than their own; else nothing."""
    if isinstance(text, Translated):
        spoken = text.lang if text.is_foreign else ""
    else:
        spoken = foreign_language_of(text or "")
    if not spoken:
        return ""
    name = get_language_info(spoken)["name_translated"]
    if get_language() == "fr":  # written small within a sentence
        name = name.lower()
    return _("original text in %(language)s") % {"language": name}


@register.filter
def quarter_label(key):
    """“T3 2025” in French, “Q3 2025” in English, from `2025-Q3`."""
    days = key if isinstance(key, quarters.QuarterDays) else quarters.parse(str(key))
    return _("Q%(number)s %(year)s") % {"number": days.number, "year": days.year}


@register.filter
def status_word(key):
    """The word alone, where the shape stands beside it already."""
    return status_label(key)


@register.filter
def status_meaning(key):
    """What a status says of an activity, as shown where it is chosen."""
    return Status(key).meaning if key in Status.values else ""


@register.filter
def in_original(text):
    """The text in its original language, whatever the reader's."""
    return text.original


@register.simple_tag
def crumbs(*pairs):
    """A breadcrumb: `{% crumbs "Plan" plan_url "Pillar 1" url2 "Here" "" %}`."""
    items = [(pairs[i], pairs[i + 1]) for i in range(0, len(pairs), 2)]
    lines = format_html_join(
        "",
        "<li>{}</li>",
        (
            (format_html('<a href="{}">{}</a>', url, label) if url else label,)
            for label, url in items
        ),
    )
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Breadcrumb"), lines
    )
