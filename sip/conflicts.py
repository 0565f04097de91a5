"""Two people edited the same thing: which answers differ, and what to keep of each.

Pure functions over plain dicts of form values (text, or None). The page that answers 409 shows
`compare(…)` with templates/components/conflict_field.html, carries every value of “mine” in hidden
inputs under its own name, and sends the new version back; `resolve(…)` then reads the choices.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Keep(models.TextChoices):
    """What a person may keep of two answers to the same question."""

    SAVED = "saved", gettext_lazy("Keep what is saved")
    MINE = "mine", gettext_lazy("Keep mine")
    MERGED = "merged", gettext_lazy("Merge the two")


@dataclass(frozen=True)
class Asked:
    """One question of a form. `kind` is "text" (can be merged), "status" or "line" (a day, a
    choice, a short answer); `under` says which part of the form it stands in, such as a code."""

    name: str
    label: str
    kind: str = "text"
    under: str = ""
    choices: Mapping = field(default_factory=dict, compare=False)  # what each key is called


class Piece(NamedTuple):
    """Some words of one text, and whether the other text lacks them."""

    words: str
    is_marked: bool


@dataclass(frozen=True)
class Difference:
    """One question with two answers."""

    asked: Asked
    saved: str
    mine: str
    chosen: Keep
    merged: str

    @property
    def keep_name(self):
        return f"keep-{self.asked.name}"

    @property
    def merged_name(self):
        return f"merged-{self.asked.name}"

    @property
    def can_merge(self):
        return self.asked.kind == "text" and bool(self.saved and self.mine)

    @property
    def saved_said(self):
        """What is saved, in the words of who chose it."""
        return str(self.asked.choices.get(self.saved, self.saved))

    @property
    def mine_said(self):
        return str(self.asked.choices.get(self.mine, self.mine))

    @property
    def saved_pieces(self):
        return _marked(self.saved, self.mine)

    @property
    def mine_pieces(self):
        return _marked(self.mine, self.saved)


@dataclass(frozen=True)
class Comparison:
    differing: tuple[Difference, ...]
    same: tuple[Asked, ...]
    mine: dict  # every value of mine, for the hidden inputs

    def __bool__(self):
        return bool(self.differing)


def compare(asked, *, saved, mine, base=None, post=None):
    """Return how `mine` differs from what is `saved`, question by question.

    `asked` is the list of questions; `base` holds the values both edits began from, where they
    are known: the answer that only one of the two changed is then the one proposed. `post` holds
    choices made already, on a page that went stale again. Nothing is taken over without a click.
    """
    differing, same = [], []
    for question in asked:
        theirs, own = plain(saved.get(question.name)), plain(mine.get(question.name))
        if theirs == own:
            same.append(question)
        else:
            before = None if base is None else plain(base.get(question.name))
            differing.append(_difference(question, theirs, own, before, post or {}))
    kept = {question.name: plain(mine.get(question.name)) for question in asked}
    return Comparison(tuple(differing), tuple(same), kept)


def resolve(asked, *, saved, mine, post):
    """Return the values that the choices in `post` lead to, and what is missing.

    Answers `(values, errors)`: `errors` says by question name what to do where two answers differ
    and no choice came.
    """
    values, errors = {}, {}
    for difference in compare(asked, saved=saved, mine=mine).differing:
        name = difference.asked.name
        keep = post.get(difference.keep_name)
        if keep == Keep.MERGED and difference.can_merge:
            values[name] = plain(post.get(difference.merged_name))
        elif keep in (Keep.SAVED, Keep.MINE):
            values[name] = difference.saved if keep == Keep.SAVED else difference.mine
        else:
            errors[name] = _("Choose what to keep.")
    kept = {question.name: plain(mine.get(question.name)) for question in asked}
    return {**kept, **values}, errors


def was_asked(post):
    """Whether a form comes from a page that showed two versions."""
    return any(name.startswith("keep-") for name in post)


def plain(value):
    """Return a form value as two of them are compared: text, with one kind of line end."""
    return str("" if value is None else value).replace("\r\n", "\n").strip()


def _difference(question, saved, mine, base, post):
    proposed = Keep.MINE
    if not mine or (base is not None and base == mine):
        proposed = Keep.SAVED  # an answer left empty is never proposed over words
    elif question.kind == "text" and saved and mine and base != saved:
        proposed = Keep.MERGED
    chosen = post.get(f"keep-{question.name}")
    merged = post.get(f"merged-{question.name}")
    return Difference(
        asked=question,
        saved=saved,
        mine=mine,
        chosen=Keep(chosen) if chosen in Keep.values else proposed,
        merged=_joined(saved, mine) if merged is None else plain(merged),
    )


def _joined(saved, mine):
    """Propose one text out of two: the saved one, then the sentences that only mine has."""
    if not saved or not mine:
        return saved or mine
    own = [part for part in _sentences(mine) if part not in _sentences(saved)]
    return " ".join([saved, *own])


def _sentences(text):
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _marked(text, other):
    """Cut `text` into pieces, marking the words that `other` does not have at that place."""
    words, others = _words(text), _words(other)
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    return [
        Piece("".join(words[start:end]), operation != "equal")
        for operation, start, end, _start, _end in matcher.get_opcodes()
        if end > start
    ]


def _words(text):
    return re.findall(r"\S+\s*|\s+", text)[:2000]
