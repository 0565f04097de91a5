"""Two plans side by side: what came to its end, what goes on, what is new."""

from typing import NamedTuple


class Pair(NamedTuple):
    """An action of the year before, and what became of it (None where it did not go on)."""

    before: object
    after: object


class Comparison(NamedTuple):
    """`went_on` are pairs; `ended` and `new` lines of one of the two years alone."""

    went_on: list
    ended: list
    new: list
    before: object
    after: object


def compare(before, after):
    """Compare two `reading.Sheet`s, the second drafted from the first."""
    held = {line.action.pk: line for line in before.lines}
    went_on, new = [], []
    for line in after.lines:
        earlier = held.pop(line.action.continued_from_id, None)
        if earlier is None:
            new.append(line)
        else:
            went_on.append(Pair(earlier, line))
    return Comparison(went_on, list(held.values()), new, before, after)
