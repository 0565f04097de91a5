"""Every act that a test lets the product do is asked whether the trail can tell of it in words."""

import sys
from functools import cache
from pathlib import Path

from accounts import trail
from accounts.naming import label_of
from accounts.words import KINDS, SENTENCES
from tests.architecture.sources import LAYERS

OURS = tuple(f"{Path(trail.__file__).parents[1] / app}/" for app in LAYERS)


@cache
def lacking(verb, kind, fields):
    """Return what has no words of an act on a kind of object that tells of these columns."""
    found = [] if verb in SENTENCES else [f"the act {verb}"]
    found += [] if kind in KINDS else [f"the kind {kind}"]
    # “1.3.1.3-progress” is a column told of one activity.
    named = ((field.rpartition("-")[2], field) for field in sorted(fields))
    return found + [f"the column {field} of {verb}" for name, field in named
                    if label_of(name, kind) is None]  # fmt: skip


def asking(make):
    """Wrap what makes a row of the trail. What a test or a benchmark records may say anything."""

    def asked(*args, **kwargs):
        row = make(*args, **kwargs)
        caller = sys._getframe(1)
        while caller.f_code.co_filename == trail.__file__:
            caller = caller.f_back
        if caller.f_code.co_filename.startswith(OURS):
            fields = frozenset({**(row.before or {}), **(row.after or {})})
            lacks = lacking(row.verb, row.target_type, fields)
            assert not lacks, f"accounts.words lacks words for {', '.join(lacks)}"
        return row

    return asked
