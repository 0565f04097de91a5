"""Two plans side by side: what came to its end, what goes on, what is new; by the statuses of
today, and by what the later plan really holds."""

from typing import NamedTuple

AT_AN_END = ("completed",)


class Pair(NamedTuple):
    """An action or a gap of the year before, and what became of it (None: it did not go on)."""

    before: object
    after: object


class Comparison(NamedTuple):
    """Of the year before: `went_on`, pairs of an action that is open and the one it goes on as;
    `ended`, pairs of one that is completed and the one that the later plan still holds, or None;
    `taken_out`, lines that were carried over and left the later plan; `left`, lines that are open
    and were never carried over, and `left_gaps`, gaps without an action of which that is so.

    Of the later plan: `new`. `unanswered` are pairs of gaps (None for the year that lacks it)
    without an action in one of the years."""

    went_on: list
    ended: list
    taken_out: list
    left: list
    left_gaps: list
    new: list
    unanswered: list
    before: object
    after: object

    @property
    def number_left(self):
        return len(self.left) + len(self.left_gaps)


def compare(before, after, carried=frozenset()):
    """Compare two `reading.Sheet`s, the second drafted from the first. `carried` are the keys of
    the actions that were carried over, those included that left the later plan since."""
    later = {line.action.continued_from_id: line for line in after.lines}
    found = Comparison([], [], [], [], [], [], _unanswered(before, after), before, after)
    for line in before.lines:
        goes_on = later.pop(line.action.pk, None)
        if line.status in AT_AN_END:
            found.ended.append(Pair(line, goes_on))
        elif goes_on:
            found.went_on.append(Pair(line, goes_on))
        elif line.action.pk in carried:
            found.taken_out.append(line)
        else:
            found.left.append(line)
    before_that = {line.action.pk for line in before.lines}
    found.new.extend(
        line for line in after.lines if line.action.continued_from_id not in before_that
    )
    found.left_gaps.extend(pair.before for pair in found.unanswered if is_left(pair, after))
    return found


def is_left(pair, after):
    """Whether a gap that nothing answers is missing in the later plan, where nobody wrote it anew
    either."""
    if pair.after or pair.before.lines:
        return False
    gap = pair.before.gap
    return not any(
        there.gap.text == gap.text and there.gap.section.title == gap.section.title
        for there in _gaps(after)
    )


def _unanswered(before, after):
    """Return the gaps that had or have no action, in the order of the later plan, with what became
    of them last."""
    held = {line.gap.pk: line for line in _gaps(before)}
    pairs = [Pair(held.pop(line.gap.continued_from_id, None), line) for line in _gaps(after)]
    pairs += [Pair(line, None) for line in held.values()]
    return [pair for pair in pairs if any(line is not None and not line.lines for line in pair)]


def _gaps(sheet):
    return [gap for section in sheet.sections for gap in section.gaps]
