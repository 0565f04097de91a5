"""What templates say about national plans: the twelve months of a deadline, and its words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from actionplans import timing
from actionplans.deadlines import DATED, Schedule
from actionplans.functions import CoreFunction
from actionplans.models.ccpm import in_digits

register = template.Library()
register.filter(in_digits)

WIDTH = 120  # of the strip: ten for each month
MARKS = {
    "hit": '<circle class="hit" cx="{x}" cy="4" r="3"/>',
    "soon": '<circle class="soon" cx="{x}" cy="4" r="2.4"/>',
    "miss": '<path class="miss" d="M{x} .5l4 7h-8z"/>',
}


@register.simple_tag
def months(together, plan, on):
    """The 12-month strip: dots for what was done, triangles for what was missed, rings for what is
    to come; a band for what is continuous. Nothing where no deadline is given."""
    if together.schedule == Schedule.CONTINUOUS:
        reached = min(max((min(on, plan.ends_on) - plan.starts_on).days * WIDTH // 365, 0), WIDTH)
        body = f'<rect class="band" y="2" width="{reached}" height="4" rx="2"/>'
        if reached < WIDTH:
            body += f'<path class="line" d="M{reached} 4h{WIDTH - reached}"/>'
    elif together.schedule == Schedule.RECURRING or together.schedule in DATED:
        marks = together.standing.months
        body = '<path class="line" d="M0 4h120"/>' + "".join(
            MARKS[mark].format(x=10 * place + 5) for place, mark in enumerate(marks) if mark
        )
    else:
        return ""
    # Made of numbers and our own words alone.
    return mark_safe(  # noqa: S308
        f'<svg class="months" viewBox="0 0 {WIDTH} 8" aria-hidden="true">{body}</svg>'
    )


@register.simple_tag
def timing_words(line):
    """Where an action stands in time, as plain words."""
    return timing.sentence(line.standing, line.action.schedule, line.action.frequency, line.status)


@register.simple_tag
def timing_of(thing):
    """Where an action, or several alike, stand in time; in red where they are late."""
    line = thing.lines[0] if hasattr(thing, "lines") else thing
    words, standing = timing_words(line), line.standing
    late = standing.is_overdue or standing.is_lapsed or standing.asks_review
    return format_html('<span class="late">{}</span>' if late else "<span>{}</span>", words)


@register.filter
def meaning_word(key):
    return timing.meaning_label(key)


@register.simple_tag
def period(frequency, day):
    return timing.period_label(frequency, day)


@register.filter
def function_word(key):
    """The words for a core function; "" for none."""
    return CoreFunction(key).label if key in CoreFunction.values else ""
