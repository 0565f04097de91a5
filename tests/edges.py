"""Which of many alike are tried in every run."""

import pytest


def edges(values, *kept):
    """Return what to parametrize with: in every run those of `values` that stand at the edges of an
    answer, the others only among the `long` tests. A tuple goes by its first part."""
    found = {value[0] if isinstance(value, tuple) else value: value for value in values}
    assert len(found) == len(values)
    assert set(kept) <= set(found), "an edge that is none of the values"
    return [value if first in kept else late(value) for first, value in found.items()]


def late(value):
    parts = value if isinstance(value, tuple) else (value,)
    return pytest.param(*parts, marks=pytest.mark.long)


def a_few(values, number=2):
    """Return the same where none stands at an edge: in every run so many, spread over all."""
    values = list(values)
    step = (len(values) - 1) / max(number - 1, 1)
    tried = {round(place * step) for place in range(number)}
    return [value if n in tried else late(value) for n, value in enumerate(values)]
