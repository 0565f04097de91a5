"""Colours, signs and type of the pack: one source for its four files."""

import math

from reporting.exports.house import BAND, FONT, INK, INK_2, INK_3, RULE, STATUS_COLOURS, WASH
from sip.models import Status
from sip.models.progress import NOT_REPORTED

__all__ = ["BAND", "FONT", "INK", "INK_2", "INK_3", "RULE", "STATUS_COLOURS", "WASH"]

ALERT, LINK, PALE = "B3261E", "085387", "B9D3E4"
NOTICE = "B86B00"
# Of a bar, and of the number that stands on it. White on the third is 4.1:1, enough for large or
# bold print only: every number of a bar stands in a table too.
FILLS = {
    Status.COMPLETED: ("0B4F6C", "FFFFFF"),
    Status.ON_TRACK: ("2477AD", "FFFFFF"),
    Status.AT_RISK: ("B86B00", "FFFFFF"),
    Status.BLOCKED: ("B3261E", "FFFFFF"),
    Status.PAUSED: ("5B6770", "FFFFFF"),
    Status.NOT_STARTED: ("D9E0E4", INK),
    NOT_REPORTED: ("FFFFFF", INK),
}
OUTLINE = "74838E"  # of the white bar, and of the signs that would be too pale in their fill
SIGN_COLOURS = {
    key: OUTLINE if key in (Status.NOT_STARTED, NOT_REPORTED) else fill
    for key, (fill, _on) in FILLS.items()
}

# The signs of the statuses in a unit square, y downwards: ("disc", cx, cy, r), ("ring", cx, cy, r,
# width), ("half", cx, cy, r), ("poly", points). A leading "-" paints in the paper's colour.
SIGNS = {
    Status.COMPLETED: [
        ("disc", 0.5, 0.5, 0.5),
        ("-poly", [(0.18, 0.5), (0.42, 0.76), (0.82, 0.34), (0.72, 0.24), (0.42, 0.56),
                   (0.28, 0.41)]),
    ],
    Status.ON_TRACK: [("ring", 0.5, 0.5, 0.5, 0.14), ("half", 0.5, 0.5, 0.5)],
    Status.AT_RISK: [
        ("poly", [(0.5, 0.02), (1, 0.94), (0, 0.94)]),
        ("-poly", [(0.44, 0.38), (0.56, 0.38), (0.56, 0.66), (0.44, 0.66)]),
        ("-poly", [(0.44, 0.73), (0.56, 0.73), (0.56, 0.84), (0.44, 0.84)]),
    ],
    Status.BLOCKED: [
        ("poly", [(0.3, 0), (0.7, 0), (1, 0.3), (1, 0.7), (0.7, 1), (0.3, 1), (0, 0.7), (0, 0.3)]),
        ("-poly", [(0.2, 0.42), (0.8, 0.42), (0.8, 0.58), (0.2, 0.58)]),
    ],
    Status.PAUSED: [
        ("poly", [(0.1, 0.04), (0.4, 0.04), (0.4, 0.96), (0.1, 0.96)]),
        ("poly", [(0.6, 0.04), (0.9, 0.04), (0.9, 0.96), (0.6, 0.96)]),
    ],
    Status.NOT_STARTED: [("ring", 0.5, 0.5, 0.5, 0.14)],
    NOT_REPORTED: [("disc", 0.5, 0.5, 0.16)],
}  # fmt: skip
# Four rising bars, the mark of the site: x, y, height and colour on a grid of 28.
MARK = (
    (2, 18, 8, "8FD3EE"),
    (8.5, 13, 13, "6CBFE4"),
    (15, 8, 18, "4FA3DC"),
    (21.5, 2, 24, "FFFFFF"),
)
MARK_WIDTH = 5


def outline_of(kind, geometry):
    """Return the points of one shape of a sign, in its unit square."""
    if kind.endswith("poly"):
        return geometry[0]
    if kind == "half":
        return _arc(90, 270, *geometry)
    x, y, radius, *width = geometry
    return _arc(0, 350, x, y, radius - (width[0] / 2 if width else 0))


def _arc(start, end, x, y, radius):
    turns = [math.radians(degrees) for degrees in range(start, end + 1, 10)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
