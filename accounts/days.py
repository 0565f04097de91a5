"""Days in words, as each language writes them."""

import re

from django.utils.formats import date_format as formatted
from django.utils.formats import get_format
from django.utils.translation import get_language

# The day of the month where it stands alone or before its month: “j F Y”, not “d/m/Y”.
DAY = re.compile(r"(?<!\\)j(?=$| )")


def date_format(value, style="DATE_FORMAT"):
    """Write a day or an instant as Django does, and the first of a month as French does: “1er
    novembre 2026”."""
    return formatted(value, pattern(value, style))


def pattern(value, style="DATE_FORMAT"):
    """Return the format that `style` stands for, such as "j F Y", fit for this very day."""
    found = get_format(style)
    is_first = getattr(value, "day", 0) == 1
    if is_first and (get_language() or "").startswith("fr"):
        return DAY.sub(r"j\\e\\r", found)
    return found
