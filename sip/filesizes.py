"""About how large a file will be, to say beside the way to it.

Most files are written when they are asked for, and nobody knows their size before; to write them
only to weigh them would cost seconds. Those of one kind have a frame and grow by row, and texts of
the plan and of national plans are much of a length.
"""

from typing import NamedTuple

from django.utils.translation import gettext_noop

# Django's own words for sizes, said by our catalogues as our readers say them: “Ko” in French.
UNITS = (gettext_noop("%s KB"), gettext_noop("%s MB"))


class Weight(NamedTuple):
    """What a kind of file weighs, in bytes: its `frame`, and `each` row."""

    frame: int
    each: int

    def of(self, rows):
        return self.frame + self.each * rows
