"""How long the rest of a report takes: said of what is still to be answered, never of a report as
such. A rule of thumb, so that somebody with a quarter of an hour knows whether to begin."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTES_A_PART = 3  # an activity without an answer yet, or the summary
ROUNDED_FROM = 20  # longer than that, only every fifth minute is said


def minutes(parts):
    """Return the minutes for so many parts to answer."""
    whole = parts * MINUTES_A_PART
    return whole if whole <= ROUNDED_FROM else -(-whole // 5) * 5


def left_of(report):
    """Say the time for what nobody has begun of a report (read with `with_begun`): its activities
    and the summary."""
    begun = report.begun_count + bool(report.summary)
    return in_words(report.line_count + 1 - begun)


def in_words(parts):
    """Say the time for so many parts: “15 minutes”, “2 h 10”; nothing where none is left."""
    hours, rest = divmod(minutes(parts), 60)
    if hours:
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}
    return ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest} if rest else ""
