"""Beside each choice of a filter, how many rows it would leave, the other filters kept.

Counted over light rows read once, whatever the number of filters and choices.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple


class Facet(NamedTuple):
    """One filter: its name in the address, its label, its choices [(value, label)], and
    `of(line)`, the values that a light row has of it."""

    name: str
    label: str
    choices: list
    of: Callable

    def keeps(self, line, chosen):
        return not chosen or not chosen.isdisjoint(self.of(line))


def count(facets, lines, chosen):
    """Return [(name, label, [(value, label, number, is_chosen)])] for filters over `lines`;
    `chosen` are the values chosen by filter name. A choice that would leave nothing is left out,
    unless it is chosen."""
    chosen = {facet.name: set(map(str, chosen.get(facet.name) or ())) for facet in facets}
    numbers = {facet.name: Counter() for facet in facets}
    for line in lines:
        missed = [facet for facet in facets if not facet.keeps(line, chosen[facet.name])]
        if len(missed) > 1:
            continue  # two filters hide it: no choice of one alone would show it
        for facet in missed or facets:
            numbers[facet.name].update(facet.of(line))
    return [
        (
            facet.name,
            facet.label,
            [
                (value, label, numbers[facet.name][value], value in chosen[facet.name])
                for value, label in facet.choices
                if numbers[facet.name][value] or value in chosen[facet.name]
            ],
        )
        for facet in facets
    ]
