"""Two plans side by side: what came to its end, what goes on, what is new."""

from typing import NamedTuple


class Pair(NamedTuple):
    """An action of the year before, and what became of it (None where it did not go on)."""

    before: object
    after: object


class Comparison(NamedTuple):
    """`went_on` are pairs; `ended` and `new` lines of one of the two years alone. `unanswered` are
    pairs of gaps (None for the year that lacks it) without an action in one of the years."""

    went_on: list
    ended: list
    new: list
    unanswered: list
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
    return Comparison(went_on, list(held.values()), new, _unanswered(before, after), before, after)


def _unanswered(before, after):
    """Return the gaps that had or have no action, in the order of the later plan, with what became
    of them last."""
    held = {line.gap.pk: line for line in _gaps(before)}
    pairs = [Pair(held.pop(line.gap.continued_from_id, None), line) for line in _gaps(after)]
    pairs += [Pair(line, None) for line in held.values()]
    return [pair for pair in pairs if any(line is not None and not line.lines for line in pair)]


def _gaps(sheet):
    return [gap for section in sheet.sections for gap in section.gaps]
